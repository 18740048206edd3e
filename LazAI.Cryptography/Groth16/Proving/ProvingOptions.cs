namespace LazAI.Cryptography.Groth16.Proving;

/// <summary>How a proof is made.</summary>
public sealed record ProvingOptions
{
    /// <summary>The most threads at work. More are of use up to about one for each hundred thousand additions of points.</summary>
    public int MaximumDegreeOfParallelism { get; init; } = Environment.ProcessorCount;

    /// <summary>Bytes of work memory (<see cref="ProvingEstimate.PeakMemoryBytes"/>) above which nothing is begun. The key itself is not counted.</summary>
    public long MemoryBytesMaximum { get; init; } = 2L << 30;

    /// <summary>
    /// Whether a proof is verified before it is handed out, which takes a millisecond: a proof that was made by a faulty machine may tell
    /// of the witness. Off only for measurements; without the system at hand it is done anyway, as nothing else has looked at the witness.
    /// </summary>
    public bool VerifiesProof { get; init; } = true;

    /// <summary>Is told of each part that is done, from whatever thread.</summary>
    public IProgress<ProvingProgress>? Progress { get; init; }
}

/// <summary>How far a proof or a set-up is.</summary>
/// <param name="Done">Points and elements that are done. Reports of several threads may come out of order.</param>
/// <param name="Total">Of how many.</param>
public readonly record struct ProvingProgress(long Done, long Total);
