namespace LazAI.Attestation.Development;

/// <summary>What a development quote shall claim of its trust domain. What is not set is zero, but for <see cref="Attributes"/>.</summary>
public sealed record DevelopmentTrustDomain
{
    /// <inheritdoc cref="TdReport.MrTd"/>
    public Measurement48 MrTd { get; init; }

    /// <inheritdoc cref="TdClaims.Rtmr0"/>
    public Measurement48 Rtmr0 { get; init; }

    /// <inheritdoc cref="TdClaims.Rtmr1"/>
    public Measurement48 Rtmr1 { get; init; }

    /// <inheritdoc cref="TdClaims.Rtmr2"/>
    public Measurement48 Rtmr2 { get; init; }

    /// <inheritdoc cref="TdClaims.Rtmr3"/>
    public Measurement48 Rtmr3 { get; init; }

    /// <inheritdoc cref="TdReport.MrConfigId"/>
    public Measurement48 MrConfigId { get; init; }

    /// <inheritdoc cref="TdReport.MrOwner"/>
    public Measurement48 MrOwner { get; init; }

    /// <inheritdoc cref="TdReport.MrOwnerConfig"/>
    public Measurement48 MrOwnerConfig { get; init; }

    /// <summary>SEPT_VE_DISABLE alone, as a Linux guest should have it, unless set otherwise.</summary>
    public TdAttributes Attributes { get; init; } = new(TdAttributes.SeptVeDisableBit);

    /// <inheritdoc cref="TdReport.Xfam"/>
    public ulong Xfam { get; init; }
}
