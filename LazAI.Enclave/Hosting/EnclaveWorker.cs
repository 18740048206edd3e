using LazAI.Client;
using LazAI.Enclave.Evidence;
using LazAI.Enclave.Execution;
using LazAI.Enclave.Sessions;
using LazAI.Protocol;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LazAI.Enclave.Hosting;

/// <summary>
/// Keeps a session open as long as the process lives: opens the next one well before the current ends, and both work side by side
/// until the old one's tasks are done. Told to stop, it finishes what it holds first.
/// </summary>
internal sealed partial class EnclaveWorker(
    LazAIClient client,
    OperatorKey operatorKey,
    IEvidenceProvider evidence,
    TaskExecutor executor,
    EnclaveMetrics metrics,
    IOptions<WorkerOptions> options,
    TimeProvider time,
    ILogger<EnclaveWorker> logger) : BackgroundService
{
    private static readonly ExponentialBackoff Retries = new(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(15));

    private readonly List<(EnclaveSession Session, Task Run)> _sessions = [];
    private readonly CapacityGate _capacity = new(options.Value.Capacity);
    private volatile bool _isReady;

    /// <summary>Whether a session is open.</summary>
    public bool IsReady => _isReady;

    /// <summary>Slots before a session's end at which the next one is opened: a tenth of its life, at least four leases, at most half of it.</summary>
    internal static long RenewalSlots(Slot openedAt, Slot until, ProtocolRules rules) =>
        Math.Min(Math.Max((until - openedAt) / 10, 4 * rules.LeaseSlots), (until - openedAt) / 2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        LogStarting(operatorKey.Address, evidence.Measurement, evidence.Description);
        metrics.Observe(() => _capacity.InUse);
        using var abort = new CancellationTokenSource();
        try
        {
            var status = await InsistAsync("asking for the network's status", client.GetStatusAsync, stoppingToken);
            var clock = new NetworkClock(status, time);
            var opener = new SessionOpener(
                client, new SignedRequests(operatorKey.Key, status.ChainId, clock), evidence, options.Value.Capacity, time);
            var environment = new SessionEnvironment(
                client, status, clock, operatorKey.Address, _capacity, PlacesPerSession, executor, options.Value, metrics, time, logger);
            while (true)
            {
                await KeepSessionAsync(opener, environment, abort.Token, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await DrainAsync(abort);
        }
    }

    /// <summary>Opens a session and returns when the next one is due.</summary>
    private async Task KeepSessionAsync(
        SessionOpener opener, SessionEnvironment environment, CancellationToken abort, CancellationToken stoppingToken)
    {
        var identity = await InsistAsync("opening a session", opener.OpenAsync, stoppingToken);
        var session = new EnclaveSession(identity, environment);
        lock (_sessions)
        {
            _sessions.RemoveAll(running => running.Run.IsCompleted);
            _sessions.Add((session, RunAsync(session, abort)));
        }

        _isReady = true;
        metrics.SessionOpened();
        LogOpened(identity.Id, identity.Session.SigningKey, identity.Session.Until);

        var renewal = identity.Session.Until.Number - RenewalSlots(identity.Session.OpenedAt, identity.Session.Until, environment.Status.Rules);
        using var wake = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, session.Lost, session.Renewal);
        var wait = environment.Clock.SlotDuration * Math.Max(0, renewal - environment.Clock.Now.Number);
        await DelayAsync(wait, wake.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stoppingToken.ThrowIfCancellationRequested();
        _isReady = !session.Lost.IsCancellationRequested;
    }

    /// <summary>A task's delay is at most 49 days; a session's life is not limited by that.</summary>
    private async Task DelayAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        var longest = TimeSpan.FromDays(1);
        for (; wait > longest; wait -= longest)
        {
            await Task.Delay(longest, time, cancellationToken);
        }

        await Task.Delay(wait, time, cancellationToken);
    }

    private async Task RunAsync(EnclaveSession session, CancellationToken abort)
    {
        try
        {
            await session.RunAsync(abort);
        }
        finally
        {
            LogEnded(session.Identity.Id);
        }
    }

    private async Task DrainAsync(CancellationTokenSource abort)
    {
        _isReady = false;
        (EnclaveSession Session, Task Run)[] sessions;
        lock (_sessions)
        {
            sessions = [.. _sessions];
        }

        LogDraining(sessions.Length, _capacity.InUse);
        foreach (var (session, _) in sessions)
        {
            session.Drain();
        }

        using var timeout = new CancellationTokenSource(options.Value.DrainTimeout, time);
        await using var registration = timeout.Token.Register(abort.Cancel);
        await Task.WhenAll(sessions.Select(running => running.Run));
        foreach (var (session, _) in sessions)
        {
            session.Dispose();
        }
    }

    /// <summary>Half of what is there while two sessions overlap.</summary>
    private int PlacesPerSession()
    {
        lock (_sessions)
        {
            var open = _sessions.Count(running => !running.Run.IsCompleted);
            return Math.Max(1, options.Value.Capacity / Math.Max(1, open));
        }
    }

    private async Task<T> InsistAsync<T>(string doing, Func<CancellationToken, Task<T>> attempt, CancellationToken stoppingToken)
    {
        for (var failures = 0; ;)
        {
            try
            {
                return await attempt(stoppingToken);
            }
            catch (LazAIException failure)
            {
                failures++;
                if (System.Numerics.BitOperations.IsPow2(failures))
                {
                    LogFailed(doing, failures, failure.Code, failure.Detail);
                }
            }
            catch (EvidenceSourceException failure)
            {
                failures++;
                LogNoEvidence(doing, failures, failure.Message);
            }

            await Task.Delay(Retries.Draw(failures), time, stoppingToken);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Worker {Worker}, measurement {Measurement}. {Evidence}")]
    private partial void LogStarting(Cryptography.Address worker, Attestation.Measurement48 measurement, string evidence);

    [LoggerMessage(2, LogLevel.Information, "Session {Session} open until slot {Until}, key {SigningKey}")]
    private partial void LogOpened(SessionId session, Cryptography.Address signingKey, Slot until);

    [LoggerMessage(3, LogLevel.Information, "Session {Session} ended")]
    private partial void LogEnded(SessionId session);

    [LoggerMessage(4, LogLevel.Information, "Draining {Sessions} sessions with {Held} tasks")]
    private partial void LogDraining(int sessions, int held);

    [LoggerMessage(5, LogLevel.Warning, "Failure {Failures} in a row of {Doing}: {Code}, {Detail}")]
    private partial void LogFailed(string doing, int failures, ErrorCode code, string detail);

    [LoggerMessage(6, LogLevel.Warning, "Failure {Failures} in a row of {Doing}: {Detail}")]
    private partial void LogNoEvidence(string doing, int failures, string detail);
}
