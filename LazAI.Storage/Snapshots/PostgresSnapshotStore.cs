using LazAI.Grains.EventLog;
using Npgsql;

namespace LazAI.Storage;

/// <summary>Snapshots in PostgreSQL, one row a stream.</summary>
/// <remarks>Failures of the store surface as <see cref="NpgsqlException"/>: a snapshot is a cache, and the caller that cannot
/// read one replays the stream.</remarks>
public sealed class PostgresSnapshotStore(NpgsqlDataSource dataSource) : ISnapshotStore
{
    /// <inheritdoc/>
    public async ValueTask<Snapshot?> ReadAsync(StreamName stream, CancellationToken cancellationToken = default)
    {
        await using var command = dataSource.CreateCommand("SELECT version, schema, state FROM snapshots WHERE stream = $1");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = stream.Value });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new Snapshot(reader.GetInt64(0), reader.GetInt32(1), reader.GetFieldValue<byte[]>(2))
            : null;
    }

    /// <inheritdoc/>
    public async ValueTask WriteAsync(StreamName stream, Snapshot snapshot, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentOutOfRangeException.ThrowIfLessThan(snapshot.Version, 1);
        await using var command = dataSource.CreateCommand(
            """
            INSERT INTO snapshots AS stored (stream, version, schema, state)
            VALUES ($1, $2, $3, $4)
            ON CONFLICT ON CONSTRAINT snapshots_stream_key DO UPDATE
               SET version = excluded.version, schema = excluded.schema, state = excluded.state, written_at = clock_timestamp()
             WHERE stored.version < excluded.version
            """);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = stream.Value });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = snapshot.Version });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = snapshot.Schema });
        command.Parameters.Add(new NpgsqlParameter<ReadOnlyMemory<byte>> { TypedValue = snapshot.State });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DeleteAsync(StreamName stream, CancellationToken cancellationToken = default)
    {
        await using var command = dataSource.CreateCommand("DELETE FROM snapshots WHERE stream = $1");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = stream.Value });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
