using System.Text;
using LazAI.Grains.EventLog;
using LazAI.Testing;
using Npgsql;

namespace LazAI.Storage.Tests;

/// <summary>What the PostgreSQL log promises beyond the port: grouping, outages, several processes, the shared tail.</summary>
public sealed class PostgresEventLogTests : IAsyncLifetime
{
    // The lock of append_events: a test that holds it stops the writers where their appends wait.
    private const string AppendLock = "7810484171230773";
    private const string WriterWaits = "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))";

    private readonly PostgresFixture _postgres = new();
    private readonly StorageMetrics _metrics = new();
    private readonly List<PostgresEventLog> _logs = [];

    private static CancellationToken Deadline => new CancellationTokenSource(TimeSpan.FromMinutes(1)).Token;

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

    [Fact]
    public async Task Appends_WaitingTogether_ShareOneCommit()
    {
        var log = Open();
        using var groups = new MetricReader(_metrics, StorageMetrics.GroupEvents);
        await using var held = await HoldAppendLockAsync();
        var first = AppendAsync(log, "first");
        await _postgres.DataSource.UntilAsync(WriterWaits);
        var others = Enumerable.Range(0, 100).Select(i => AppendAsync(log, $"s{i}")).ToList();

        await held.ReleaseAsync();

        Assert.All(await Task.WhenAll(others.Append(first)), outcome => Assert.IsType<Appended>(outcome));
        Assert.Equal(2, groups.Count);
        Assert.Equal(2L, await _postgres.DataSource.ScalarAsync<long>("SELECT count(DISTINCT recorded_at) FROM events"));
    }

    [Fact]
    public async Task Group_OverItsLimits_IsSplit()
    {
        var log = Open(options => (options.GroupEventsMaximum, options.GroupBytesMaximum) = (10, 1000));
        using var groups = new MetricReader(_metrics, StorageMetrics.GroupEvents);
        await using var held = await HoldAppendLockAsync();
        var first = AppendAsync(log, "first");
        await _postgres.DataSource.UntilAsync(WriterWaits);
        var small = Enumerable.Range(0, 20).Select(i => AppendAsync(log, $"s{i}")).ToList();
        var large = Enumerable.Range(0, 3).Select(i => AppendAsync(log, $"l{i}", new string('x', 900))).ToList();
        var many = log.AppendAsync(new StreamName("task", "many"), 0, [.. Enumerable.Range(0, 30).Select(i => Event($"{i}"))], Deadline).AsTask();

        await held.ReleaseAsync();

        Assert.All(await Task.WhenAll([first, .. small, .. large, many]), outcome => Assert.IsType<Appended>(outcome));
        Assert.Equal(1 + 2 + 3 + 1, groups.Count);
        Assert.Equal(1 + 20 + 3 + 30, groups.Sum);
    }

    [Fact]
    public async Task Append_CancelledWhileItWaits_IsNotWritten()
    {
        var log = Open();
        await using var held = await HoldAppendLockAsync();
        var first = AppendAsync(log, "first");
        await _postgres.DataSource.UntilAsync(WriterWaits);
        using var cancellation = new CancellationTokenSource();
        var waiting = log.AppendAsync(new StreamName("task", "waiting"), 0, [Event("no")], cancellation.Token).AsTask();
        var behind = AppendAsync(log, "behind");

        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await held.ReleaseAsync();

        await Task.WhenAll(first, behind);
        Assert.Equal(0L, await _postgres.DataSource.ScalarAsync<long>("SELECT count(*) FROM events WHERE stream = 'task/waiting'"));
        Assert.Equal(2, await log.GetHeadPositionAsync());
    }

    [Fact]
    public async Task Append_CancelledOnItsWay_IsAnsweredWithItsOutcome()
    {
        var log = Open();
        await using var held = await HoldAppendLockAsync();
        using var cancellation = new CancellationTokenSource();
        var append = log.AppendAsync(new StreamName("task", "a"), 0, [Event("x")], cancellation.Token).AsTask();
        await _postgres.DataSource.UntilAsync(WriterWaits);

        await cancellation.CancelAsync();
        await held.ReleaseAsync();

        Assert.IsType<Appended>(await append);
    }

