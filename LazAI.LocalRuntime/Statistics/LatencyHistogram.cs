using System.Numerics;

namespace LazAI.LocalRuntime.Statistics;

/// <summary>Counts latencies in buckets that grow with the value, eight to each doubling, so that a percentile is off by at most 1/8.</summary>
internal sealed class LatencyHistogram
{
    public const int Buckets = 64 << SubBits;

    private const int SubBits = 3;

    private readonly long[] counts = new long[Buckets];

    public void Record(TimeSpan latency) => Interlocked.Increment(ref counts[BucketOf(latency.Ticks)]);

    public LatencySnapshot Snapshot()
    {
        var copy = new long[Buckets];
        for (var i = 0; i < copy.Length; i++)
            copy[i] = Volatile.Read(ref counts[i]);

        return new LatencySnapshot(copy);
    }

    /// <summary>The greatest latency that falls into a bucket, in ticks.</summary>
    public static long UpperBound(int bucket)
    {
        if (bucket < 1 << SubBits)
            return bucket;

        var shift = (bucket >> SubBits) - 1;
        return (((1L << SubBits) | (bucket & ((1 << SubBits) - 1))) + 1 << shift) - 1;
    }

    private static int BucketOf(long ticks)
    {
        if (ticks < 1 << SubBits)
            return (int)Math.Max(ticks, 0);

        var shift = BitOperations.Log2((ulong)ticks) - SubBits;
        return ((shift + 1) << SubBits) | (int)((ticks >> shift) & ((1 << SubBits) - 1));
    }
}
