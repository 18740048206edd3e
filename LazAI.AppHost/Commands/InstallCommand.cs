using System.CommandLine;
using LazAI.AppHost.Machine;

namespace LazAI.AppHost.Commands;

/// <summary><c>install</c>: what the system needs beyond the .NET SDK, where that is missing.</summary>
internal static class InstallCommand
{
    public static Command Create()
    {
        var tests = new Option<bool>("--tests") { Description = "Also what only the tests need: a browser, Node.js and a C compiler." };
        var command = new Command("install", "Install what is missing on Debian or Ubuntu, or say what to install.") { tests };
        command.SetAction(result => CommandLine.RunAsync(
            cancellationToken => RunAsync(result.GetValue(tests), cancellationToken), ExitCodes.Interrupted));
        return command;
    }

    private static async Task<int> RunAsync(bool tests, CancellationToken cancellationToken)
    {
        await Prerequisites.EnsurePostgresAsync(Console.Out, cancellationToken);
        if (tests)
        {
            await Prerequisites.EnsureForTestsAsync(Console.Out, cancellationToken);
        }

        return ExitCodes.Success;
    }
}
