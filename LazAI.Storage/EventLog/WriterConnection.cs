using Npgsql;
using NpgsqlTypes;

namespace LazAI.Storage;

/// <summary>The writer's own connection with the one prepared statement of a group commit: one round trip a group, and
/// without BEGIN the statement is its own transaction.</summary>
internal sealed class WriterConnection : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlCommand _append;

    private WriterConnection(NpgsqlConnection connection, TimeSpan commitTimeout)
    {
        _connection = connection;
        _append = new NpgsqlCommand(
            "SELECT previous_head, written_at, actual_versions FROM append_events($1, $2, $3, $4, $5, $6)", connection)
        {
            CommandTimeout = (int)Math.Ceiling(commitTimeout.TotalSeconds),
            Parameters =
            {
                new NpgsqlParameter<List<string>> { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
                new NpgsqlParameter<List<long>> { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint },
                new NpgsqlParameter<List<string>> { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
                new NpgsqlParameter<List<long>> { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint },
                new NpgsqlParameter<List<string>> { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
                new NpgsqlParameter<List<ReadOnlyMemory<byte>>> { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea },
            },
        };
    }

    /// <summary>The server process behind the connection; its notifications carry the same number.</summary>
    public int ServerProcessId => _connection.ProcessID;

    public static async Task<WriterConnection> OpenAsync(
        NpgsqlDataSource dataSource, TimeSpan commitTimeout, CancellationToken cancellationToken)
    {
        var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        try
        {
            // Durable whatever the role's defaults say. The statement's plan is made once.
            await using var settings = new NpgsqlCommand(
                """
                SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off';
                SET default_transaction_isolation = 'read committed';
                SET plan_cache_mode = force_generic_plan;
                """,
                connection);
            await settings.ExecuteNonQueryAsync(cancellationToken);
            var writer = new WriterConnection(connection, commitTimeout);
            await writer._append.PrepareAsync(cancellationToken);
            return writer;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Writes the group. When this returns, it is durable.</summary>
    public async Task<GroupCommit> CommitAsync(AppendGroup group)
    {
        Set(0, group.AppendStreams);
        Set(1, group.ExpectedVersions);
        Set(2, group.EventStreams);
        Set(3, group.EventVersions);
        Set(4, group.EventTypes);
        Set(5, group.EventPayloads);
        GroupCommit commit;
        await using (var reader = await _append.ExecuteReaderAsync())
        {
            await reader.ReadAsync();
            commit = new GroupCommit(
                reader.GetInt64(0), reader.GetFieldValue<DateTimeOffset>(1), reader.GetFieldValue<long[]>(2));
        }

        // The reader is closed only after the server's ReadyForQuery, which it sends behind the commit.
        return commit;
    }

    /// <summary>Waits until no session holds the lock of <c>append_events</c>: what was on its way is then decided.</summary>
    public async Task WaitForOthersAsync()
    {
        await using var command = new NpgsqlCommand("SELECT pg_advisory_xact_lock(7810484171230773)", _connection)
        {
            CommandTimeout = _append.CommandTimeout,
        };
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _append.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private void Set<T>(int index, T value) => ((NpgsqlParameter<T>)_append.Parameters[index]).TypedValue = value;
}
