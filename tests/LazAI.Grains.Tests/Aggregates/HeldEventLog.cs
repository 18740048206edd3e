using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using LazAI.Grains.EventLog;
using LazAI.Storage;

namespace LazAI.Grains.Tests.Aggregates;

/// <summary>An event log whose appends take a moment, wait while they are held, and fail as often as they are told to, before they write or after.</summary>
internal sealed class HeldEventLog(TimeProvider time) : IEventLog
{
    private readonly InMemoryEventLog _log = new(time);
    private readonly ConcurrentQueue<bool> _failures = new();
    private TaskCompletionSource _gate = Open();

    /// <summary>The number of events in each append that was tried.</summary>
    public ConcurrentQueue<int> Appends { get; } = new();

    public void Hold() => _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Release() => _gate.SetResult();

    /// <summary>Lets the outcome of a coming append be unknown to who asked for it.</summary>
    public void FailOnce(bool written) => _failures.Enqueue(written);

    public async ValueTask<AppendOutcome> AppendAsync(
        StreamName stream, long expectedVersion, ImmutableArray<EventData> events, CancellationToken cancellationToken = default)
    {
        Appends.Enqueue(events.Length);
        await _gate.Task;
        await Task.Delay(1, cancellationToken);
        var fails = _failures.TryDequeue(out var written);
        if (fails && !written)
        {
            throw new EventLogUnavailableException("Nothing was written.");
        }

        var outcome = await _log.AppendAsync(stream, expectedVersion, events, cancellationToken);
        return fails ? throw new EventLogUnavailableException("It was written.") : outcome;
    }

    public async IAsyncEnumerable<RecordedEvent> ReadStreamAsync(
        StreamName stream, long afterVersion = 0, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        await foreach (var recorded in _log.ReadStreamAsync(stream, afterVersion, cancellationToken))
        {
            yield return recorded;
        }
    }

    public ValueTask<ImmutableArray<RecordedEvent>> ReadAllAsync(
        long afterPosition, int maximumCount, CancellationToken cancellationToken = default) =>
        _log.ReadAllAsync(afterPosition, maximumCount, cancellationToken);

    public IAsyncEnumerable<ImmutableArray<RecordedEvent>> FollowAsync(
        long afterPosition, int maximumBatch = 1024, CancellationToken cancellationToken = default) =>
        _log.FollowAsync(afterPosition, maximumBatch, cancellationToken);

    public ValueTask<long> GetHeadPositionAsync(CancellationToken cancellationToken = default) =>
        _log.GetHeadPositionAsync(cancellationToken);

    private static TaskCompletionSource Open()
    {
        var gate = new TaskCompletionSource();
        gate.SetResult();
        return gate;
    }
}
