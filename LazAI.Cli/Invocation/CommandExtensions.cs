using System.CommandLine;
using LazAI.Client;
using LazAI.Client.Keys;

namespace LazAI.Cli.Invocation;

/// <summary>Runs commands and turns every expected failure into a message that says what to do next, and an exit code.</summary>
internal static class CommandExtensions
{
    public static Command Runs(this Command command, Func<CommandContext, CancellationToken, Task<int>> run)
    {
        command.SetAction((parse, cancellationToken) => RunAsync(parse, run, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        ParseResult parse, Func<CommandContext, CancellationToken, Task<int>> run, CancellationToken cancellationToken)
    {
        try
        {
            using var context = new CommandContext(parse);
            return await run(context, cancellationToken);
        }
        catch (CommandFailedException failure)
        {
            return Report(parse, ExitCode.Unusable, "cli/unusable", failure.Message, failure.Advice);
        }
        catch (KeyFileException failure)
        {
            return Report(parse, ExitCode.Unusable, "cli/key-file", failure.Message, "See 'lazai keys --help'.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Report(parse, ExitCode.Unusable, "cli/file", failure.Message, "Check the path and who may use it.");
        }
        catch (LazAIException failure)
        {
            var unreachable = failure.Status is null;
            return Report(
                parse, unreachable ? ExitCode.Unreachable : ExitCode.Refused, failure.Code.Value, failure.Detail, Advise(failure), failure.TraceId);
        }
    }

    private static string Advise(LazAIException failure) => failure.Code.Value switch
    {
        "client/unreachable" or "client/timed-out" =>
            $"Is the service running? Start one with 'dotnet run --project LazAI.AppHost', or name another with --gateway or ${CommonOptions.GatewayVariable}.",
        "model/not-found" => "'lazai models list' shows what there is.",
        "task/not-found" => "Is the task of another network? 'lazai status' shows the one that answers.",
        "receipt/not-ready" => "'lazai task watch' waits until it is.",
        "ledger/insufficient-funds" => "'lazai account balance' shows what there is.",
        "request/rate-limited" => "Wait a moment; submit more tasks in one call.",
        _ when failure.Status >= 500 => "The service has a fault. Repeating the same command is safe.",
        _ => $"The code '{failure.Code}' is explained in docs/errors.md.",
    };

    private static int Report(ParseResult parse, int exitCode, string code, string detail, string advice, string? traceId = null)
    {
        new Diagnostic(code, detail, advice, traceId).Write(parse);
        return exitCode;
    }
}
