using LazAI.Client;

namespace LazAI.Cli.Invocation;

/// <summary>For commands that go on until Ctrl+C: while the service is away they wait and say so, and go on when it is back.</summary>
internal sealed class Endurance(CommandContext context)
{
    private static readonly ExponentialBackoff s_pauses = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));

    private int _failures;

    /// <summary>One round of work. False, after a pause, where the service is away; it may then be repeated.</summary>
    /// <exception cref="LazAIException">What repeating does not mend.</exception>
    public async Task<bool> TryAsync(Func<Task> round, CancellationToken cancellationToken)
    {
        try
        {
            await round();
        }
        catch (LazAIException failure) when (IsOutage(failure))
        {
            if (++_failures == 1)
            {
                context.Warn(new Diagnostic(
                    failure.Code.Value, failure.Detail, "Trying again until the service answers; Ctrl+C ends it.", failure.TraceId));
            }

            await Task.Delay(s_pauses.Draw(_failures), cancellationToken);
            return false;
        }

        if (_failures > 0)
        {
            _failures = 0;
            context.Warn(new Diagnostic("cli/resumed", "The service answers again.", "Nothing is lost: whatever waits there is done now."));
        }

        return true;
    }

    /// <summary>A fault of the service (5xx) counts: it may be restarting, and each round may be repeated.</summary>
    public static bool IsOutage(LazAIException failure) => failure.IsTransient || failure.Status >= 500;
}
