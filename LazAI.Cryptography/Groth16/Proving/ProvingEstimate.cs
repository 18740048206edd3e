namespace LazAI.Cryptography.Groth16.Proving;

/// <summary>What a proof will take at most.</summary>
/// <param name="PeakMemoryBytes">Work memory, besides the key's own.</param>
public sealed record ProvingEstimate(long PeakMemoryBytes)
{
    /// <summary>From the key's size alone.</summary>
    public static ProvingEstimate Of(ProvingKey key, ProvingOptions options)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(options);
        return new(key.DomainSize + options.MaximumDegreeOfParallelism);
    }
}
