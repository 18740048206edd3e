namespace LazAI.LocalRuntime;

/// <summary>How the grains of one type are doing.</summary>
/// <param name="GrainType">The grain type, for example <c>worker</c>.</param>
/// <param name="ClassName">The full name of the grain class.</param>
/// <param name="Activations">Grains in memory.</param>
/// <param name="Calls">Calls taken in since the silo started.</param>
/// <param name="FailedCalls">Calls that ended with an exception.</param>
/// <param name="PendingCalls">Calls that wait or run now.</param>
/// <param name="LongestQueue">The most calls that wait or run at one activation now.</param>
/// <param name="Latency">From the sending of a call to the end of its method.</param>
public sealed record GrainTypeStatistics(
    string GrainType,
    string ClassName,
    int Activations,
    long Calls,
    long FailedCalls,
    int PendingCalls,
    int LongestQueue,
    LatencySnapshot Latency);
