using System.Collections.Immutable;
using LazAI.Attestation;
using LazAI.Protocol;

namespace LazAI.Grains.Attestation;

/// <summary>The newest collateral that the network has seen; the key is 0.</summary>
[Alias("LazAI.ICollateralGrain")]
public interface ICollateralGrain : IGrainWithIntegerKey
{
    /// <summary>Takes note of parts that a verifier found authentic; refuses all of them when one is older than what was seen before.</summary>
    [Alias("Remember")]
    Task<Rejection?> RememberAsync(ImmutableArray<CollateralAge> parts);

    [ReadOnly]
    [Alias("Get")]
    Task<CollateralMemory> GetAsync();
}
