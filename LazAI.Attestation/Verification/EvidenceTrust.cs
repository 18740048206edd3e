using System.Collections.Immutable;
using LazAI.Cryptography;

namespace LazAI.Attestation;

/// <summary>Whose word evidence of any kind may rest on.</summary>
/// <param name="Roots">Roots of quotes: Intel's, and development roots.</param>
/// <param name="SnpRoots">Roots of SEV-SNP reports.</param>
/// <param name="AzureKeys">
/// Hashes of the bundles whose keys are believed to be the instance's (<see cref="CollateralBundle.ComputeHash"/>): nothing signs a key
/// set. Null believes every bundle that is given, which is for those who have fetched it themselves.
/// </param>
public sealed record EvidenceTrust(
    ImmutableArray<TrustedRoot> Roots, ImmutableArray<SnpTrustedRoot> SnpRoots, ImmutableArray<Bytes32>? AzureKeys)
{
    /// <summary>The vendors' roots, and these development roots; key sets only by hash.</summary>
    public static EvidenceTrust Vendors(IEnumerable<Bytes32> developmentRoots) => new(
        [.. TrustedRoot.Intel, .. developmentRoots.Select(TrustedRoot.Development)], SnpTrustedRoot.Amd, []);
}
