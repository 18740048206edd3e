using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using LazAI.Grains.EventLog;

namespace LazAI.Storage.Benchmarks;

/// <summary>Callers that each append one event to a new stream, wait for the answer, and go on.</summary>
internal static class AppendBenchmark
{
    public const string EventType = "TaskSubmitted";

    private static readonly byte[] Payload = Encoding.UTF8.GetBytes(PayloadText);

    public static string PayloadText => $$"""{"model":"0x{{new string('b', 64)}}","note":"{{new string('x', 311)}}"}""";

    public static async Task<Measurement> RunAsync(BenchmarkServer server, int callers, int followers, TimeSpan duration)
    {
        var connectionString = await server.CreateDatabaseAsync();
        using var metrics = new StorageMetrics();
        using var commits = new CommitCounter();
        var log = new PostgresEventLog(new PostgresEventLogOptions { ConnectionString = connectionString }, metrics);
        using var following = new CancellationTokenSource();
        var followed = Enumerable.Range(0, followers).Select(_ => FollowAsync(log, following.Token)).ToList();

        // Connected and compiled before the clock starts.
        long warmUp = 0;
        for (; warmUp < 200; warmUp++)
        {
            await AppendAsync(log);
        }

        var commitsBefore = commits.Count;
        var serverBefore = server.ProcessorTime();
        var clientBefore = Process.GetCurrentProcess().TotalProcessorTime;
        var startedAt = Stopwatch.GetTimestamp();
        var latencies = await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => CallAsync(log, startedAt, duration)));
        var seconds = Stopwatch.GetElapsedTime(startedAt).TotalSeconds;
        var clientTime = Process.GetCurrentProcess().TotalProcessorTime - clientBefore;
        var serverTime = server.ProcessorTime() - serverBefore;
        var all = latencies.SelectMany(own => own).Order().ToArray();

        await following.CancelAsync();
        foreach (var position in await Task.WhenAll(followed))
        {
            Require(position == 0 || position <= all.Length + warmUp, "A follower saw more than was written.");
        }

        await log.DisposeAsync();
        var stored = await server.CountAndDropAsync(connectionString) - warmUp;
        Require(stored == all.Length, $"{all.Length} appends were acknowledged, {stored} rows are stored.");
        return new Measurement(
            Measurement.Append(callers, followers),
            stored,
            seconds,
            (double)stored / (commits.Count - commitsBefore),
            Stopwatch.GetElapsedTime(0, all[all.Length / 2]).TotalMicroseconds,
            Stopwatch.GetElapsedTime(0, all[all.Length * 99 / 100]).TotalMicroseconds,
            clientTime.TotalMicroseconds / stored,
            serverTime.TotalMicroseconds / stored);
    }

    private static async Task<List<long>> CallAsync(PostgresEventLog log, long startedAt, TimeSpan duration)
    {
        await Task.Yield();
        var latencies = new List<long>(16_384);
        while (Stopwatch.GetElapsedTime(startedAt) < duration)
        {
            var before = Stopwatch.GetTimestamp();
            await AppendAsync(log);
            latencies.Add(Stopwatch.GetTimestamp() - before);
        }

        return latencies;
    }

    private static async Task AppendAsync(PostgresEventLog log)
    {
        var stream = new StreamName("task", "0x" + RandomNumberGenerator.GetHexString(64, lowercase: true));
        var outcome = await log.AppendAsync(stream, 0, [new EventData(EventType, Payload)]);
        Require(outcome is Appended { StreamVersion: 1 }, "A new stream was refused.");
    }

    private static async Task<long> FollowAsync(PostgresEventLog log, CancellationToken cancellationToken)
    {
        long position = 0;
        try
        {
            await foreach (var batch in log.FollowAsync(0, cancellationToken: cancellationToken))
            {
                position = batch[^1].Position;
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }

        return position;
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidOperationException(otherwise);
        }
    }
}
