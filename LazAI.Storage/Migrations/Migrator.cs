using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace LazAI.Storage;

/// <summary>Brings a database's schema up or down to a numbered migration, one transaction each, under an advisory lock, so
/// that several processes may start at once.</summary>
public sealed partial class Migrator(
    NpgsqlDataSource dataSource, IReadOnlyList<Migration>? migrations = null, ILogger<Migrator>? logger = null)
{
    private const long AdvisoryLock = 7810484171230774;

    private readonly IReadOnlyList<Migration> _migrations = migrations ?? Migration.All;
    private readonly ILogger _logger = logger ?? NullLogger<Migrator>.Instance;

    /// <summary>Applies all migrations that are missing.</summary>
    /// <returns>How many were applied.</returns>
    /// <exception cref="MigrationException">The database holds a migration that this program does not know, or another
    /// text of one that it knows. Nothing was changed.</exception>
    public Task<int> UpAsync(CancellationToken cancellationToken = default) =>
        MoveAsync(applied => _migrations.Skip(applied), ApplyAsync, cancellationToken);

    /// <summary>Takes back all migrations above <paramref name="target"/>; 0 takes back everything.</summary>
    /// <returns>How many were taken back.</returns>
    /// <exception cref="MigrationException">As for <see cref="UpAsync"/>.</exception>
    public Task<int> DownAsync(int target, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(target);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(target, _migrations.Count);
        return MoveAsync(applied => _migrations.Take(applied).Skip(target).Reverse(), TakeBackAsync, cancellationToken);
    }

    private async Task<int> MoveAsync(
        Func<int, IEnumerable<Migration>> choose,
        Func<NpgsqlConnection, Migration, CancellationToken, Task> step,
        CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await ExecuteAsync(connection, $"SELECT pg_advisory_lock({AdvisoryLock})", cancellationToken);
        try
        {
            await ExecuteAsync(
                connection,
                """
                CREATE TABLE IF NOT EXISTS schema_migrations
                (
                    number     integer     NOT NULL CONSTRAINT schema_migrations_number_key PRIMARY KEY,
                    name       text        NOT NULL,
                    checksum   bytea       NOT NULL,
                    applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
                )
                """,
                cancellationToken);
            var steps = 0;
            foreach (var migration in choose(await ReadAppliedAsync(connection, cancellationToken)))
            {
                await step(connection, migration, cancellationToken);
                steps++;
            }

            return steps;
        }
        finally
        {
            // On a broken connection the lock is gone with it.
            if (connection.State == System.Data.ConnectionState.Open)
            {
                await ExecuteAsync(connection, $"SELECT pg_advisory_unlock({AdvisoryLock})", CancellationToken.None);
            }
        }
    }

    private async Task<int> ReadAppliedAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT number, name, checksum FROM schema_migrations ORDER BY number", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var applied = 0;
        while (await reader.ReadAsync(cancellationToken))
        {
            var (number, name) = (reader.GetInt32(0), reader.GetString(1));
            if (number != applied + 1 || applied >= _migrations.Count)
            {
                throw new MigrationException($"The database has migration {number} ({name}), which this program does not know.");
            }

            if (!_migrations[applied].Checksum.AsSpan().SequenceEqual(reader.GetFieldValue<byte[]>(2)))
            {
                throw new MigrationException($"Migration {number} ({name}) of the database has another text than this program's.");
            }

            applied++;
        }

        return applied;
    }

    private async Task ApplyAsync(NpgsqlConnection connection, Migration migration, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(connection, migration.Up, cancellationToken);
        await using var record = new NpgsqlCommand(
            "INSERT INTO schema_migrations (number, name, checksum) VALUES ($1, $2, $3)", connection, transaction);
        record.Parameters.Add(new NpgsqlParameter<int> { TypedValue = migration.Number });
        record.Parameters.Add(new NpgsqlParameter<string> { TypedValue = migration.Name });
        record.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = migration.Checksum });
        await record.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        LogApplied(migration.Number, migration.Name);
    }

    private async Task TakeBackAsync(NpgsqlConnection connection, Migration migration, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(connection, migration.Down, cancellationToken);
        await using var record = new NpgsqlCommand("DELETE FROM schema_migrations WHERE number = $1", connection, transaction);
        record.Parameters.Add(new NpgsqlParameter<int> { TypedValue = migration.Number });
        await record.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        LogTakenBack(migration.Number, migration.Name);
    }

    // Migrations are our own embedded files; no outside text reaches this.
    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
#pragma warning disable CA2100
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    [LoggerMessage(1, LogLevel.Information, "Applied migration {Number} ({Name}).")]
    private partial void LogApplied(int number, string name);

    [LoggerMessage(2, LogLevel.Information, "Took back migration {Number} ({Name}).")]
    private partial void LogTakenBack(int number, string name);
}

/// <summary>The database's schema and this program's migrations do not belong together.</summary>
public sealed class MigrationException(string message) : Exception(message);
