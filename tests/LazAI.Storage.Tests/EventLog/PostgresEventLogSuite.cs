using System.Text;
using LazAI.Grains.EventLog;
using LazAI.Testing;
using Npgsql;

namespace LazAI.Storage.Tests;

/// <summary>A database of its own for each test, and logs on it as one or several processes would have them.</summary>
public abstract class PostgresEventLogSuite : IAsyncLifetime
{
    private readonly PostgresFixture _postgres = new();
    private readonly StorageMetrics _metrics = new();
    private readonly List<PostgresEventLog> _logs = [];

    protected static CancellationToken Deadline => new CancellationTokenSource(TimeSpan.FromMinutes(1)).Token;

    protected NpgsqlDataSource Database => _postgres.DataSource;

    protected string ConnectionString => _postgres.ConnectionString;

    protected StorageMetrics Metrics => _metrics;

    public Task InitializeAsync() => _postgres.InitializeAsync();

    public async Task DisposeAsync()
    {
        foreach (var log in _logs)
        {
            await log.DisposeAsync();
        }

        _metrics.Dispose();
        await _postgres.DisposeAsync();
    }

    protected static EventData Event(string payload) => new("Happened", Encoding.UTF8.GetBytes(payload));

    protected static Task<AppendOutcome> AppendAsync(PostgresEventLog log, string key, string payload = "x") =>
        log.AppendAsync(new StreamName("task", key), 0, [Event(payload)], CancellationToken.None).AsTask().WaitAsync(Deadline);

    protected PostgresEventLog Open(Action<PostgresEventLogOptions>? configure = null)
    {
        var options = new PostgresEventLogOptions { ConnectionString = _postgres.ConnectionString };
        configure?.Invoke(options);
        var log = new PostgresEventLog(options, _metrics);
        _logs.Add(log);
        return log;
    }
}
