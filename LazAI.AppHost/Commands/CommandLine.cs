using System.CommandLine;
using LazAI.AppHost.Machine;
using LazAI.AppHost.Processes;
using LazAI.Client;
using LazAI.Client.Keys;
using LazAI.Storage;

namespace LazAI.AppHost.Commands;

/// <summary>What this program can be told.</summary>
internal static class CommandLine
{
    public static RootCommand Create() => RunCommand.Create(DemoCommand.Create(), InstallCommand.Create());

    public static Task<int> InvokeAsync(string[] args) =>
        Create().Parse(args).InvokeAsync(new InvocationConfiguration
        {
            // Stopping everything in order takes longer than the library's patience; see StopSignals.
            ProcessTerminationTimeout = null,
        });

    /// <summary>Runs a command until it ends or is told to stop; what cannot be started is explained, not thrown.</summary>
    public static async Task<int> RunAsync(Func<CancellationToken, Task<int>> command, int interrupted)
    {
        using var stop = new StopSignals();
        try
        {
            return await command(stop.Token);
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            return interrupted;
        }
        catch (Exception exception) when (exception is Hosting.LocalSystemException or PackageMissingException or PostgresMissingException
            or PrivatePostgresException or LazAIException or KeyFileException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return ExitCodes.NotStarted;
        }
    }
}
