using System.Collections.Immutable;
using System.Diagnostics;
using LazAI.Grains.Network;
using LazAI.LocalRuntime;

namespace LazAI.Silo.Metrics;

/// <summary>Reads the local runtime's statistics. Reading them walks all activations, so it is done at most once a second and
/// never for more than about a fiftieth of the time.</summary>
internal sealed class LocalRuntimeStatistics(SiloStatistics statistics, TimeProvider time) : IRuntimeStatistics
{
    private const int PauseFactor = 50;
    private static readonly TimeSpan IntervalMinimum = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private Dictionary<string, GrainTypeStatistics> _earlier = [];
    private ImmutableArray<GrainTypeMeasurement> _newest = [];
    private long _takenAt;
    private TimeSpan _interval = TimeSpan.Zero;

    public ValueTask<ImmutableArray<GrainTypeMeasurement>> MeasureAsync(CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            var since = time.GetElapsedTime(_takenAt);
            return ValueTask.FromResult(since < _interval ? _newest : Measure(since));
        }
    }

    private ImmutableArray<GrainTypeMeasurement> Measure(TimeSpan since)
    {
        // The host's clock, since it is this machine's time that is spent.
        var started = Stopwatch.GetTimestamp();
        var now = statistics.GetGrainTypes();
        var spent = Stopwatch.GetElapsedTime(started);

        var latencies = _newest.ToDictionary(type => type.GrainType, type => type.Latency, StringComparer.Ordinal);
        _newest =
        [
            .. now.Where(type => type.Calls > 0).Select(type => Compare(
                type, _earlier.GetValueOrDefault(type.GrainType), since, latencies.GetValueOrDefault(type.GrainType))),
        ];
        _earlier = now.ToDictionary(type => type.GrainType, StringComparer.Ordinal);
        _takenAt = time.GetTimestamp();
        _interval = spent * PauseFactor > IntervalMinimum ? spent * PauseFactor : IntervalMinimum;
        return _newest;
    }

    private static GrainTypeMeasurement Compare(
        GrainTypeStatistics now, GrainTypeStatistics? earlier, TimeSpan since, GrainLatency? lastLatency)
    {
        var latency = earlier is null ? now.Latency : now.Latency.Since(earlier.Latency);
        return new GrainTypeMeasurement(
            now.GrainType,
            now.Activations,
            earlier is null ? null : Math.Round((now.Calls - earlier.Calls) / since.TotalSeconds, 1),
            now.FailedCalls,
            now.PendingCalls,
            now.LongestQueue,
            latency.Count == 0
                ? lastLatency
                : new GrainLatency(Milliseconds(latency, 0.50), Milliseconds(latency, 0.95), Milliseconds(latency, 0.99)));
    }

    private static double Milliseconds(LatencySnapshot latency, double fraction) =>
        Math.Round(latency.Percentile(fraction).TotalMilliseconds, 3);
}
