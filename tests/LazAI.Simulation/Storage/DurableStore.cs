using System.Collections.Immutable;
using LazAI.Grains.EventLog;
using LazAI.Simulation.Faults;
using LazAI.Storage;

namespace LazAI.Simulation.Storage;

/// <summary>What outlives every silo: blobs, the log and the snapshots, in the implementations that the storage tests hold to PostgreSQL's behaviour.</summary>
public sealed class DurableStore(Sabotage sabotage)
{
    private readonly List<Action> _waiters = [];

    public InMemoryEventLog Log { get; } = new(new StoppedClock());

    public InMemorySnapshotStore Snapshots { get; } = new();

    public SimulatedBlobs Blobs { get; } = new();

    /// <summary>Called with what has become durable, before anybody is told.</summary>
    public Action<ImmutableArray<RecordedEvent>>? Committed { get; set; }

    public long Head { get; private set; }

    /// <summary>Writes, or finds that the stream has another version.</summary>
    public AppendOutcome Append(StreamName stream, long expectedVersion, ImmutableArray<EventData> events)
    {
        ImmutableArray<EventData> written = sabotage.Append is { } change ? [.. change(stream, events)] : events;
        if (written.IsEmpty)
        {
            return new Appended(Head, expectedVersion + events.Length);
        }

        var outcome = Completed(Log.AppendAsync(stream, expectedVersion, written));
        if (outcome is Appended appended)
        {
            Committed?.Invoke(Completed(Log.ReadAllAsync(Head, int.MaxValue)));
            Head = appended.LastPosition;
            var waiters = _waiters.ToArray();
            _waiters.Clear();
            Array.ForEach(waiters, wake => wake());
        }

        return outcome;
    }

    /// <summary>Called with each snapshot that is written.</summary>
    public Action<StreamName, Snapshot>? SnapshotWritten { get; set; }

    public async ValueTask WriteSnapshotAsync(StreamName stream, Snapshot snapshot)
    {
        SnapshotWritten?.Invoke(stream, snapshot);
        await Snapshots.WriteAsync(stream, snapshot);
    }

    /// <summary>Calls back at the next append.</summary>
    public void OnNextAppend(Action wake) => _waiters.Add(wake);

    /// <summary>The stores in memory have done their work when they return.</summary>
    internal static T Completed<T>(ValueTask<T> task) => task.IsCompleted
        ? task.GetAwaiter().GetResult()
        : throw new InvalidOperationException("A store in memory does not wait.");

    /// <summary>When an event was recorded is for people; two runs of one seed must not differ in it.</summary>
    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Kernel.SimulationKernel.Epoch;
    }
}
