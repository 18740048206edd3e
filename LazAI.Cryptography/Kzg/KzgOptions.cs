namespace LazAI.Cryptography.Kzg;

/// <summary>What <see cref="KzgSettings"/> may spend to be faster.</summary>
public sealed record KzgOptions
{
    /// <summary>
    /// Whether to keep multiples of points. Those for proofs of cells are 35 MB, made with the first such proofs, which then take
    /// little more than half as long; those for commitments and other proofs are 10.5 MB, made with the first of these, and save a
    /// sixth. A process that does nothing but cells and proofs was measured to peak at 96 MB with them and at 54 MB without, and one that
    /// commits as well at 108 MB; a process that does nothing at all takes 38 MB. Processors without AVX2 keep none.
    /// </summary>
    public bool PrecomputedTables { get; init; } = true;

    /// <summary>
    /// Cores that one call may use: 1 leaves the others to other calls, which is best for throughput; more shortens the single call.
    /// </summary>
    public int DegreeOfParallelism { get; init; } = 1;
}
