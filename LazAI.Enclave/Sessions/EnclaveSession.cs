using System.Collections.Immutable;
using LazAI.Client;
using LazAI.Cryptography;
using LazAI.Enclave.DataSets;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Encoding;
using Microsoft.Extensions.Logging;

namespace LazAI.Enclave.Sessions;

/// <summary>
/// One session at work: fetches tasks while it may, keeps their leases alive, has results and declines handed in, and closes. The
/// service may vanish and return at any moment.
/// </summary>
internal sealed partial class EnclaveSession : IDisposable
{
    /// <summary>Short, because a poll is never cut off: what the service has handed out would be lost on the way.</summary>
    private static readonly TimeSpan PollWait = TimeSpan.FromSeconds(2);

    private readonly SessionIdentity _identity;
    private readonly SessionEnvironment _environment;
    private readonly ILogger _logger;
    private readonly SessionLink _link;
    private readonly HeldTasks _held;
    private readonly ResultDelivery _results;
    private readonly DeclineDelivery _declines;
    private readonly CancellationTokenSource _drain = new();
    private readonly CancellationTokenSource _renewal = new();

    public EnclaveSession(SessionIdentity identity, SessionEnvironment environment)
    {
        _identity = identity;
        _environment = environment;
        _logger = environment.Logger;
        _link = new SessionLink(identity, environment);
        _held = new HeldTasks(environment.Capacity);
        _results = new ResultDelivery(identity, environment, _link, _held);
        _declines = new DeclineDelivery(environment, _link, _held);
        Domain = new Eip712Domain(environment.Status.ChainId);
        DataSets = new SessionDataSets(Domain, environment.Worker, identity.Id, identity.SigningKey, identity.EncryptionKey);
    }

    public SessionIdentity Identity => _identity;

    /// <summary>What this session does with data sets.</summary>
    public SessionDataSets DataSets { get; }

    public Eip712Domain Domain { get; }

    public ProtocolRules Rules => _environment.Status.Rules;

    public Slot Now => _environment.Clock.Now;

    public TimeSpan SlotDuration => _environment.Clock.SlotDuration;

    /// <summary>Cancelled when the service knows the session no more.</summary>
    public CancellationToken Lost => _link.Lost;

    /// <summary>Cancelled when the service wants fresh evidence before this session's time is over.</summary>
    public CancellationToken Renewal => _renewal.Token;

    /// <summary>Commands of an account on this session's network.</summary>
    public SignedRequests SignedBy(Secp256k1PrivateKey key) => new(key, _environment.Status.ChainId, _environment.Clock);

    /// <summary>Fetches no more; what is held is finished, handed in, and the session closed.</summary>
    public void Drain() => _drain.Cancel();

    /// <summary>Runs until the session has ended, was drained or lost. <paramref name="abort"/> leaves everything as it is.</summary>
    public async Task RunAsync(CancellationToken abort)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(abort, Lost);
        using var beating = CancellationTokenSource.CreateLinkedTokenSource(end.Token);
        var sending = Task.WhenAll(GuardAsync(_results.RunAsync(end.Token)), GuardAsync(_declines.RunAsync(end.Token)));
        var heart = GuardAsync(BeatAsync(beating.Token));
        try
        {
            await FetchAsync(end.Token);
            await _held.FinishAsync(end.Token);
            CompleteSending();
            await sending;
            await CloseAsync(end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            LogLeft(_identity.Id, _held.Count, Lost.IsCancellationRequested ? "the service has ended it" : "the time to drain is over");
        }
#pragma warning disable CA1031 // As in GuardAsync.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            await _link.LoseAsync(exception);
        }
        finally
        {
            CompleteSending();
            await beating.CancelAsync();
            await Task.WhenAll(sending, heart);
            _held.ForgetAll();
        }
    }

    public void Dispose()
    {
        _drain.Dispose();
        _renewal.Dispose();
        _link.Dispose();
        _identity.Dispose();
    }

    /// <summary>Takes the result of a held task.</summary>
    public void Finish(FinishedTask finished) => _results.Add(finished);

    /// <summary>Gives a held task back.</summary>
    public void Decline(HeldTask task, string reason, DeclineKind kind = DeclineKind.Unable) =>
        _declines.Add(new DeclineRequest(task.Item.TaskId, reason, kind));

    private async Task FetchAsync(CancellationToken end)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(end, _drain.Token);
        var failures = 0;
        while (!stop.IsCancellationRequested && _environment.Clock.Now < _identity.Until)
        {
            var reserved = 0;
            try
            {
                reserved = await _environment.Capacity.ReserveAsync(_environment.PlacesPerSession(), stop.Token);
                var work = await _link.Client.TakeWorkAsync(Math.Min(reserved, _environment.Options.PollItemsMaximum), PollWait, end);
                reserved -= Hold(work.Items);
                failures = 0;
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                break;
            }
            catch (LazAIException failure)
            {
                _link.Judge("fetching work", failure, ++failures);
            }
            finally
            {
                _environment.Capacity.Release(reserved);
            }

            if (failures > 0)
            {
                await Task.Delay(SessionLink.Pause(failures), _environment.Time, stop.Token)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        end.ThrowIfCancellationRequested();
    }

    /// <summary>Takes what is new; the service may offer a task again whose answer it has not seen arrive.</summary>
    private int Hold(ImmutableArray<WorkItem> items)
    {
        var taken = 0;
        foreach (var item in items)
        {
            var task = new HeldTask(this, item);
            if (_held.TryAdd(task))
            {
                taken++;
                _environment.Executor.Accept(task);
            }
        }

        _environment.Metrics.Received(taken);
        return taken;
    }

    /// <summary>
    /// Keeps leases, and tells the service what has arrived here: what it sent and is not named was lost on the way and comes again.
    /// So it beats without tasks, too.
    /// </summary>
    private async Task BeatAsync(CancellationToken end)
    {
        var interval = _environment.Clock.SlotDuration * Math.Max(1, _environment.Status.Rules.LeaseSlots / 4.0);
        var failures = 0;
        while (true)
        {
            await Task.Delay(failures == 0 ? interval : SessionLink.Pause(failures), _environment.Time, end);
            try
            {
                var answer = await _link.Client.BeatAsync(new HeartbeatRequest(_held.Ids), end);
                failures = 0;
                _environment.Clock.Observe(answer.Slot);
                _held.DropWaiting(answer.Lost);
                if (_identity.Shorten(answer.Until))
                {
                    LogShortened(_identity.Id, answer.Until);
                    await _renewal.CancelAsync();
                }
            }
            catch (LazAIException failure)
            {
                _link.Judge("the heart-beat", failure, ++failures);
            }
        }
    }

    private void CompleteSending()
    {
        _results.Complete();
        _declines.Complete();
    }

    private async Task CloseAsync(CancellationToken end)
    {
        for (var failures = 0; ;)
        {
            try
            {
                await _link.Client.CloseAsync(end);
                LogClosed(_identity.Id);
                return;
            }
            catch (LazAIException failure) when (SessionFailure.IsTransient(failure))
            {
                await _link.EndureAsync("closing the session", failure, ++failures, end);
            }
            catch (LazAIException failure)
            {
                LogCloseRefused(_identity.Id, failure.Code, failure.Detail);
                return;
            }
        }
    }

    /// <summary>Ends quietly when its time is over. A fault of ours costs the session, never the worker.</summary>
    private async Task GuardAsync(Task loop)
    {
        try
        {
            await loop;
        }
        catch (OperationCanceledException)
        {
            // How a loop ends.
        }
#pragma warning disable CA1031 // The next session begins anew.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            await _link.LoseAsync(exception);
        }
    }
}
