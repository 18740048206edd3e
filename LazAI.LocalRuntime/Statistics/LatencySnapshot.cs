using LazAI.LocalRuntime.Statistics;

namespace LazAI.LocalRuntime;

/// <summary>
/// Latencies counted since the silo started. Of an activation's calls the first 32 are measured, then one in 16, or all while somebody listens to
/// the latency instruments. Subtract an earlier snapshot to see a span of time.
/// </summary>
public sealed class LatencySnapshot
{
    private readonly long[] counts;

    internal LatencySnapshot(long[] counts)
    {
        this.counts = counts;
        Count = counts.Sum();
    }

    /// <summary>The number of measured calls.</summary>
    public long Count { get; }

    /// <summary>
    /// The latency that this fraction of the measured calls did not exceed, too high by at most one eighth; zero if none was measured.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The fraction is not between 0 and 1.</exception>
    public TimeSpan Percentile(double fraction)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(fraction, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(fraction, 1);
        var rank = Math.Max(1, (long)Math.Ceiling(fraction * Count));
        long seen = 0;
        for (var bucket = 0; bucket < counts.Length; bucket++)
        {
            seen += counts[bucket];
            if (seen >= rank)
                return TimeSpan.FromTicks(LatencyHistogram.UpperBound(bucket));
        }

        return TimeSpan.Zero;
    }

    /// <summary>What was counted after an earlier snapshot of the same grain type.</summary>
    public LatencySnapshot Since(LatencySnapshot earlier)
    {
        ArgumentNullException.ThrowIfNull(earlier);
        return new LatencySnapshot([.. counts.Zip(earlier.counts, (now, then) => now - then)]);
    }
}
