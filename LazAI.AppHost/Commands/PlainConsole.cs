using Spectre.Console;

namespace LazAI.AppHost.Commands;

/// <summary>A console that does not break lines where nobody looks at a window.</summary>
internal static class PlainConsole
{
    private const int WidthWithoutWindow = 200;

    public static IAnsiConsole Create()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings());
        if (Console.IsOutputRedirected)
        {
            console.Profile.Width = WidthWithoutWindow;
        }

        return console;
    }
}
