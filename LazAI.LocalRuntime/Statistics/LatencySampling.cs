namespace LazAI.LocalRuntime.Statistics;

/// <summary>Which calls of an activation have their latency measured: the first ones, then one in sixteen.</summary>
internal static class LatencySampling
{
    private const int AlwaysUpTo = 32;
    private const int OneIn = 16;

    public static bool Includes(long callNumber) => callNumber <= AlwaysUpTo || callNumber % OneIn == 0;
}
