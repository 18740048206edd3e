namespace LazAI.Grains.EventLog;

/// <summary>Keeps the newest snapshot of a stream's state, so that activation replays only what came after it.</summary>
/// <remarks>A snapshot is a cache: losing one costs time, never truth.</remarks>
public interface ISnapshotStore
{
    /// <summary>The newest snapshot of <paramref name="stream"/>, or null.</summary>
    ValueTask<Snapshot?> ReadAsync(StreamName stream, CancellationToken cancellationToken = default);

    /// <summary>Stores <paramref name="snapshot"/> unless one with a higher or equal version is there already.</summary>
    ValueTask WriteAsync(StreamName stream, Snapshot snapshot, CancellationToken cancellationToken = default);

    /// <summary>Forgets the snapshot, if there is one.</summary>
    ValueTask DeleteAsync(StreamName stream, CancellationToken cancellationToken = default);
}

/// <summary>A stream's state after <paramref name="Version"/> events.</summary>
/// <param name="Version">How many events of the stream are folded into it.</param>
/// <param name="Schema">Version of the state's shape; a reader that knows another one ignores the snapshot.</param>
/// <param name="State">Serialised state.</param>
public sealed record Snapshot(long Version, int Schema, ReadOnlyMemory<byte> State);
