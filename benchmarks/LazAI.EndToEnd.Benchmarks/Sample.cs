using System.Diagnostics;
using System.Globalization;
using LazAI.AppHost.Hosting;

namespace LazAI.EndToEnd.Benchmarks;

/// <summary>The system at one moment.</summary>
/// <param name="At">Since some fixed moment.</param>
/// <param name="Submitted">Tasks acknowledged.</param>
/// <param name="Verified">Tasks verified.</param>
/// <param name="Settled">Tasks settled.</param>
/// <param name="Gateway">Processor time of the gateway, which holds the grains.</param>
/// <param name="Postgres">Processor time of PostgreSQL and all its backends.</param>
/// <param name="Workers">Processor time of all workers.</param>
/// <param name="Load">Processor time of this process: the submitter.</param>
/// <param name="GatewayBytes">The gateway's own resident memory.</param>
internal sealed record Sample(
    TimeSpan At, long Submitted, long Verified, long Settled, TimeSpan Gateway, TimeSpan Postgres, TimeSpan Workers, TimeSpan Load, long GatewayBytes)
{
    private static readonly string[] s_columns =
        ["submitted/s", "verified/s", "settled/s", "open", "gateway µs/task", "PostgreSQL", "workers", "load", "cores busy", "gateway MiB"];

    public static async Task<Sample> TakeAsync(LocalSystem system, TaskTotals totals, TaskLoad load)
    {
        var gateway = await system.Gateway.GetProcessIdAsync();
        var workers = await Task.WhenAll(system.Workers.Select(worker => worker.GetProcessIdAsync()));
        return new Sample(
            Stopwatch.GetElapsedTime(0),
            load.Tasks.Count,
            totals.Verified,
            totals.Settled,
            SystemProcess.ProcessorTime(gateway),
            SystemProcess.ProcessorTime(system.Postgres!.ProcessId),
            workers.Aggregate(TimeSpan.Zero, (sum, worker) => sum + SystemProcess.ProcessorTime(worker)),
            Environment.CpuUsage.TotalTime,
            SystemProcess.ResidentBytes(gateway));
    }

    public static void PrintHeader(TextWriter output) => output.WriteLine(string.Concat(s_columns.Select(column => column.PadLeft(16))));

    public void PrintSince(Sample earlier, TextWriter output)
    {
        var seconds = (At - earlier.At).TotalSeconds;
        var tasks = Math.Max(1, Settled - earlier.Settled);
        double[] cells =
        [
            (Submitted - earlier.Submitted) / seconds,
            (Verified - earlier.Verified) / seconds,
            (Settled - earlier.Settled) / seconds,
            Submitted - Settled,
            (Gateway - earlier.Gateway).TotalMicroseconds / tasks,
            (Postgres - earlier.Postgres).TotalMicroseconds / tasks,
            (Workers - earlier.Workers).TotalMicroseconds / tasks,
            (Load - earlier.Load).TotalMicroseconds / tasks,
        ];
        var busy = (Gateway + Postgres + Workers + Load - earlier.Gateway - earlier.Postgres - earlier.Workers - earlier.Load) / (At - earlier.At);
        output.WriteLine(string.Concat(cells.Select(cell => cell.ToString("N0", CultureInfo.InvariantCulture).PadLeft(16)))
            + busy.ToString("N2", CultureInfo.InvariantCulture).PadLeft(16)
            + (GatewayBytes / (1 << 20)).ToString("N0", CultureInfo.InvariantCulture).PadLeft(16));
    }
}