    [Fact]
    public async Task Append_BeyondTheQueue_WaitsForRoom()
    {
        var log = Open(options => options.QueueAppendsMaximum = 2);
        using var length = new MetricReader(_metrics, StorageMetrics.QueueLength);
        await using var held = await HoldAppendLockAsync();
        var first = AppendAsync(log, "first");
        await _postgres.DataSource.UntilAsync(WriterWaits);
        var appends = Enumerable.Range(0, 10).Select(i => AppendAsync(log, $"s{i}")).ToList();
        using var cancellation = new CancellationTokenSource();
        var turnedAway = log.AppendAsync(new StreamName("task", "no"), 0, [Event("x")], cancellation.Token).AsTask();

        Assert.Equal(2, length.Observe());
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => turnedAway);
        await held.ReleaseAsync();

        Assert.All(await Task.WhenAll(appends.Append(first)), outcome => Assert.IsType<Appended>(outcome));
        Assert.Equal(11, await log.GetHeadPositionAsync());
    }

    [Fact]
    public async Task Append_WhoseConnectionBreaks_IsUnknownAndTheNextOneWorks()
    {
        var log = Open();
        await AppendAsync(log, "before");
        await using (var held = await HoldAppendLockAsync())
        {
            var append = AppendAsync(log, "broken");
            await _postgres.DataSource.UntilAsync(WriterWaits);
            await _postgres.DataSource.ExecuteAsync(
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())");

            // Its caller is told when nobody can be writing it any more.
            await held.ReleaseAsync();
            await Assert.ThrowsAsync<EventLogUnavailableException>(() => append);
        }

        Assert.IsType<Appended>(await AppendAsync(log, "after"));
        Assert.Equal(0L, await _postgres.DataSource.ScalarAsync<long>("SELECT count(*) FROM events WHERE stream = 'task/broken'"));
    }

    [Fact]
    public async Task Append_WithoutADatabase_IsUnavailable()
    {
        var settings = new NpgsqlConnectionStringBuilder(_postgres.ConnectionString) { Database = "no_such_database" };
        var log = Open(options => (options.ConnectionString, options.ConnectPatience) = (settings.ConnectionString, TimeSpan.Zero));

        await Assert.ThrowsAsync<EventLogUnavailableException>(() => AppendAsync(log, "a"));
        await Assert.ThrowsAsync<EventLogUnavailableException>(async () => await log.ReadAllAsync(0, 1));
        await Assert.ThrowsAsync<EventLogUnavailableException>(async () => await log.GetHeadPositionAsync());
    }

    [Fact]
    public async Task Append_BeforeTheDatabaseIsThere_GoesThroughOnceItIs()
    {
        await _postgres.DataSource.ExecuteAsync("ALTER FUNCTION append_events RENAME TO append_events_later");
        var log = Open(options => options.ConnectPatience = TimeSpan.FromMinutes(1));
        var append = AppendAsync(log, "a");
        await _postgres.DataSource.UntilAsync(
            "SELECT count(*) > 0 FROM pg_stat_activity WHERE application_name = 'lazai event log' AND datname = current_database()");

        await _postgres.DataSource.ExecuteAsync("ALTER FUNCTION append_events_later RENAME TO append_events");

        Assert.IsType<Appended>(await append);
    }

    [Fact]
    public async Task Dispose_CommitsWhatIsQueued()
    {
        var log = Open();
        var appends = Enumerable.Range(0, 50).Select(i => AppendAsync(log, $"s{i}")).ToList();
        await log.DisposeAsync();

        Assert.All(await Task.WhenAll(appends), outcome => Assert.IsType<Appended>(outcome));
        Assert.Equal(50L, await _postgres.DataSource.ScalarAsync<long>("SELECT count(*) FROM events"));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => AppendAsync(log, "late"));
    }

    [Fact]
    public async Task Positions_AfterConflicts_HaveNoGaps()
    {
        var log = Open();
        await AppendAsync(log, "taken");
        for (var round = 0; round < 5; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 20).Select(i => AppendAsync(log, i % 2 == 0 ? "taken" : $"{round}-{i}")));
        }

        Assert.Equal(51L, await _postgres.DataSource.ScalarAsync<long>("SELECT max(position) FROM events"));
        Assert.Equal(51L, await _postgres.DataSource.ScalarAsync<long>("SELECT count(*) FROM events"));
    }

    [Fact]
    public async Task Followers_OfThisProcessesAppends_DoNotReadTheDatabase()
    {
        var log = Open();
        using var reads = new MetricReader(_metrics, StorageMetrics.TailDatabaseReads);
        await using var first = log.FollowAsync(0, 1, Deadline).GetAsyncEnumerator();
        long before;
        long head = 0;
        do
        {
            // Until the window is open, the first follower reads for itself.
            before = reads.Sum;
            await AppendAsync(log, $"opening{head++}");
            Assert.True(await first.MoveNextAsync());
        }
        while (reads.Sum != before);

        var following = Enumerable.Range(0, 5).Select(_ => FollowAsync(log, head, 200)).ToList();
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => AppendAsync(log, $"s{i}")));

        Assert.All(await Task.WhenAll(following), events => Assert.Equal(200, events.Count));
        Assert.Equal(before, reads.Sum);
    }

    [Fact]
    public async Task Follower_BehindTheWindow_ReadsTheDatabaseAndCatchesUp()
    {
        var log = Open(options => options.TailEventsMaximum = 4);
        using var reads = new MetricReader(_metrics, StorageMetrics.TailDatabaseReads);
        var opened = FollowAsync(log, 0, 1);
        for (var i = 0; i < 20; i++)
        {
            await AppendAsync(log, $"s{i}");
        }

        await opened;
        var late = await FollowAsync(log, 0, 20, maximumBatch: 3);

        Assert.Equal(Enumerable.Range(1, 20).Select(position => (long)position), late.Select(e => e.Position));
        Assert.InRange(reads.Sum, 1, 20);
    }

    [Fact]
    public async Task Follower_WhoseNotificationsNeverCome_IsServedByPolling()
    {
        var log = Open(options => options.PollInterval = TimeSpan.FromMilliseconds(50));
        var following = FollowAsync(log, 0, 3);
        await _postgres.DataSource.UntilAsync(ListenerIsThere);

        // Written past append_events, so that nobody is notified.
        await _postgres.DataSource.ExecuteAsync(
            "INSERT INTO events SELECT n, 'task/silent', n, 'Happened', 'x', now() FROM generate_series(1, 3) n");

        Assert.Equal([1L, 2L, 3L], (await following).Select(e => e.Version));
    }

    [Fact]
    public async Task Follower_WhoseListenerIsKilledAgainAndAgain_MissesNothing()
    {
        var writer = Open();
        var log = Open(options => options.PollInterval = TimeSpan.FromMilliseconds(20));
        var following = FollowAsync(log, 0, 40);
        for (var i = 0; i < 40; i++)
        {
            if (i % 10 == 0)
            {
                await _postgres.DataSource.UntilAsync(ListenerIsThere);
                await _postgres.DataSource.ExecuteAsync(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query ~ '^(LISTEN|SELECT coalesce)'");
            }

            await AppendAsync(writer, $"s{i}");
        }

        Assert.Equal(Enumerable.Range(1, 40).Select(position => (long)position), (await following).Select(e => e.Position));
    }

    [Fact]
    public async Task FollowerLag_CountsWhatTheSlowestHasNotTaken()
    {
        var log = Open();
        using var lag = new MetricReader(_metrics, StorageMetrics.FollowerLag);
        await AppendAsync(log, "a");
        await using var follower = log.FollowAsync(0, 1, Deadline).GetAsyncEnumerator();
        Assert.True(await follower.MoveNextAsync());
        await FollowAsync(log, 0, 1);
        for (var i = 0; i < 7; i++)
        {
            await AppendAsync(log, $"s{i}");
        }

        await FollowAsync(log, 1, 7);

        // The lag is counted from what the shared tail has seen, which may still be opening its window.
        var deadline = Deadline;
        while (lag.Observe() != 7)
        {
            deadline.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    [Theory]
    [InlineData("UPDATE events SET payload = ''")]
    [InlineData("DELETE FROM events")]
    [InlineData("TRUNCATE events")]
    [InlineData("INSERT INTO events VALUES (0, 'task/x', 1, 'T', '', now())")]
    [InlineData("INSERT INTO events VALUES (1, 'task/x', 1, 'T', '', now())")]
    [InlineData("INSERT INTO events VALUES (9, 'task/a', 1, 'T', '', now())")]
    [InlineData("INSERT INTO events VALUES (9, 'task/x', 0, 'T', '', now())")]
    [InlineData("INSERT INTO events VALUES (9, 'task/', 1, 'T', '', now())")]
    [InlineData("INSERT INTO events VALUES (9, '/x', 1, 'T', '', now())")]
    [InlineData("INSERT INTO events VALUES (9, 'task', 1, 'T', '', now())")]
    [InlineData("INSERT INTO events VALUES (9, 'task/' || repeat('x', 196), 1, 'T', '', now())")]
    [InlineData("INSERT INTO events VALUES (9, 'task/x', 1, '', '', now())")]
    [InlineData("INSERT INTO events VALUES (9, 'task/x', 1, repeat('t', 101), '', now())")]
    [InlineData("INSERT INTO events VALUES (9, 'task/x', 1, 'T', convert_to(repeat('x', 4194305), 'UTF8'), now())")]
    public async Task Table_AgainstItsInvariants_RefusesTheStatement(string sql)
    {
        await AppendAsync(Open(), "a");
        var exception = await Assert.ThrowsAsync<PostgresException>(() => _postgres.DataSource.ExecuteAsync(sql));
        Assert.StartsWith("23", exception.SqlState, StringComparison.Ordinal);
        Assert.Equal(1L, await _postgres.DataSource.ScalarAsync<long>("SELECT count(*) FROM events"));
    }

    [Fact]
    public async Task Reads_OverTheByteLimit_ComeInSeveralPages()
    {
        var log = Open(options => options.ReadBytesMaximum = 1000);
        for (var i = 0; i < 6; i++)
        {
            await log.AppendAsync(new StreamName("task", "a"), i, [Event(new string('x', i == 3 ? 5000 : 400))]);
        }

        Assert.Equal(3, (await log.ReadAllAsync(0, 100)).Length);
        Assert.Single(await log.ReadAllAsync(3, 100));
        var versions = new List<long>();
        await foreach (var recorded in log.ReadStreamAsync(new StreamName("task", "a")))
        {
            versions.Add(recorded.Version);
        }

        Assert.Equal([1L, 2L, 3L, 4L, 5L, 6L], versions);
    }

    private const string ListenerIsThere =
        "SELECT count(*) > 0 FROM pg_stat_activity WHERE datname = current_database() AND query ~ '^SELECT coalesce' AND wait_event = 'ClientRead'";

    private static EventData Event(string payload) => new("Happened", Encoding.UTF8.GetBytes(payload));

    private static Task<AppendOutcome> AppendAsync(PostgresEventLog log, string key, string payload = "x") =>
        log.AppendAsync(new StreamName("task", key), 0, [Event(payload)], CancellationToken.None).AsTask().WaitAsync(Deadline);

    private static async Task<List<RecordedEvent>> FollowAsync(PostgresEventLog log, long after, int count, int maximumBatch = 1024)
    {
        var events = new List<RecordedEvent>();
        await foreach (var batch in log.FollowAsync(after, maximumBatch, Deadline))
        {
            events.AddRange(batch);
            if (events.Count >= count)
            {
                break;
            }
        }

        return events;
    }

    private PostgresEventLog Open(Action<PostgresEventLogOptions>? configure = null)
    {
        var options = new PostgresEventLogOptions { ConnectionString = _postgres.ConnectionString };
        configure?.Invoke(options);
        var log = new PostgresEventLog(options, _metrics);
        _logs.Add(log);
        return log;
    }

    private async Task<HeldLock> HoldAppendLockAsync()
    {
        var connection = await _postgres.DataSource.OpenConnectionAsync();
        await using var command = new NpgsqlCommand($"SELECT pg_advisory_lock({AppendLock})", connection);
        await command.ExecuteNonQueryAsync();
        return new HeldLock(connection);
    }

    private sealed class HeldLock(NpgsqlConnection connection) : IAsyncDisposable
    {
        public async Task ReleaseAsync()
        {
            await using var command = new NpgsqlCommand($"SELECT pg_advisory_unlock({AppendLock})", connection);
            await command.ExecuteNonQueryAsync();
        }

        public ValueTask DisposeAsync() => connection.DisposeAsync();
    }
}
