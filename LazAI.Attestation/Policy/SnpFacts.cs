namespace LazAI.Attestation;

/// <summary>
/// What evidence of an SEV-SNP guest says beside MEASUREMENT; texts are lower-case hexadecimal digits. Absent is what a token of Azure
/// Attestation does not say.
/// </summary>
public sealed record SnpFacts
{
    /// <summary>The product line, such as <c>Milan</c>.</summary>
    public string? Product { get; init; }

    /// <inheritdoc cref="SnpReport.HostData"/>
    public string? HostData { get; init; }

    /// <inheritdoc cref="SnpReport.IdKeyDigest"/>
    public string? IdKeyDigest { get; init; }

    /// <inheritdoc cref="SnpReport.AuthorKeyDigest"/>
    public string? AuthorKeyDigest { get; init; }

    /// <inheritdoc cref="SnpReport.Vmpl"/>
    public long? Vmpl { get; init; }

    /// <inheritdoc cref="SnpReport.GuestSvn"/>
    public long? GuestSvn { get; init; }

    /// <summary>The TCB that the host reports, and that the signing key was made for.</summary>
    public SnpTcbFacts? ReportedTcb { get; init; }

    /// <summary>The TCB below which the host cannot go back.</summary>
    public SnpTcbFacts? CommittedTcb { get; init; }

    /// <summary>The TCB under which the guest was started or last imported.</summary>
    public SnpTcbFacts? LaunchTcb { get; init; }

    /// <inheritdoc cref="SnpConditions.FirmwareProvisional"/>
    public bool? FirmwareProvisional { get; init; }

    /// <inheritdoc cref="SnpConditions.ChipIdMasked"/>
    public bool? ChipIdMasked { get; init; }

    /// <summary>Which key signed: <c>Vcek</c> or <c>Vlek</c>.</summary>
    public string? SigningKey { get; init; }

    /// <inheritdoc cref="SnpReportVerified.RevocationChecked"/>
    public bool? RevocationChecked { get; init; }

    internal static SnpFacts Of(SnpReportVerified report)
    {
        var claims = report.Claims;
        return new SnpFacts
        {
            Product = report.Root.Product.ToString(),
            HostData = claims.HostData.ToString()[2..],
            IdKeyDigest = TdxFacts.Hex(claims.IdKeyDigest),
            AuthorKeyDigest = TdxFacts.Hex(claims.AuthorKeyDigest),
            Vmpl = claims.Vmpl,
            GuestSvn = claims.GuestSvn,
            ReportedTcb = SnpTcbFacts.Of(claims.ReportedTcb),
            CommittedTcb = SnpTcbFacts.Of(claims.CommittedTcb),
            LaunchTcb = SnpTcbFacts.Of(claims.LaunchTcb),
            FirmwareProvisional = claims.Conditions.HasFlag(SnpConditions.FirmwareProvisional),
            ChipIdMasked = claims.Conditions.HasFlag(SnpConditions.ChipIdMasked),
            SigningKey = report.SigningKey.ToString(),
            RevocationChecked = report.RevocationChecked,
        };
    }

    internal static SnpFacts Of(AzureSnpClaims claims) => new()
    {
        HostData = claims.HostData?.ToString()[2..],
        IdKeyDigest = TdxFacts.Hex(claims.IdKeyDigest),
        AuthorKeyDigest = TdxFacts.Hex(claims.AuthorKeyDigest),
        Vmpl = claims.Vmpl,
        GuestSvn = claims.GuestSvn,
        ReportedTcb = claims is { BootLoaderSvn: { } bootLoader, TeeSvn: { } tee, SnpFirmwareSvn: { } snp, MicrocodeSvn: { } microcode }
            ? new SnpTcbFacts(bootLoader, tee, snp, microcode)
            : null,
    };
}
