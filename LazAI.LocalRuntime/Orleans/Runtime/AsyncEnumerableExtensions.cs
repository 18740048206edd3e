using LazAI.LocalRuntime.Calls;

namespace Orleans.Runtime;

/// <summary>Tunes enumerations of grains.</summary>
public static class AsyncEnumerableExtensions
{
    /// <summary>Fetches at most this many items at a time; other enumerables are returned as they are.</summary>
    public static IAsyncEnumerable<T> WithBatchSize<T>(this IAsyncEnumerable<T> self, int maxBatchSize) =>
        self is GrainEnumerable<T> enumerable ? enumerable.WithBatchSize(maxBatchSize) : self;
}
