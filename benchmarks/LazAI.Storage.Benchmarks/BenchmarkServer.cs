using Npgsql;

namespace LazAI.Storage.Benchmarks;

/// <summary>The server of one run, with durable settings, and a fresh database for every measurement.</summary>
internal sealed class BenchmarkServer : IAsyncDisposable
{
    private readonly PrivatePostgres _postgres;
    private int _databases;

    private BenchmarkServer(PrivatePostgres postgres) => _postgres = postgres;

    public PostgresPrograms Programs => _postgres.Programs;

    public static async Task<BenchmarkServer> StartAsync() =>
        new(await PrivatePostgres.StartAsync(new PrivatePostgresOptions
        {
            Folder = Path.Combine(Path.GetTempPath(), $"lazai-bench-{Environment.ProcessId}"),
            Ephemeral = true,
        }));

    /// <summary>A migrated, empty database; the checkpoint gives every measurement the same start.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"bench{++_databases}";
        var connectionString = _postgres.ConnectionStringTo(name);
        await ExecuteAsync(_postgres.ConnectionString, $"CREATE DATABASE {name}");
        await using (var dataSource = NpgsqlDataSource.Create(connectionString))
        {
            await new Migrator(dataSource).UpAsync();
        }

        await ExecuteAsync(connectionString, "CHECKPOINT");
        return connectionString;
    }

    public async Task<long> CountAndDropAsync(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        var rows = (long)(await ExecuteAsync(connectionString, "SELECT count(*) FROM events"))!;
        await ExecuteAsync(_postgres.ConnectionString, $"DROP DATABASE {settings.Database} WITH (FORCE)");
        return rows;
    }

    /// <summary>Processor time of the server so far: the postmaster, its children, and the children that have ended.</summary>
    public TimeSpan ProcessorTime() => ProcessTimes.OfTree(_postgres.ProcessId);

    public async ValueTask DisposeAsync() => await _postgres.DisposeAsync();

    private static async Task<object?> ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
#pragma warning disable CA2100 // Our own constants.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync();
    }
}
