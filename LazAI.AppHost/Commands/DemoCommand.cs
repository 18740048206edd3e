using System.CommandLine;
using LazAI.AppHost.Demo;
using LazAI.AppHost.Demo.Liars;
using LazAI.AppHost.Hosting;
using LazAI.AppHost.Machine;

namespace LazAI.AppHost.Commands;

/// <summary><c>demo</c>: the main job once, in a system of its own.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var options = new SystemOptions();
        var command = new Command(
            "demo", "Sends handwritten digits through the whole system in all three modes, lets a worker lie in each, and checks the outcome. Exit code 0 only if all of it held.");
        options.AddTo(command);
        command.SetAction(result => CommandLine.RunAsync(
            cancellationToken => RunAsync(options.Read(result, Path.Combine(DataFolder.Default, "demo"), ephemeral: true), cancellationToken),
            ExitCodes.Interrupted));
        return command;
    }

    private static async Task<int> RunAsync(LocalSystemOptions options, CancellationToken cancellationToken)
    {
        const int WorkersMaximum = LocalSystemOptions.WorkersMaximum - LiarDemo.Accounts;
        if (options.Workers > WorkersMaximum)
        {
            throw new LocalSystemException($"The demo runs with at most {WorkersMaximum} workers: {LiarDemo.Accounts} accounts are the liars'.");
        }

        if (options.ConnectionString is null)
        {
            await Prerequisites.EnsurePostgresAsync(Console.Out, cancellationToken);
        }

        var startedAt = TimeProvider.System.GetTimestamp();
        await using var system = await LocalSystem.StartAsync(options, Console.WriteLine, cancellationToken);
        var outcome = await new DigitDemo(system, PlainConsole.Create()).RunAsync(cancellationToken);
        outcome.Print(Console.Out, TimeProvider.System.GetElapsedTime(startedAt));
        return outcome.Held ? ExitCodes.Success : ExitCodes.NotHeld;
    }
}
