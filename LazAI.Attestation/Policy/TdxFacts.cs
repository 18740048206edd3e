namespace LazAI.Attestation;

/// <summary>
/// What evidence of a TDX trust domain says beside MRTD, in lower-case hexadecimal digits. Absent is what the evidence does not have:
/// a quote lacks MRSERVICETD before TD report 1.5, a token lacks what the instance's policy does not issue.
/// </summary>
public sealed record TdxFacts
{
    /// <inheritdoc cref="TdReport.MrSeam"/>
    public string? MrSeam { get; init; }

    /// <inheritdoc cref="TdReport.MrConfigId"/>
    public string? MrConfigId { get; init; }

    /// <inheritdoc cref="TdReport.MrOwner"/>
    public string? MrOwner { get; init; }

    /// <inheritdoc cref="TdReport.MrOwnerConfig"/>
    public string? MrOwnerConfig { get; init; }

    /// <inheritdoc cref="TdReport.MrServiceTd"/>
    public string? MrServiceTd { get; init; }

    /// <inheritdoc cref="TdClaims.Rtmr0"/>
    public string? Rtmr0 { get; init; }

    /// <inheritdoc cref="TdClaims.Rtmr1"/>
    public string? Rtmr1 { get; init; }

    /// <inheritdoc cref="TdClaims.Rtmr2"/>
    public string? Rtmr2 { get; init; }

    /// <inheritdoc cref="TdClaims.Rtmr3"/>
    public string? Rtmr3 { get; init; }

    /// <summary>TDATTRIBUTES as a number of 16 hexadecimal digits, see <see cref="TdAttributes"/>.</summary>
    public string? Attributes { get; init; }

    internal static TdxFacts Of(TdClaims claims) => new()
    {
        MrSeam = Hex(claims.MrSeam),
        MrConfigId = Hex(claims.MrConfigId),
        MrOwner = Hex(claims.MrOwner),
        MrOwnerConfig = Hex(claims.MrOwnerConfig),
        MrServiceTd = Hex(claims.MrServiceTd),
        Rtmr0 = Hex(claims.Rtmr0),
        Rtmr1 = Hex(claims.Rtmr1),
        Rtmr2 = Hex(claims.Rtmr2),
        Rtmr3 = Hex(claims.Rtmr3),
        Attributes = claims.Attributes.ToString(),
    };

    internal static TdxFacts Of(AzureTdxClaims claims) => new()
    {
        MrSeam = Hex(claims.MrSeam),
        MrConfigId = Hex(claims.MrConfigId),
        MrOwner = Hex(claims.MrOwner),
        MrOwnerConfig = Hex(claims.MrOwnerConfig),
        Rtmr0 = Hex(claims.Rtmr0),
        Rtmr1 = Hex(claims.Rtmr1),
        Rtmr2 = Hex(claims.Rtmr2),
        Rtmr3 = Hex(claims.Rtmr3),
        Attributes = claims.Attributes?.ToString(),
    };

    internal static string? Hex(Measurement48? measurement) => measurement?.ToString()[2..];
}
