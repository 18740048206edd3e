using System.Diagnostics;
using System.Globalization;

namespace LazAI.Runtime.Benchmarks;

/// <summary>Counts grain calls of concurrent callers, and checks that the grains counted the same.</summary>
internal sealed class CallBenchmark(IGrainFactory grains, TimeSpan duration, long mostCallsEach)
{
    private long nextKey;

    /// <summary>Prints calls/s, processor time a call, how evenly the callers fared (fewest and most calls of one caller), bytes allocated a call, and the count.</summary>
    public async Task RunAsync(string name, int callers, int grains, bool yields, Func<IPingGrain, ValueTask> call)
    {
        var targets = Enumerable.Range(0, grains).Select(_ => Grain()).ToArray();
        // The runtime recompiles the hot paths during the first seconds.
        await RunAsync(targets, callers, yields, call, duration);

        var before = await CountAsync(targets);
        var allocatedBefore = GC.GetTotalAllocatedBytes();
        var cpuBefore = Environment.CpuUsage.TotalTime;
        var start = Stopwatch.GetTimestamp();
        var perCaller = await RunAsync(targets, callers, yields, call, duration);
        var elapsed = Stopwatch.GetElapsedTime(start);
        var cpu = Environment.CpuUsage.TotalTime - cpuBefore;
        var allocated = GC.GetTotalAllocatedBytes() - allocatedBefore;
        var calls = perCaller.Sum();
        var counted = await CountAsync(targets) - before;
        if (counted != calls)
            throw new InvalidOperationException($"{name}: {calls} calls were made and {counted} arrived.");

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-36} {calls / elapsed.TotalSeconds,12:N0} calls/s  {cpu.TotalNanoseconds / calls,6:N0} ns CPU/call  callers {perCaller.Min(),9:N0}..{perCaller.Max(),9:N0}  {(double)allocated / calls,6:N1} B/call  checksum {counted:X}"));
    }

    private async Task<long[]> RunAsync(
        IPingGrain[] targets, int callers, bool yields, Func<IPingGrain, ValueTask> call, TimeSpan time)
    {
        using var end = new CancellationTokenSource(time);
        var token = end.Token;
        return await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            long calls = 0;
            for (var i = caller; calls < mostCallsEach && !token.IsCancellationRequested; i++)
            {
                await call(targets[i % targets.Length]);
                calls++;
                if (yields)
                    await Task.Yield();
            }

            return calls;
        })));
    }

    private static async Task<long> CountAsync(IPingGrain[] targets)
    {
        long sum = 0;
        foreach (var target in targets)
            sum += await target.Count();

        return sum;
    }

    private IPingGrain Grain() => grains.GetGrain<IPingGrain>(nextKey++);
}
