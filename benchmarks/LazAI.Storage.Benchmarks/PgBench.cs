using System.Diagnostics;
using System.Globalization;
using System.Text;
using Npgsql;

namespace LazAI.Storage.Benchmarks;

/// <summary>The yardstick: PostgreSQL's own load generator with one client, inserting the rows that the event log inserts
/// (same table, same constraints, 400-byte payloads, streams spread over the index).</summary>
internal sealed class PgBench(BenchmarkServer server)
{
    public async Task<Measurement> InsertAsync(int rows, TimeSpan duration)
    {
        var connectionString = await server.CreateDatabaseAsync();
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        var folder = Directory.CreateTempSubdirectory("lazai-pgbench-");
        try
        {
            var script = Path.Combine(folder.FullName, "insert.sql");
            await File.WriteAllTextAsync(script, Script(rows));
            var start = new ProcessStartInfo(Path.Combine(server.Programs.Folder, "pgbench"))
            {
                ArgumentList =
                {
                    "--no-vacuum", "--client=1", "--protocol=simple", $"--time={duration.TotalSeconds:0}", "--define=head=0",
                    $"--file={script}", "--log", $"--log-prefix={Path.Combine(folder.FullName, "log")}",
                    $"--host={settings.Host}", $"--port={settings.Port}", $"--username={settings.Username}", settings.Database!,
                },
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            start.Environment["PGPASSWORD"] = settings.Password;
            var serverBefore = server.ProcessorTime();
            var clientBefore = ProcessTimes.OfEndedChildren();
            var startedAt = Stopwatch.GetTimestamp();
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync();
            var error = await process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            var seconds = Stopwatch.GetElapsedTime(startedAt).TotalSeconds;
            if (process.ExitCode != 0)
            {
                throw new InvalidOperationException($"pgbench failed: {error}{await output}");
            }

            var clientTime = ProcessTimes.OfEndedChildren() - clientBefore;
            var serverTime = server.ProcessorTime() - serverBefore;
            var latencies = Directory.GetFiles(folder.FullName, "log*")
                .SelectMany(File.ReadLines)
                .Select(line => double.Parse(line.Split(' ')[2], CultureInfo.InvariantCulture))
                .Order()
                .ToArray();
            var inserted = await server.CountAndDropAsync(connectionString);
            return new Measurement(
                rows == 1 ? Measurement.BareSingle : Measurement.BareSixtyFour,
                inserted,
                seconds,
                rows,
                latencies[latencies.Length / 2],
                latencies[latencies.Length * 99 / 100],
                ClientMicrosecondsPerRow: clientTime.TotalMicroseconds / inserted,
                ServerMicrosecondsPerRow: serverTime.TotalMicroseconds / inserted);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Script(int rows)
    {
        var payload = AppendBenchmark.PayloadText;
        var script = new StringBuilder();
        foreach (var part in (string[])["a", "b", "c"])
        {
            script.Append(CultureInfo.InvariantCulture, $"\\set {part} random(1000000000000000, 9000000000000000)\n");
        }

        script.Append(CultureInfo.InvariantCulture, $"\\set d random(10000000000000, 90000000000000)\n\\set head :head + {rows}\n");
        script.Append("INSERT INTO events (position, stream, version, type, payload, recorded_at) VALUES ");
        for (var i = 0; i < rows; i++)
        {
            // 64 digits as in ours; the row's number in front spreads the rows of a statement over the index.
            script.Append(i == 0 ? "" : ",").Append(
                CultureInfo.InvariantCulture,
                $"(:head-{i},'task/0x{(i * 37 % 64) * 4:x2}:a:b:c:d',1,'{AppendBenchmark.EventType}','{payload}',now())");
        }

        return script.Append(";\n").ToString();
    }
}
