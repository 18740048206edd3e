namespace LazAI.Cryptography.Kzg;

/// <summary>What <see cref="KzgSettings"/> may spend to be faster.</summary>
public sealed record KzgOptions
{
    /// <summary>
    /// Cores that one call may use: 1 leaves the others to other calls, which is best for throughput; more shortens the single call.
    /// </summary>
    public int DegreeOfParallelism { get; init; } = 1;
}
