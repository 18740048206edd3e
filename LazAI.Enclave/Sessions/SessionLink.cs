using System.Numerics;
using LazAI.Client;
using Microsoft.Extensions.Logging;

namespace LazAI.Enclave.Sessions;

/// <summary>One session's calls to the service, and what their failures mean for it: the call is repeated, or the session is lost.</summary>
internal sealed partial class SessionLink : IDisposable
{
    private static readonly ExponentialBackoff s_retries = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5));

    private readonly SessionIdentity _identity;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _lost = new();

    public SessionLink(SessionIdentity identity, SessionEnvironment environment)
    {
        _identity = identity;
        _time = environment.Time;
        _logger = environment.Logger;
        Client = new WorkerSessionClient(
            environment.Client, environment.Status.ChainId, environment.Worker, identity.Id, identity.SigningKey, identity.Session.Until,
            environment.Clock);
    }

    public WorkerSessionClient Client { get; }

    /// <summary>Cancelled when the service knows the session no more.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>How long to wait after so many failures in a row.</summary>
    public static TimeSpan Pause(int failures) => s_retries.Draw(failures);

    /// <summary>Takes a failure that may pass, and returns when the call is to be repeated.</summary>
    public async Task EndureAsync(string doing, LazAIException failure, int failures, CancellationToken cancellationToken)
    {
        Judge(doing, failure, failures);
        await Task.Delay(Pause(failures), _time, cancellationToken);
    }

    /// <summary>Loses the session if the failure says that the service has ended it.</summary>
    /// <param name="failures">How many there were in a row.</param>
    public void Judge(string doing, LazAIException failure, int failures)
    {
        if (SessionFailure.EndsSession(failure))
        {
            Lose(failure);
            return;
        }

        // The first failure is news; the next ones only with each doubling.
        if (BitOperations.IsPow2(failures))
        {
            LogFailed(doing, failures, failure.Code, failure.Detail);
        }
    }

    public void Lose(LazAIException failure)
    {
        LogLost(_identity.Id, failure.Code, failure.Detail);
        _lost.Cancel();
    }

    /// <summary>A fault of ours costs the session, never the worker: the next session begins anew.</summary>
    public Task LoseAsync(Exception fault)
    {
        LogFault(_identity.Id, fault);
        return _lost.CancelAsync();
    }

    public void Dispose() => _lost.Dispose();
}
