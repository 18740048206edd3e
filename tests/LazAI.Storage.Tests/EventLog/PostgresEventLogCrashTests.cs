using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using LazAI.Grains.EventLog;
using LazAI.Testing;
using Npgsql;
using Xunit.Abstractions;

namespace LazAI.Storage.Tests;

/// <summary>PostgreSQL is killed while callers append: nothing acknowledged is lost, and the log goes on by itself.</summary>
public sealed class PostgresEventLogCrashTests(ITestOutputHelper output) : IDisposable
{
    private const int Callers = 16;
    private const int Kills = 4;
    private static readonly StreamName End = new("task", "end");
    private readonly TemporaryFolder _temporary = new();
    private readonly ConcurrentBag<(StreamName Stream, long Version, long Position, string Payload)> _acknowledged = [];
    private readonly SemaphoreSlim _answers = new(0);
    private int _unknown;

    private static CancellationToken Deadline => new CancellationTokenSource(TimeSpan.FromMinutes(3)).Token;

    public void Dispose()
    {
        _answers.Dispose();
        _temporary.Dispose();
    }

    [Fact]
    public async Task Appends_WhilePostgresIsKilled_LoseNothingAcknowledged()
    {
        var random = TestSeed.Create(output);
        await using var server = await PrivatePostgres.StartAsync(
            new PrivatePostgresOptions { Folder = _temporary.In("pg"), Ephemeral = true }, cancellationToken: Deadline);
        await using (var dataSource = NpgsqlDataSource.Create(server.ConnectionString))
        {
            await new Migrator(dataSource).UpAsync();
        }

        using var metrics = new StorageMetrics();
        await using var log = new PostgresEventLog(
            new PostgresEventLogOptions { ConnectionString = server.ConnectionString, ConnectPatience = TimeSpan.FromMinutes(2) }, metrics);
        using var stop = new CancellationTokenSource();
        var callers = Enumerable.Range(0, Callers).Select(caller => KeepCallingAsync(log, caller, stop.Token)).ToList();
        var following = FollowToTheEndAsync(log);

        for (var kill = 0; kill < Kills; kill++)
        {
            // At a random moment of the load, counted in answers.
            await AnswersAsync(random.Next(20, 400));
            Process.GetProcessById(await VictimAsync(server, postmaster: kill % 2 == 0)).Kill();
        }

        await AnswersAsync(200);
        await stop.CancelAsync();
        await Task.WhenAll(callers);
        for (long version = 0; version == 0;)
        {
            version = await CallAsync(log, End, version, "the end");
        }

        var followed = await following;
        var head = followed[^1].Position;
        output.WriteLine($"{_acknowledged.Count} acknowledged, {_unknown} unknown, {head} stored");
        Assert.Equal(Enumerable.Range(1, (int)head).Select(position => (long)position), followed.Select(e => e.Position));
        foreach (var (stream, version, position, payload) in _acknowledged)
        {
            var stored = followed[(int)position - 1];
            Assert.Equal((stream, version, payload), (stored.Stream, stored.Version, Encoding.UTF8.GetString(stored.Payload.Span)));
        }

        // What is stored beyond that was answered "unknown", and nothing was stored twice.
        Assert.InRange(head, _acknowledged.Count, _acknowledged.Count + _unknown);
        foreach (var stream in followed.GroupBy(e => e.Stream))
        {
            Assert.Equal(Enumerable.Range(1, stream.Count()).Select(version => (long)version), stream.Select(e => e.Version));
            Assert.Equal(stream.Count(), stream.Select(e => Encoding.UTF8.GetString(e.Payload.Span)).Distinct().Count());
        }
    }

    /// <summary>Appends to a stream of its own, and after an unknown outcome reloads it and decides again.</summary>
    private async Task KeepCallingAsync(PostgresEventLog log, int caller, CancellationToken stop)
    {
        await Task.Yield();
        var stream = new StreamName("task", $"caller-{caller}");
        long version = 0;
        for (var attempt = 0; !stop.IsCancellationRequested; attempt++)
        {
            version = await CallAsync(log, stream, version, $"{caller}:{attempt}");
        }
    }

    /// <returns>The stream's version, known again.</returns>
    private async Task<long> CallAsync(PostgresEventLog log, StreamName stream, long version, string payload)
    {
        try
        {
            var outcome = await log.AppendAsync(stream, version, [new EventData("Happened", Encoding.UTF8.GetBytes(payload))], Deadline);

            // Never a conflict: when an unknown outcome is told, it is decided, and the reload finds it.
            var appended = Assert.IsType<Appended>(outcome);
            _acknowledged.Add((stream, appended.StreamVersion, appended.LastPosition, payload));
            _answers.Release();
            return appended.StreamVersion;
        }
        catch (EventLogUnavailableException)
        {
            Interlocked.Increment(ref _unknown);
            return await ReloadAsync(log, stream);
        }
    }

    private static async Task<long> ReloadAsync(PostgresEventLog log, StreamName stream)
    {
        var deadline = Deadline;
        while (true)
        {
            try
            {
                long version = 0;
                await foreach (var recorded in log.ReadStreamAsync(stream, 0, deadline))
                {
                    version = recorded.Version;
                }

                return version;
            }
            catch (EventLogUnavailableException)
            {
                deadline.ThrowIfCancellationRequested();
            }
        }
    }

    private static async Task<List<RecordedEvent>> FollowToTheEndAsync(PostgresEventLog log)
    {
        var followed = new List<RecordedEvent>();
        await foreach (var batch in log.FollowAsync(0, 100, Deadline))
        {
            followed.AddRange(batch);
            if (batch[^1].Stream == End)
            {
                break;
            }
        }

        return followed;
    }

    /// <summary>The postmaster, or the backend of the log's writer, whose death takes all other backends with it.</summary>
    private static async Task<int> VictimAsync(PrivatePostgres server, bool postmaster)
    {
        if (postmaster)
        {
            return server.ProcessId;
        }

        var deadline = Deadline;
        await using var dataSource = NpgsqlDataSource.Create(server.ConnectionString);
        while (true)
        {
            try
            {
                var writer = await dataSource.ScalarAsync<int>(
                    """
                    SELECT coalesce(max(pid), 0) FROM pg_stat_activity
                     WHERE query ~ 'append_events' AND datname = current_database() AND pid <> pg_backend_pid()
                    """);
                if (writer != 0)
                {
                    return writer;
                }
            }
            catch (NpgsqlException)
            {
                // It may still be recovering from the last kill.
            }

            deadline.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Waits for so many answers from now on.</summary>
    private async Task AnswersAsync(int count)
    {
        var deadline = Deadline;
        for (var left = _answers.CurrentCount + count; left > 0; left--)
        {
            await _answers.WaitAsync(deadline);
        }
    }
}
