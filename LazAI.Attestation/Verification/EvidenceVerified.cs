using System.Collections.Immutable;

namespace LazAI.Attestation;

/// <summary>Authentic evidence of any kind. Only <see cref="EvidenceVerifier"/> can make this value.</summary>
public sealed record EvidenceVerified : EvidenceVerification
{
    internal EvidenceVerified(EvidenceFacts facts, ImmutableArray<CollateralAge> collateral) => (Facts, Collateral) = (facts, collateral);

    /// <summary>What was established, for policies to judge.</summary>
    public EvidenceFacts Facts { get; }

    /// <summary>How new the parts of the collateral are whose signatures held; empty where none was needed.</summary>
    public ImmutableArray<CollateralAge> Collateral { get; }
}
