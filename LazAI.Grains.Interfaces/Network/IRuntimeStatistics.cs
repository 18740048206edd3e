using System.Collections.Immutable;

namespace LazAI.Grains.Network;

/// <summary>How the grains are doing, for people. Rates and percentiles are of the time since the measurement before.</summary>
public interface IRuntimeStatistics
{
    /// <summary>The newest measurement. A new one is taken when it is due, however often this is asked.</summary>
    ValueTask<ImmutableArray<GrainTypeMeasurement>> MeasureAsync(CancellationToken cancellationToken = default);
}

/// <summary>The grains of one type. What the runtime does not tell is null.</summary>
/// <param name="GrainType">For example <c>worker</c>.</param>
/// <param name="Activations">Grains in memory.</param>
/// <param name="CallsPerSecond">Calls taken in.</param>
/// <param name="FailedCalls">Calls that ended with an exception, since the process started.</param>
/// <param name="PendingCalls">Calls that wait or run now.</param>
/// <param name="LongestQueue">The most calls that wait or run at one grain now.</param>
/// <param name="Latency">Of the last span of time in which a call was measured; null where there was none.</param>
public sealed record GrainTypeMeasurement(
    string GrainType,
    int Activations,
    double? CallsPerSecond = null,
    long? FailedCalls = null,
    int? PendingCalls = null,
    int? LongestQueue = null,
    GrainLatency? Latency = null);

/// <summary>From the sending of a call to the end of its method, in milliseconds.</summary>
public sealed record GrainLatency(double P50, double P95, double P99);
