using Npgsql;

namespace LazAI.Storage;

/// <summary>The row that says how far a projection has come.</summary>
internal static class ProjectionCheckpoint
{
    private const long AdvisoryLockSeed = 7810484171230775;

    /// <summary>Takes the lock of the process that runs the projection, for as long as the session lasts.</summary>
    public static async Task<bool> TryLeadAsync(NpgsqlConnection connection, Projection projection, CancellationToken cancellationToken)
    {
        await using var command = Command(connection, $"SELECT pg_try_advisory_lock(hashtextextended($1, {AdvisoryLockSeed}))", projection);
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Lets go of that lock.</summary>
    public static async Task StopLeadingAsync(NpgsqlConnection connection, Projection projection)
    {
        await using var command = Command(connection, $"SELECT pg_advisory_unlock(hashtextextended($1, {AdvisoryLockSeed}))", projection);
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    /// <returns>Null if the projection has never run.</returns>
    public static async Task<(int Version, long Position)?> ReadAsync(
        NpgsqlConnection connection, Projection projection, CancellationToken cancellationToken)
    {
        await using var command = Command(
            connection, "SELECT version, position FROM projection_checkpoints WHERE projection = $1", projection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? (reader.GetInt32(0), reader.GetInt64(1)) : null;
    }

    /// <summary>Sets the row to the projection's version at position 0.</summary>
    public static async Task StartOverAsync(NpgsqlTransaction transaction, Projection projection, CancellationToken cancellationToken)
    {
        await using var command = Command(
            transaction.Connection!,
            """
            INSERT INTO projection_checkpoints (projection, version, position) VALUES ($1, $2, 0)
            ON CONFLICT ON CONSTRAINT projection_checkpoints_projection_key DO UPDATE
               SET version = excluded.version, position = 0, moved_at = clock_timestamp()
            """,
            projection);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = projection.Version });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Moves the row on, and holds it until the transaction ends.</summary>
    /// <returns>False if it does not stand at <paramref name="from"/>: another process has moved it.</returns>
    public static async Task<bool> TryMoveAsync(
        NpgsqlTransaction transaction, Projection projection, long from, long to, CancellationToken cancellationToken)
    {
        await using var command = Command(
            transaction.Connection!,
            """
            UPDATE projection_checkpoints SET position = $4, moved_at = clock_timestamp()
             WHERE projection = $1 AND version = $2 AND position = $3
            """,
            projection);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = projection.Version });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = from });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = to });
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string text, Projection projection)
    {
#pragma warning disable CA2100 // The constants above.
        var command = new NpgsqlCommand(text, connection);
#pragma warning restore CA2100
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = projection.Name });
        return command;
    }
}
