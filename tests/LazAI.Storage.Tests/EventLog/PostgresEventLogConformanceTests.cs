using LazAI.Grains.EventLog;
using LazAI.Testing;

namespace LazAI.Storage.Tests;

/// <summary>The suite on PostgreSQL: two logs as two processes would have them, on one database.</summary>
public sealed class PostgresEventLogConformanceTests : EventLogConformance, IAsyncLifetime
{
    private readonly PostgresFixture _postgres = new();
    private readonly StorageMetrics _metrics = new();
    private PostgresEventLog? _log;
    private PostgresEventLog? _other;

    protected override IEventLog Log => _log!;

    protected override IEventLog OtherWriter => _other!;

    public async Task InitializeAsync()
    {
        await _postgres.InitializeAsync();
        _log = new PostgresEventLog(new PostgresEventLogOptions { ConnectionString = _postgres.ConnectionString }, _metrics);
        _other = new PostgresEventLog(new PostgresEventLogOptions { ConnectionString = _postgres.ConnectionString }, _metrics);
    }

    public async Task DisposeAsync()
    {
        await _log!.DisposeAsync();
        await _other!.DisposeAsync();
        _metrics.Dispose();
        await _postgres.DisposeAsync();
    }
}
