using Spectre.Console;

namespace LazAI.AppHost.Commands;

/// <summary>A console that moves nothing and does not break lines where nobody looks at a window.</summary>
internal static class PlainConsole
{
    private const int WidthWithoutWindow = 200;

    public static IAnsiConsole Create()
    {
        if (!Console.IsOutputRedirected)
        {
            return AnsiConsole.Console;
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        });
        console.Profile.Width = WidthWithoutWindow;
        return console;
    }
}
