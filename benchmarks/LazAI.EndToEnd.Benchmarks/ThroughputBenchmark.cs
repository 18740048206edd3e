using System.Globalization;
using LazAI.AppHost.Hosting;
using LazAI.Protocol.Api;
using LazAI.Protocol.ComputeTasks;

namespace LazAI.EndToEnd.Benchmarks;

/// <summary>The flow submitted → verified → settled through HTTP, measured from outside on the system that <c>LazAI.AppHost</c> starts.</summary>
internal static class ThroughputBenchmark
{
    private const int SampleSeconds = 5;
    private const int QueryMaximum = 1_000;
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromMinutes(2);

    /// <summary>Prints the measurement; true when every acknowledged task was settled and the ledger balances.</summary>
    public static async Task<bool> RunAsync(BenchmarkOptions options, CancellationToken cancellationToken)
    {
        await using var system = await LocalSystem.StartAsync(
            new LocalSystemOptions
            {
                DataFolder = Path.Combine(DataFolder.Default, "benchmark"),
                Ephemeral = true,
                Workers = options.Workers,

                // It would repeat every task on the processors that are measured.
                Validator = false,
            },
            Console.WriteLine,
            cancellationToken);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var totals = new TaskTotals();
        var following = totals.FollowAsync(system.Client, over.Token);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var load = new TaskLoad(system, totals, options);
        var submitting = load.RunAsync(enough.Token);

        await Task.WhenAny(submitting, Task.Delay(TimeSpan.FromSeconds(options.WarmUpSeconds), cancellationToken));
        var samples = new List<Sample> { await Sample.TakeAsync(system, totals, load) };
        Sample.PrintHeader(Console.Out);
        while (!submitting.IsCompleted && samples[^1].At - samples[0].At < TimeSpan.FromSeconds(options.Seconds - 0.5))
        {
            await Task.WhenAny(submitting, Task.Delay(TimeSpan.FromSeconds(Math.Min(SampleSeconds, options.Seconds)), cancellationToken));
            samples.Add(await Sample.TakeAsync(system, totals, load));
            samples[^1].PrintSince(samples[^2], Console.Out);
        }

        Console.WriteLine("All of it:");
        samples[^1].PrintSince(samples[0], Console.Out);
        await enough.CancelAsync();
        await submitting;
        var held = await CheckAsync(system, load, cancellationToken);
        await over.CancelAsync();
        await following;
        return held;
    }

    private static async Task<bool> CheckAsync(LocalSystem system, TaskLoad load, CancellationToken cancellationToken)
    {
        var startedAt = TimeProvider.System.GetTimestamp();
        var open = load.Tasks.ToHashSet();
        var distinct = open.Count;
        var settled = 0;
        while (open.Count > 0 && TimeProvider.System.GetElapsedTime(startedAt) < DrainTimeout)
        {
            foreach (var tasks in open.Chunk(QueryMaximum))
            {
                foreach (var task in (await system.Client.QueryTasksAsync(new QueryTasksRequest([.. tasks]), cancellationToken)).Items)
                {
                    settled += task.Status == ComputeTaskStatus.Settled && open.Remove(task.TaskId) ? 1 : 0;
                }
            }

            await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
        }

        var ledger = await system.Client.GetLedgerAsync(cancellationToken);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{load.Tasks.Count} tasks acknowledged, {distinct} distinct, {settled} settled; ledger {(ledger.Balanced ? "balanced" : "NOT balanced")}, {ledger.OpenEscrows} escrows open."));
        return settled == distinct && distinct == load.Tasks.Count && ledger.Balanced && ledger.OpenEscrows == 0;
    }
}
