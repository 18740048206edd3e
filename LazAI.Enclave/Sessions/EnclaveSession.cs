using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Threading.Channels;
using LazAI.Client;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.Encoding;

namespace LazAI.Enclave.Sessions;

/// <summary>
/// One session at work: fetches tasks while it may, keeps their leases alive, hands results in strictly in order, one batch at a
/// time and unchanged until the service has answered. The service may vanish and return at any moment.
/// </summary>
internal sealed partial class EnclaveSession : IDisposable
{
    /// <summary>Short, because a poll is never cut off: what the service has handed out would be lost on the way.</summary>
    private static readonly TimeSpan PollWait = TimeSpan.FromSeconds(2);

    private static readonly ExponentialBackoff Retries = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5));

    private readonly SessionIdentity _identity;
    private readonly WorkerSessionClient _client;
    private readonly SessionEnvironment _environment;
    private readonly ResultBatcher _batcher;
    private readonly ConcurrentDictionary<TaskId, HeldTask> _held = new();
    private readonly Channel<FinishedTask> _finished = Channel.CreateUnbounded<FinishedTask>();
    private readonly Channel<(HeldTask Task, string Reason)> _declined = Channel.CreateUnbounded<(HeldTask, string)>();

    private readonly CancellationTokenSource _drain = new();
    private readonly CancellationTokenSource _lost = new();
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _fetchingEnded;

    public EnclaveSession(SessionIdentity identity, SessionEnvironment environment)
    {
        _identity = identity;
        _environment = environment;
        _batcher = new ResultBatcher(identity, new Eip712Domain(environment.Status.ChainId));
        _client = new WorkerSessionClient(
            environment.Client, environment.Status.ChainId, environment.Worker, identity.Id, identity.SigningKey, identity.Session.Until,
            environment.Clock);
    }

    public SessionIdentity Identity => _identity;

    /// <summary>Cancelled when the service knows the session no more.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Fetches no more; what is held is finished, handed in, and the session closed.</summary>
    public void Drain() => _drain.Cancel();

    /// <summary>Runs until the session has ended, was drained or lost. <paramref name="abort"/> leaves everything as it is.</summary>
    public async Task RunAsync(CancellationToken abort)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(abort, _lost.Token);
        using var beating = CancellationTokenSource.CreateLinkedTokenSource(end.Token);
        var sending = Task.WhenAll(GuardAsync(SendResultsAsync(end.Token)), GuardAsync(SendDeclinesAsync(end.Token)));
        var heart = GuardAsync(BeatAsync(beating.Token));
        try
        {
            await FetchAsync(end.Token);
            _fetchingEnded = true;
            CompleteIfIdle();
            await _idle.Task.WaitAsync(end.Token);
            _finished.Writer.Complete();
            _declined.Writer.Complete();
            await sending;
            await CloseAsync(end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            LogLeft(_identity.Id, _held.Count, _lost.IsCancellationRequested ? "the service has ended it" : "the time to drain is over");
        }
#pragma warning disable CA1031 // As in GuardAsync.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogFault(_identity.Id, exception);
            await _lost.CancelAsync();
        }
        finally
        {
            _finished.Writer.TryComplete();
            _declined.Writer.TryComplete();
            await beating.CancelAsync();
            await Task.WhenAll(sending, heart);
            foreach (var taskId in _held.Keys)
            {
                Forget(taskId);
            }
        }
    }

    public void Dispose()
    {
        _drain.Dispose();
        _lost.Dispose();
        _identity.Dispose();
    }

    /// <summary>Takes the result of a held task.</summary>
    public void Finish(FinishedTask finished)
    {
        if (!_finished.Writer.TryWrite(finished))
        {
            Forget(finished.Task.Item.TaskId);
        }
    }

    /// <summary>Gives a held task back.</summary>
    public void Decline(HeldTask task, string reason)
    {
        if (!_declined.Writer.TryWrite((task, reason)))
        {
            Forget(task.Item.TaskId);
        }
    }

    private async Task FetchAsync(CancellationToken end)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(end, _drain.Token);
        var failures = 0;
        while (!stop.IsCancellationRequested && _environment.Clock.Now < _identity.Session.Until)
        {
            var reserved = 0;
            try
            {
                reserved = await _environment.Capacity.ReserveAsync(_environment.PlacesPerSession(), stop.Token);
                var work = await _client.TakeWorkAsync(Math.Min(reserved, _environment.Options.PollItemsMaximum), PollWait, end);
                reserved -= Hold(work.Items);
                failures = 0;
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                break;
            }
            catch (LazAIException failure)
            {
                JudgeFailure("fetching work", failure, ++failures);
            }
            finally
            {
                _environment.Capacity.Release(reserved);
            }

            if (failures > 0)
            {
                await Task.Delay(Retries.Draw(failures), _environment.Time, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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
            if (_held.TryAdd(item.TaskId, task))
            {
                taken++;
                _environment.Executor.Accept(task);
            }
        }

        _environment.Metrics.Received(taken);
        return taken;
    }

    private async Task SendResultsAsync(CancellationToken end)
    {
        var reader = _finished.Reader;
        var batch = new List<FinishedTask>(_environment.Options.ResultBatchMaximum);
        while (await reader.WaitToReadAsync(end))
        {
            // With other tasks under way a short wait fills the batch; without, nobody gains by waiting.
            if (reader.Count < _environment.Options.ResultBatchMaximum && reader.Count < _held.Count)
            {
                await Task.Delay(_environment.Options.ResultLinger, _environment.Time, end);
            }

            batch.Clear();
            while (batch.Count < _environment.Options.ResultBatchMaximum && reader.TryRead(out var finished))
            {
                batch.Add(finished);
            }

            await DeliverAsync(batch, end);
            foreach (var finished in batch)
            {
                Forget(finished.Task.Item.TaskId);
            }
        }
    }

    private async Task DeliverAsync(List<FinishedTask> batch, CancellationToken end)
    {
        var request = _batcher.Sign(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(batch));
        for (var failures = 0; ;)
        {
            try
            {
                Judge(await _client.SubmitResultsAsync(request, end));
                return;
            }
            catch (LazAIException failure) when (SessionFailure.IsTransient(failure))
            {
                await EndureAsync("handing in results", failure, ++failures, end);
            }
            catch (LazAIException failure) when (!SessionFailure.EndsSession(failure))
            {
                // Refused as a whole and for good: the leases run out and others take the tasks.
                _environment.Metrics.Refused(batch.Count);
                LogBatchRefused(_identity.Id, batch.Count, failure.Code, failure.Detail);
                return;
            }
            catch (LazAIException failure)
            {
                Lose(failure);
                end.ThrowIfCancellationRequested();
            }
        }
    }

    private void Judge(ResultsAnswer answer)
    {
        var refused = 0;
        ResultOutcome? first = null;
        foreach (var outcome in answer.Outcomes)
        {
            if (!outcome.Accepted)
            {
                refused++;
                first ??= outcome;
            }
        }

        _environment.Metrics.Accepted(answer.Outcomes.Length - refused);
        if (first is not null)
        {
            _environment.Metrics.Refused(refused);
            LogResultsRefused(_identity.Id, refused, answer.Outcomes.Length, first.TaskId, first.Code, first.Detail);
        }
    }

    private async Task SendDeclinesAsync(CancellationToken end)
    {
        await foreach (var (task, reason) in _declined.Reader.ReadAllAsync(end))
        {
            var failures = 0;
            while (true)
            {
                try
                {
                    await _client.DeclineAsync(new DeclineRequest(task.Item.TaskId, reason), end);
                    LogDeclined(task.Item.TaskId, reason);
                    break;
                }
                catch (LazAIException failure) when (SessionFailure.IsTransient(failure))
                {
                    await EndureAsync("declining a task", failure, ++failures, end);
                }
                catch (LazAIException failure)
                {
                    // It is no longer ours to decline.
                    LogDeclineRefused(task.Item.TaskId, failure.Code, failure.Detail);
                    break;
                }
            }

            _environment.Metrics.Declined();
            Forget(task.Item.TaskId);
        }
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
            await Task.Delay(failures == 0 ? interval : Retries.Draw(failures), _environment.Time, end);
            try
            {
                var answer = await _client.BeatAsync(new HeartbeatRequest([.. _held.Keys]), end);
                failures = 0;
                _environment.Clock.Observe(answer.Slot);
                DropWaiting(answer.Lost);
            }
            catch (LazAIException failure)
            {
                failures++;
                JudgeFailure("the heart-beat", failure, failures);
            }
        }
    }

    /// <summary>What has not been begun need not be; what has a result is sent all the same, and the service decides.</summary>
    private void DropWaiting(ImmutableArray<TaskId> lost)
    {
        foreach (var taskId in lost)
        {
            if (_held.TryGetValue(taskId, out var task) && task.TryDrop())
            {
                Forget(taskId);
            }
        }
    }

    private async Task CloseAsync(CancellationToken end)
    {
        for (var failures = 0; ;)
        {
            try
            {
                await _client.CloseAsync(end);
                LogClosed(_identity.Id);
                return;
            }
            catch (LazAIException failure) when (SessionFailure.IsTransient(failure))
            {
                await EndureAsync("closing the session", failure, ++failures, end);
            }
            catch (LazAIException failure)
            {
                LogCloseRefused(_identity.Id, failure.Code, failure.Detail);
                return;
            }
        }
    }

    private async Task EndureAsync(string doing, LazAIException failure, int failures, CancellationToken cancellationToken)
    {
        JudgeFailure(doing, failure, failures);
        await Task.Delay(Retries.Draw(failures), _environment.Time, cancellationToken);
    }

    private void JudgeFailure(string doing, LazAIException failure, int failures)
    {
        if (SessionFailure.EndsSession(failure))
        {
            Lose(failure);
            return;
        }

        // The first failure is news; the next ones only with each doubling.
        if (System.Numerics.BitOperations.IsPow2(failures))
        {
            LogFailed(doing, failures, failure.Code, failure.Detail);
        }
    }

    private void Lose(LazAIException failure)
    {
        LogLost(_identity.Id, failure.Code, failure.Detail);
        _lost.Cancel();
    }

    private void Forget(TaskId taskId)
    {
        if (_held.TryRemove(taskId, out _))
        {
            _environment.Capacity.Release(1);
            CompleteIfIdle();
        }
    }

    private void CompleteIfIdle()
    {
        if (_fetchingEnded && _held.IsEmpty)
        {
            _idle.TrySetResult();
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
            LogFault(_identity.Id, exception);
            await _lost.CancelAsync();
        }
    }
}
