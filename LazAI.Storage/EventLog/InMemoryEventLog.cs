using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using LazAI.Grains.EventLog;

namespace LazAI.Storage;

/// <summary>The event log in memory, with the semantics of <see cref="PostgresEventLog"/> short of durability: for
/// simulation and tests. An append completes before it returns, so that one seed gives one trace.</summary>
public sealed class InMemoryEventLog(TimeProvider? timeProvider = null) : IEventLog
{
    private readonly TimeProvider _time = timeProvider ?? TimeProvider.System;
    private readonly Lock _lock = new();
    private readonly List<RecordedEvent> _events = [];
    private readonly Dictionary<StreamName, List<RecordedEvent>> _streams = [];
    private TaskCompletionSource _grown = NewSignal();

    /// <inheritdoc/>
    public ValueTask<AppendOutcome> AppendAsync(
        StreamName stream, long expectedVersion, ImmutableArray<EventData> events, CancellationToken cancellationToken = default)
    {
        AppendArguments.Validate(stream, expectedVersion, events);
        cancellationToken.ThrowIfCancellationRequested();
        TaskCompletionSource grown;
        Appended outcome;
        lock (_lock)
        {
            var recorded = _streams.GetValueOrDefault(stream);
            var version = recorded?.Count ?? 0;
            if (version != expectedVersion)
            {
                return ValueTask.FromResult<AppendOutcome>(new AppendConflict(version));
            }

            _streams[stream] = recorded ??= [];
            var now = _time.GetUtcNow();
            foreach (var data in events)
            {
                var next = new RecordedEvent(_events.Count + 1, stream, ++version, data.Type, data.Payload, now);
                _events.Add(next with { Event = data.Event });
                recorded.Add(next);
            }

            outcome = new Appended(_events.Count, version);
            (grown, _grown) = (_grown, NewSignal());
        }

        grown.SetResult();
        return ValueTask.FromResult<AppendOutcome>(outcome);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<RecordedEvent> ReadStreamAsync(
        StreamName stream, long afterVersion = 0, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ImmutableArray<RecordedEvent> found;
        lock (_lock)
        {
            found = _streams.TryGetValue(stream, out var recorded) ? Behind(recorded, afterVersion, int.MaxValue) : [];
        }

        foreach (var next in found)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return next;
        }

        await ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<ImmutableArray<RecordedEvent>> ReadAllAsync(
        long afterPosition, int maximumCount, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumCount, 1);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            // What is read, not followed, is decoded, as after a restart.
            return ValueTask.FromResult<ImmutableArray<RecordedEvent>>(
                [.. Behind(_events, afterPosition, maximumCount).Select(recorded => recorded with { Event = null })]);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ImmutableArray<RecordedEvent>> FollowAsync(
        long afterPosition, int maximumBatch = 1024, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumBatch, 1);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ImmutableArray<RecordedEvent> batch;
            Task grown;
            lock (_lock)
            {
                batch = Behind(_events, afterPosition, maximumBatch);
                grown = _grown.Task;
            }

            if (batch.IsEmpty)
            {
                await grown.WaitAsync(cancellationToken);
                continue;
            }

            afterPosition = batch[^1].Position;
            yield return batch;
        }
    }

    /// <inheritdoc/>
    public ValueTask<long> GetHeadPositionAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return ValueTask.FromResult((long)_events.Count);
        }
    }

    // Both lists are gap-free from 1, so a position or version is its index plus one.
    private static ImmutableArray<RecordedEvent> Behind(List<RecordedEvent> events, long after, int maximumCount)
    {
        var start = (int)Math.Clamp(after, 0, events.Count);
        var count = Math.Min(maximumCount, events.Count - start);
        return count == 0 ? [] : ImmutableArray.Create(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(events).Slice(start, count));
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
