using LazAI.AppHost.Processes;
using LazAI.Client;
using LazAI.Cryptography;
using LazAI.Protocol;

namespace LazAI.AppHost.Hosting;

/// <summary>Waits until processes do what they are there for, and explains when they do not.</summary>
internal static class Readiness
{
    private const int DeathsMaximum = 3;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <summary>Returns once the gateway answers that it is ready.</summary>
    /// <exception cref="LocalSystemException">It dies again and again, or the time is over.</exception>
    public static Task WaitForGatewayAsync(
        SupervisedProcess gateway, LazAIClient client, TimeSpan timeout, CancellationToken cancellationToken) =>
        WaitAsync([gateway], () => client.IsReadyAsync(cancellationToken), "The gateway is not ready", timeout, cancellationToken);

    /// <summary>Returns once each operator's worker has a session that was opened at <paramref name="since"/> or later.</summary>
    /// <exception cref="LocalSystemException">They die again and again, or the time is over.</exception>
    public static Task WaitForSessionsAsync(
        IReadOnlyList<SupervisedProcess> workers,
        IEnumerable<Address> operators,
        LazAIClient client,
        Slot since,
        TimeSpan timeout,
        CancellationToken cancellationToken)
    {
        var waiting = operators.ToList();
        return WaitAsync(workers, HaveAllAsync, "Not every worker has a session", timeout, cancellationToken);

        async Task<bool> HaveAllAsync()
        {
            while (waiting.Count > 0)
            {
                try
                {
                    var view = await client.GetWorkerAsync(waiting[^1], cancellationToken);
                    if (!view.Sessions.Any(session => session.OpenedAt >= since))
                    {
                        return false;
                    }

                    waiting.RemoveAt(waiting.Count - 1);
                }
                catch (LazAIException exception) when (exception.IsTransient || exception.Status == 404)
                {
                    return false;
                }
            }

            return true;
        }
    }

    private static async Task WaitAsync(
        IReadOnlyList<SupervisedProcess> processes, Func<Task<bool>> isReady, string otherwise, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var startedAt = TimeProvider.System.GetTimestamp();
        while (!await isReady())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (processes.FirstOrDefault(process => process.Restarts >= DeathsMaximum) is { } dying)
            {
                throw new LocalSystemException(Explain($"{dying.Name} ends again and again", [dying]));
            }

            if (TimeProvider.System.GetElapsedTime(startedAt) > timeout)
            {
                throw new LocalSystemException(Explain($"{otherwise} after {timeout.TotalSeconds:0} s", processes));
            }

            await Task.Delay(Interval, cancellationToken);
        }
    }

    private static string Explain(string what, IEnumerable<SupervisedProcess> processes) =>
        what + "." + string.Concat(processes.Select(process => $"\n\nThe end of {process.LogFile}:\n{process.LogTail}"));
}
