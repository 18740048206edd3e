using LazAI.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace LazAI.Storage.Tests;

/// <summary>A database with a log, and the hosts of projections that a test starts on it.</summary>
internal sealed class ProjectedLog : IAsyncDisposable
{
    private readonly PostgresFixture _postgres = new();
    private readonly StorageMetrics _metrics = new();
    private readonly List<ProjectionHost> _hosts = [];
    private NpgsqlDataSource? _dataSource;
    private PostgresEventLog? _log;

    private ProjectedLog()
    {
    }

    public static CancellationToken Deadline => new CancellationTokenSource(TimeSpan.FromMinutes(2)).Token;

    public PostgresEventLog Log => _log!;

    /// <summary>Connections with the settings of the product.</summary>
    public NpgsqlDataSource DataSource => _dataSource!;

    public static async Task<ProjectedLog> CreateAsync()
    {
        var projected = new ProjectedLog();
        await projected._postgres.InitializeAsync();
        projected._dataSource = StorageServices.CreateDataSource(projected._postgres.ConnectionString);
        projected._log = new PostgresEventLog(
            new PostgresEventLogOptions { ConnectionString = projected._postgres.ConnectionString }, projected._metrics);
        return projected;
    }

    public async Task<ProjectionHost> StartAsync(Projection projection)
    {
        var host = new ProjectionHost([projection], Log, DataSource, _metrics, NullLogger<ProjectionHost>.Instance);
        _hosts.Add(host);
        await host.StartAsync(Deadline);
        return host;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.StopAsync(Deadline);
            host.Dispose();
        }

        await Log.DisposeAsync();
        await DataSource.DisposeAsync();
        _metrics.Dispose();
        await _postgres.DisposeAsync();
    }
}
