using LazAI.Grains.EventLog;
using Npgsql;

namespace LazAI.Storage.Tests;

/// <summary>What the PostgreSQL log promises beyond the port: grouping, cancellation, outages, pages of limited size.</summary>
public sealed class PostgresEventLogTests : PostgresEventLogSuite
{
    // The lock of append_events: a test that holds it stops the writers where their appends wait.
    private const string AppendLock = "7810484171230773";
    private const string WriterWaits = "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))";

    [Fact]
    public async Task Appends_WaitingTogether_ShareOneCommit()
    {
        var log = Open();
        using var groups = new MetricReader(Metrics, StorageMetrics.GroupEvents);
        await using var held = await HoldAppendLockAsync();
        var first = AppendAsync(log, "first");
        await Database.UntilAsync(WriterWaits);
        var others = Enumerable.Range(0, 100).Select(i => AppendAsync(log, $"s{i}")).ToList();

        await held.ReleaseAsync();

        Assert.All(await Task.WhenAll(others.Append(first)), outcome => Assert.IsType<Appended>(outcome));
        Assert.Equal(2, groups.Count);
        Assert.Equal(2L, await Database.ScalarAsync<long>("SELECT count(DISTINCT recorded_at) FROM events"));
    }

    [Fact]
    public async Task Group_OverItsLimits_IsSplit()
    {
        var log = Open(options => (options.GroupEventsMaximum, options.GroupBytesMaximum) = (10, 1000));
        using var groups = new MetricReader(Metrics, StorageMetrics.GroupEvents);
        await using var held = await HoldAppendLockAsync();
        var first = AppendAsync(log, "first");
        await Database.UntilAsync(WriterWaits);
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
        await Database.UntilAsync(WriterWaits);
        using var cancellation = new CancellationTokenSource();
        var waiting = log.AppendAsync(new StreamName("task", "waiting"), 0, [Event("no")], cancellation.Token).AsTask();
        var behind = AppendAsync(log, "behind");

        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await held.ReleaseAsync();

        await Task.WhenAll(first, behind);
        Assert.Equal(0L, await Database.ScalarAsync<long>("SELECT count(*) FROM events WHERE stream = 'task/waiting'"));
        Assert.Equal(2, await log.GetHeadPositionAsync());
    }

    [Fact]
    public async Task Append_CancelledOnItsWay_IsAnsweredWithItsOutcome()
    {
        var log = Open();
        await using var held = await HoldAppendLockAsync();
        using var cancellation = new CancellationTokenSource();
        var append = log.AppendAsync(new StreamName("task", "a"), 0, [Event("x")], cancellation.Token).AsTask();
        await Database.UntilAsync(WriterWaits);

        await cancellation.CancelAsync();
        await held.ReleaseAsync();

        Assert.IsType<Appended>(await append);
    }

    [Fact]
    public async Task Append_BeyondTheQueue_WaitsForRoom()
    {
        var log = Open(options => options.QueueAppendsMaximum = 2);
        using var length = new MetricReader(Metrics, StorageMetrics.QueueLength);
        await using var held = await HoldAppendLockAsync();
        var first = AppendAsync(log, "first");
        await Database.UntilAsync(WriterWaits);
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
            await Database.UntilAsync(WriterWaits);
            await Database.ExecuteAsync(
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())");

            // Its caller is told when nobody can be writing it any more.
            await held.ReleaseAsync();
            await Assert.ThrowsAsync<EventLogUnavailableException>(() => append);
        }

        Assert.IsType<Appended>(await AppendAsync(log, "after"));
        Assert.Equal(0L, await Database.ScalarAsync<long>("SELECT count(*) FROM events WHERE stream = 'task/broken'"));
    }

    [Fact]
    public async Task Append_WithoutADatabase_IsUnavailable()
    {
        var settings = new NpgsqlConnectionStringBuilder(ConnectionString) { Database = "no_such_database" };
        var log = Open(options => (options.ConnectionString, options.ConnectPatience) = (settings.ConnectionString, TimeSpan.Zero));

        await Assert.ThrowsAsync<EventLogUnavailableException>(() => AppendAsync(log, "a"));
        await Assert.ThrowsAsync<EventLogUnavailableException>(async () => await log.ReadAllAsync(0, 1));
        await Assert.ThrowsAsync<EventLogUnavailableException>(async () => await log.GetHeadPositionAsync());
    }

    [Fact]
    public async Task Append_BeforeTheDatabaseIsThere_GoesThroughOnceItIs()
    {
        await Database.ExecuteAsync("ALTER FUNCTION append_events RENAME TO append_events_later");
        var log = Open(options => options.ConnectPatience = TimeSpan.FromMinutes(1));
        var append = AppendAsync(log, "a");
        await Database.UntilAsync(
            "SELECT count(*) > 0 FROM pg_stat_activity WHERE application_name = 'lazai event log' AND datname = current_database()");

        await Database.ExecuteAsync("ALTER FUNCTION append_events_later RENAME TO append_events");

        Assert.IsType<Appended>(await append);
    }

    [Fact]
    public async Task Dispose_CommitsWhatIsQueued()
    {
        var log = Open();
        var appends = Enumerable.Range(0, 50).Select(i => AppendAsync(log, $"s{i}")).ToList();
        await log.DisposeAsync();

        Assert.All(await Task.WhenAll(appends), outcome => Assert.IsType<Appended>(outcome));
        Assert.Equal(50L, await Database.ScalarAsync<long>("SELECT count(*) FROM events"));
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

        Assert.Equal(51L, await Database.ScalarAsync<long>("SELECT max(position) FROM events"));
        Assert.Equal(51L, await Database.ScalarAsync<long>("SELECT count(*) FROM events"));
    }

    [Theory]
    [InlineData(8 * 1024 * 1024)]
    [InlineData(1_000)]
    [InlineData(1)]
    public async Task Streams_ReadAtOnce_ComeWhole(int readBytesMaximum)
    {
        var log = Open(options => options.ReadBytesMaximum = readBytesMaximum);
        var lengths = Enumerable.Range(0, 200).ToDictionary(i => new StreamName("task", $"s{i}"), i => i * 7 % 41);
        foreach (var (stream, length) in lengths.Where(entry => entry.Value > 0))
        {
            await log.AppendAsync(
                stream, 0, [.. Enumerable.Range(1, length).Select(n => Event($"{stream.Key} {n} {new string('x', n % 5 * 40)}"))], Deadline);
        }

        var reads = lengths.Keys.SelectMany(stream => new[] { 0, 3 }, (stream, after) => (stream, after)).ToArray();
        var read = await Task.WhenAll(reads.Select(async asked => await log.ReadStreamAsync(asked.stream, asked.after, Deadline).ToListAsync(Deadline)));

        foreach (var ((stream, after), events) in reads.Zip(read))
        {
            Assert.Equal(Enumerable.Range(1, lengths[stream]).Skip(after).Select(n => (long)n), events.Select(one => one.Version));
            Assert.All(events, one => Assert.StartsWith($"{stream.Key} {one.Version} ", System.Text.Encoding.UTF8.GetString(one.Payload.Span), StringComparison.Ordinal));
            Assert.All(events, one => Assert.Equal(stream, one.Stream));
        }
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

    private async Task<HeldLock> HoldAppendLockAsync()
    {
        var connection = await Database.OpenConnectionAsync();
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
