using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using LazAI.Grains.EventLog;
using LazAI.Simulation.Faults;
using LazAI.Simulation.Kernel;

namespace LazAI.Simulation.Storage;

/// <summary>
/// The store as one silo reaches it: over a connection that takes time and fails. What has reached the store is carried out even if the
/// silo that sent it is gone by then.
/// </summary>
/// <param name="crashes">Where the silo is to crash.</param>
/// <param name="crash">Ends the silo at once.</param>
public sealed class SimulatedStore(
    SimulationKernel kernel, Machine machine, DurableStore store, Func<FaultPlan> faults, CrashSchedule crashes, Action crash, Sabotage sabotage)
    : IEventLog, ISnapshotStore
{
    public async ValueTask<AppendOutcome> AppendAsync(
        StreamName stream, long expectedVersion, ImmutableArray<EventData> events, CancellationToken cancellationToken = default)
    {
        var kinds = AppendKinds.Of(events).ToArray();
        if (kernel.Random.Chance(faults().AppendFailure) || (kinds.Any(AppendKinds.IsVerdict) && kernel.Random.Chance(faults().VerdictFailure)))
        {
            await PauseAsync();
            throw new EventLogUnavailableException("The connection broke before the append was sent.");
        }

        // A plain completion: the caller's continuation goes to its own scheduler.
        var answer = new TaskCompletionSource<AppendOutcome>();
        kernel.Schedule(null, Latency(), () =>
        {
            if (crashes.Find(kinds) is { } point)
            {
                if (point.IsWritten)
                {
                    store.Append(stream, expectedVersion, events);
                }

                crash();
                return;
            }

            var outcome = store.Append(stream, expectedVersion, events);
            var lost = kernel.Random.Chance(faults().AppendAnswerLoss);
            kernel.Schedule(machine, Latency(), () =>
            {
                if (lost)
                {
                    answer.SetException(new EventLogUnavailableException("The connection broke before the append was answered."));
                }
                else
                {
                    answer.SetResult(outcome);
                }
            });
        });
        return await answer.Task;
    }

    public async IAsyncEnumerable<RecordedEvent> ReadStreamAsync(
        StreamName stream, long afterVersion = 0, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await ReadAsync();
        await foreach (var recorded in store.Log.ReadStreamAsync(stream, afterVersion, cancellationToken))
        {
            yield return recorded;
        }
    }

    public async ValueTask<ImmutableArray<RecordedEvent>> ReadAllAsync(
        long afterPosition, int maximumCount, CancellationToken cancellationToken = default)
    {
        await ReadAsync();
        return DurableStore.Completed(store.Log.ReadAllAsync(afterPosition, maximumCount, cancellationToken));
    }

    public async IAsyncEnumerable<ImmutableArray<RecordedEvent>> FollowAsync(
        long afterPosition, int maximumBatch = 1024, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var batch = await ReadAllAsync(afterPosition, kernel.Random.Between(1, maximumBatch), cancellationToken);
            if (batch.IsEmpty)
            {
                var grown = new TaskCompletionSource();
                store.OnNextAppend(() => kernel.Post(machine, () => grown.TrySetResult()));
                await grown.Task;
                continue;
            }

            afterPosition = batch[^1].Position;
            yield return sabotage.HidesFromFollowers is { } hides ? batch.RemoveAll(recorded => hides(recorded)) : batch;
        }
    }

    public async ValueTask<long> GetHeadPositionAsync(CancellationToken cancellationToken = default)
    {
        await ReadAsync();
        return store.Head;
    }

    public async ValueTask<Snapshot?> ReadAsync(StreamName stream, CancellationToken cancellationToken = default)
    {
        await ReadAsync();
        return await store.Snapshots.ReadAsync(stream, cancellationToken);
    }

    public async ValueTask WriteAsync(StreamName stream, Snapshot snapshot, CancellationToken cancellationToken = default)
    {
        await PauseAsync();
        if (kernel.Random.Chance(faults().SnapshotFailure))
        {
            throw new EventLogUnavailableException("The snapshot was not written.");
        }

        await store.WriteSnapshotAsync(stream, sabotage.Snapshot is { } change ? change(stream, snapshot) : snapshot);
    }

    public ValueTask DeleteAsync(StreamName stream, CancellationToken cancellationToken = default) =>
        store.Snapshots.DeleteAsync(stream, cancellationToken);

    private async Task ReadAsync()
    {
        await PauseAsync();
        if (kernel.Random.Chance(faults().ReadFailure))
        {
            throw new EventLogUnavailableException("The connection broke while reading.");
        }
    }

    private Task PauseAsync() => machine.DelayAsync(Latency());

    private TimeSpan Latency() => kernel.Random.Chance(faults().SlowStore)
        ? TimeSpan.FromMilliseconds(kernel.Random.Between(100, 3_000))
        : TimeSpan.FromMicroseconds(kernel.Random.Between(100, 3_000));
}
