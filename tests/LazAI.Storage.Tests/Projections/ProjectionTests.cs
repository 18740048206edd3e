using System.Collections.Immutable;
using LazAI.Grains.EventLog;
using LazAI.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace LazAI.Storage.Tests;

public sealed class ProjectionTests : IAsyncLifetime
{
    private const string Counts = "SELECT coalesce(string_agg(stream || '=' || events || '/' || last_version, ' ' ORDER BY stream), '') FROM counted";

    private readonly PostgresFixture _postgres = new();
    private readonly StorageMetrics _metrics = new();
    private readonly List<ProjectionHost> _hosts = [];
    private PostgresEventLog? _log;

    private static CancellationToken Deadline => new CancellationTokenSource(TimeSpan.FromMinutes(1)).Token;

    private PostgresEventLog Log => _log!;

    public async Task InitializeAsync()
    {
        await _postgres.InitializeAsync();
        await _postgres.DataSource.ExecuteAsync(CountingProjection.Table);
        _log = new PostgresEventLog(new PostgresEventLogOptions { ConnectionString = _postgres.ConnectionString }, _metrics);
    }

    public async Task DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.StopAsync(Deadline);
            host.Dispose();
        }

        await Log.DisposeAsync();
        _metrics.Dispose();
        await _postgres.DisposeAsync();
    }

    [Fact]
    public async Task Projection_Running_AppliesEachEventOnce()
    {
        await AppendAsync("a", 0, 10);
        var host = await StartAsync(new CountingProjection());
        var last = await AppendAsync("b", 0, 15);

        await host.WaitForAsync("counting", last, Deadline);

        Assert.Equal("task/a=10/10 task/b=15/15", await CountsAsync());
    }

    [Fact]
    public async Task Projection_ThatThrowsInTheMiddle_GoesOnFromItsCheckpoint()
    {
        using var failures = new MetricReader(_metrics, StorageMetrics.ProjectionFailures);
        using var applied = new MetricReader(_metrics, StorageMetrics.ProjectionEvents);
        var failed = 0;
        var last = await AppendAsync("a", 0, 40);
        var host = await StartAsync(new CountingProjection
        {
            BeforeCommit = (events, _) => events[0].Position == 15 && failed++ < 2
                ? throw new InvalidOperationException("Killed in the middle.")
                : Task.CompletedTask,
        });

        await host.WaitForAsync("counting", last, Deadline);

        Assert.Equal("task/a=40/40", await CountsAsync());
        Assert.Equal(2, failures.Sum);
        Assert.Equal(40, applied.Sum);
    }

    [Fact]
    public async Task Projection_WhoseBackendIsKilledInTheMiddle_GoesOnFromItsCheckpoint()
    {
        var killed = 0;
        var last = await AppendAsync("a", 0, 40);
        var host = await StartAsync(new CountingProjection
        {
            BeforeCommit = async (events, connection) =>
            {
                if (events[0].Position is 8 or 22 && killed < 2)
                {
                    killed++;
                    await _postgres.DataSource.ExecuteAsync($"SELECT pg_terminate_backend({connection.ProcessID}, 10000)");
                }
            },
        });

        await host.WaitForAsync("counting", last, Deadline);

        Assert.Equal(2, killed);
        Assert.Equal("task/a=40/40", await CountsAsync());
    }

    [Fact]
    public async Task Host_StoppedInTheMiddleAndStartedAgain_AppliesEachEventOnce()
    {
        var last = await AppendAsync("a", 0, 40);
        var reached = new TaskCompletionSource();
        var abandoned = new TaskCompletionSource();
        var first = await StartAsync(new CountingProjection
        {
            BeforeCommit = async (events, _) =>
            {
                if (events[0].Position == 22)
                {
                    reached.SetResult();
                    await abandoned.Task;
                }
            },
        });
        await reached.Task;

        // The host gives up on it while its transaction is open, as a process would that is killed.
        await first.StopAsync(new CancellationToken(canceled: true));
        await _postgres.DataSource.ExecuteAsync(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction'");
        var second = await StartAsync(new CountingProjection());
        await second.WaitForAsync("counting", last, Deadline);
        abandoned.SetResult();

        Assert.Equal("task/a=40/40", await CountsAsync());
    }

    [Fact]
    public async Task NewVersion_IsBuiltAnewFromTheStart()
    {
        var last = await AppendAsync("a", 0, 10);
        var old = await StartAsync(new CountingProjection());
        await old.WaitForAsync("counting", last, Deadline);
        await old.StopAsync(Deadline);
        await _postgres.DataSource.ExecuteAsync("INSERT INTO counted VALUES ('stale', 1, 1)");

        var host = await StartAsync(new CountingProjection(version: 2));
        await UntilVersionAsync(2);
        await host.WaitForAsync("counting", last, Deadline);

        Assert.Equal("task/a=10/10", await CountsAsync());
    }

    [Fact]
    public async Task OldVersion_AfterANewerOne_LeavesItAlone()
    {
        var last = await AppendAsync("a", 0, 10);
        var newer = await StartAsync(new CountingProjection(version: 2));
        await newer.WaitForAsync("counting", last, Deadline);
        await newer.StopAsync(Deadline);

        var older = await StartAsync(new CountingProjection());
        await older.WaitForAsync("counting", last, Deadline);
        await older.StopAsync(Deadline);

        Assert.Equal(2L, await _postgres.DataSource.ScalarAsync<long>("SELECT version::bigint FROM projection_checkpoints"));
        Assert.Equal("task/a=10/10", await CountsAsync());
    }

    [Fact]
    public async Task TwoHosts_OfOneProjection_ShareTheWorkAndOneTakesOver()
    {
        var first = await StartAsync(new CountingProjection());
        await first.WaitForAsync("counting", await AppendAsync("a", 0, 10), Deadline);
        var second = await StartAsync(new CountingProjection());
        var middle = await AppendAsync("b", 0, 10);
        await first.WaitForAsync("counting", middle, Deadline);
        await second.WaitForAsync("counting", middle, Deadline);

        await first.StopAsync(Deadline);
        await second.WaitForAsync("counting", await AppendAsync("c", 0, 10), Deadline);

        Assert.Equal("task/a=10/10 task/b=10/10 task/c=10/10", await CountsAsync());
    }

    [Fact]
    public async Task FailingProjection_HoldsUpNoOther()
    {
        var host = await StartAsync(new BrokenProjection(), new CountingProjection());

        await host.WaitForAsync("counting", await AppendAsync("a", 0, 20), Deadline);

        Assert.Equal("task/a=20/20", await CountsAsync());
        Assert.Equal(0L, await _postgres.DataSource.ScalarAsync<long>("SELECT position FROM projection_checkpoints WHERE projection = 'broken'"));
    }

    [Fact]
    public async Task Lag_OfACaughtUpProjection_IsZero()
    {
        using var lag = new MetricReader(_metrics, StorageMetrics.ProjectionLag);
        var last = await AppendAsync("a", 0, 5);
        var held = new TaskCompletionSource();
        var host = await StartAsync(new CountingProjection { BeforeCommit = (_, _) => held.Task });
        while (lag.Observe() != 5)
        {
            Deadline.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        held.SetResult();
        await host.WaitForAsync("counting", last, Deadline);
        Assert.Equal(0, lag.Observe());
    }

    [Fact]
    public void Host_WithOneNameTwice_IsRefused() =>
        Assert.Throws<ArgumentException>(() => Create(new CountingProjection(), new CountingProjection(version: 2)));

    [Fact]
    public async Task WaitFor_AnUnknownProjection_IsRefused() =>
        await Assert.ThrowsAsync<ArgumentException>(() => Create(new CountingProjection()).WaitForAsync("no such", 1));

    private Task<string> CountsAsync() => _postgres.DataSource.ScalarAsync<string>(Counts);

    private Task UntilVersionAsync(int version) =>
        _postgres.DataSource.UntilAsync($"SELECT EXISTS (SELECT FROM projection_checkpoints WHERE version = {version} AND position > 0)");

    private async Task<long> AppendAsync(string key, long expectedVersion, int count)
    {
        long last = 0;
        for (var i = 0; i < count; i++)
        {
            var outcome = await Log.AppendAsync(new StreamName("task", key), expectedVersion + i, [new EventData("Happened", default)], Deadline);
            last = Assert.IsType<Appended>(outcome).LastPosition;
        }

        return last;
    }

    private ProjectionHost Create(params Projection[] projections)
    {
        var host = new ProjectionHost(projections, Log, _postgres.DataSource, _metrics, NullLogger<ProjectionHost>.Instance);
        _hosts.Add(host);
        return host;
    }

    private async Task<ProjectionHost> StartAsync(params Projection[] projections)
    {
        var host = Create(projections);
        await host.StartAsync(Deadline);
        return host;
    }

    private sealed class BrokenProjection() : CountingProjection("broken")
    {
        public override Task ResetAsync(NpgsqlTransaction transaction, CancellationToken cancellationToken) => Task.CompletedTask;

        public override Task ApplyAsync(
            ImmutableArray<RecordedEvent> events, NpgsqlTransaction transaction, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("Always.");
    }
}
