using LazAI.Storage;
using Npgsql;
using Xunit;

namespace LazAI.Testing;

/// <summary>A database of its own, migrated, for one test class. The server is shared by the whole test process: the one
/// that the environment variable <c>LAZAI_TEST_POSTGRES</c> names (a role that may create databases), else a private one
/// in a temporary folder that ends with the process, even a killed one.</summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    private static readonly string? Given = Environment.GetEnvironmentVariable("LAZAI_TEST_POSTGRES");
    private static readonly Lazy<Task<Func<string, string>>> Server = new(StartServerAsync);

    private readonly string _database = $"test_{Guid.NewGuid():N}";
    private NpgsqlDataSource? _dataSource;

    /// <summary>How the database is reached.</summary>
    public string ConnectionString { get; private set; } = "";

    /// <summary>Connections to the database.</summary>
    public NpgsqlDataSource DataSource => _dataSource ?? throw new InvalidOperationException("The fixture is not initialised.");

    public async Task InitializeAsync()
    {
        await OnServerAsync($"CREATE DATABASE {_database}");
        ConnectionString = (await Server.Value)(_database);
        _dataSource = NpgsqlDataSource.Create(ConnectionString);
        await new Migrator(_dataSource).UpAsync();
    }

    public async Task DisposeAsync()
    {
        if (_dataSource is not null)
        {
            await _dataSource.DisposeAsync();
        }

        // A private server takes its databases with it; dropping one would cost it a checkpoint.
        if (!string.IsNullOrEmpty(Given))
        {
            await OnServerAsync($"DROP DATABASE IF EXISTS {_database} WITH (FORCE)");
        }
    }

    private static async Task OnServerAsync(string sql)
    {
        await using var connection = new NpgsqlConnection((await Server.Value)("postgres") + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // A name of our own making.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<Func<string, string>> StartServerAsync()
    {
        if (!string.IsNullOrEmpty(Given))
        {
            return database => new NpgsqlConnectionStringBuilder(Given) { Database = database }.ConnectionString;
        }

        // Its owner is this process: when the process ends, so does the server, and the folder goes with it.
        var server = await PrivatePostgres.StartAsync(new PrivatePostgresOptions
        {
            Folder = Path.Combine(Path.GetTempPath(), $"lazai-test-{Guid.NewGuid():N}"[..22]),
            Ephemeral = true,

            // Outlives a killed process, though not a power cut: enough for data that is thrown away.
            Settings = new Dictionary<string, string> { ["fsync"] = "off" },
        });
        return server.ConnectionStringTo;
    }
}
