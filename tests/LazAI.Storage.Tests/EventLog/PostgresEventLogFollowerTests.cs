using LazAI.Grains.EventLog;

namespace LazAI.Storage.Tests;

/// <summary>The shared tail of the PostgreSQL log: who reads the database, and what becomes of lost notifications and broken listeners.</summary>
public sealed class PostgresEventLogFollowerTests : PostgresEventLogSuite
{
    private const string ListenerIsThere =
        "SELECT count(*) > 0 FROM pg_stat_activity WHERE datname = current_database() AND query ~ '^SELECT coalesce' AND wait_event = 'ClientRead'";

    [Fact]
    public async Task Followers_OfThisProcessesAppends_DoNotReadTheDatabase()
    {
        var log = Open();
        using var reads = new MetricReader(Metrics, StorageMetrics.TailDatabaseReads);
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
        using var reads = new MetricReader(Metrics, StorageMetrics.TailDatabaseReads);
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
        await Database.UntilAsync(ListenerIsThere);

        // Written past append_events, so that nobody is notified.
        await Database.ExecuteAsync(
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
                await Database.UntilAsync(ListenerIsThere);
                await Database.ExecuteAsync(
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
        using var lag = new MetricReader(Metrics, StorageMetrics.FollowerLag);
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
}
