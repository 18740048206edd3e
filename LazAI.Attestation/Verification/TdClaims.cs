namespace LazAI.Attestation;

/// <summary>What a TD report says of its trust domain, copied out of the quote.</summary>
public sealed record TdClaims
{
    internal TdClaims(TdReport report)
    {
        TeeTcbSvn = report.TeeTcbSvn;
        MrSeam = report.MrSeam;
        MrSignerSeam = report.MrSignerSeam;
        SeamAttributes = report.SeamAttributes;
        Attributes = report.Attributes;
        Xfam = report.Xfam;
        MrTd = report.MrTd;
        MrConfigId = report.MrConfigId;
        MrOwner = report.MrOwner;
        MrOwnerConfig = report.MrOwnerConfig;
        Rtmr0 = report.Rtmr(0);
        Rtmr1 = report.Rtmr(1);
        Rtmr2 = report.Rtmr(2);
        Rtmr3 = report.Rtmr(3);
        TeeTcbSvn2 = report.TeeTcbSvn2;
        MrServiceTd = report.MrServiceTd;
    }

    /// <inheritdoc cref="TdReport.TeeTcbSvn"/>
    public TcbSvn TeeTcbSvn { get; }

    /// <inheritdoc cref="TdReport.MrSeam"/>
    public Measurement48 MrSeam { get; }

    /// <inheritdoc cref="TdReport.MrSignerSeam"/>
    public Measurement48 MrSignerSeam { get; }

    /// <inheritdoc cref="TdReport.SeamAttributes"/>
    public ulong SeamAttributes { get; }

    /// <inheritdoc cref="TdReport.Attributes"/>
    public TdAttributes Attributes { get; }

    /// <inheritdoc cref="TdReport.Xfam"/>
    public ulong Xfam { get; }

    /// <inheritdoc cref="TdReport.MrTd"/>
    public Measurement48 MrTd { get; }

    /// <inheritdoc cref="TdReport.MrConfigId"/>
    public Measurement48 MrConfigId { get; }

    /// <inheritdoc cref="TdReport.MrOwner"/>
    public Measurement48 MrOwner { get; }

    /// <inheritdoc cref="TdReport.MrOwnerConfig"/>
    public Measurement48 MrOwnerConfig { get; }

    /// <summary>Firmware and its configuration.</summary>
    public Measurement48 Rtmr0 { get; }

    /// <summary>Boot loader and kernel.</summary>
    public Measurement48 Rtmr1 { get; }

    /// <summary>Command line, initial RAM disk, application.</summary>
    public Measurement48 Rtmr2 { get; }

    /// <summary>Free for the application.</summary>
    public Measurement48 Rtmr3 { get; }

    /// <inheritdoc cref="TdReport.TeeTcbSvn2"/>
    public TcbSvn? TeeTcbSvn2 { get; }

    /// <inheritdoc cref="TdReport.MrServiceTd"/>
    public Measurement48? MrServiceTd { get; }

    /// <summary>The domain is under debug: see <see cref="TdAttributes.IsUnderDebug"/>.</summary>
    public bool IsDebug => Attributes.IsUnderDebug;
}
