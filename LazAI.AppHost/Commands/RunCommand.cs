using System.CommandLine;
using System.Globalization;
using LazAI.AppHost.Hosting;
using LazAI.AppHost.Machine;

namespace LazAI.AppHost.Commands;

/// <summary>The command without a name: starts the system and keeps it running.</summary>
internal static class RunCommand
{
    public static RootCommand Create(params Command[] others)
    {
        var options = new SystemOptions();
        var command = new RootCommand("Runs all of LazAI on this machine: PostgreSQL, the gateway with the grains, and enclave workers.");
        options.AddTo(command);
        foreach (var other in others)
        {
            command.Add(other);
        }

        command.SetAction(result => CommandLine.RunAsync(
            cancellationToken => RunAsync(options.Read(result, DataFolder.Default, ephemeral: false), cancellationToken), ExitCodes.Success));
        return command;
    }

    private static async Task<int> RunAsync(LocalSystemOptions options, CancellationToken cancellationToken)
    {
        if (options.ConnectionString is null)
        {
            await Prerequisites.EnsurePostgresAsync(Console.Out, cancellationToken);
        }

        await using var system = await LocalSystem.StartAsync(options, Report, cancellationToken);
        SystemTable.Print(system);
        Console.WriteLine("Ctrl-C stops it.");
        try
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Report("Stopping.");
        }

        return ExitCodes.Success;
    }

    private static void Report(string line) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{TimeProvider.System.GetLocalNow():HH:mm:ss} {line}"));
}
