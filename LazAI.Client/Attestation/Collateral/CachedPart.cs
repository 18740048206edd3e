namespace LazAI.Client.Attestation.Collateral;

/// <summary>A part that may be relied on now.</summary>
/// <param name="Part">The part.</param>
/// <param name="Remark">What is unusual about it, for people: that it could not be renewed, for instance; null when nothing is.</param>
public sealed record CachedPart(CollateralPart Part, string? Remark);
