using System.Collections.Concurrent;
using LazAI.Grains.EventLog;

namespace LazAI.Storage;

/// <summary>Snapshots in memory, with the semantics of <see cref="PostgresSnapshotStore"/>: for simulation and tests.</summary>
public sealed class InMemorySnapshotStore : ISnapshotStore
{
    private readonly ConcurrentDictionary<StreamName, Snapshot> _snapshots = new();

    /// <inheritdoc/>
    public ValueTask<Snapshot?> ReadAsync(StreamName stream, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(_snapshots.GetValueOrDefault(stream));
    }

    /// <inheritdoc/>
    public ValueTask WriteAsync(StreamName stream, Snapshot snapshot, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentOutOfRangeException.ThrowIfLessThan(snapshot.Version, 1);
        cancellationToken.ThrowIfCancellationRequested();

        // A copy, as a database would take: the caller may use its buffer again.
        var copy = snapshot with { State = snapshot.State.ToArray() };
        _snapshots.AddOrUpdate(stream, copy, (_, stored) => stored.Version >= copy.Version ? stored : copy);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask DeleteAsync(StreamName stream, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _snapshots.TryRemove(stream, out _);
        return ValueTask.CompletedTask;
    }
}
