using System.Buffers.Binary;

namespace LazAI.Attestation;

/// <summary>Claims about an Intel TDX trust domain, as in Azure's EAT profile <c>https://aka.ms/maa-eat-profile-tdxvm</c>.</summary>
public sealed record AzureTdxClaims : AzureTeeClaims
{
    internal const string TypeName = "tdxvm";

    /// <summary>The platform's TCB status by Azure's own collateral, such as <c>UpToDate</c> (<c>attester_tcb_status</c>).</summary>
    public string? TcbStatus { get; init; }

    /// <summary>Whether debugging is off, in the words of RFC 9711 section 4.2.9; <c>disabled</c> is good (<c>dbgstat</c>).</summary>
    public string? DebugStatus { get; init; }

    /// <inheritdoc cref="TdReport.MrTd"/>
    public Measurement48? MrTd { get; init; }

    /// <inheritdoc cref="TdClaims.Rtmr0"/>
    public Measurement48? Rtmr0 { get; init; }

    /// <inheritdoc cref="TdClaims.Rtmr1"/>
    public Measurement48? Rtmr1 { get; init; }

    /// <inheritdoc cref="TdClaims.Rtmr2"/>
    public Measurement48? Rtmr2 { get; init; }

    /// <inheritdoc cref="TdClaims.Rtmr3"/>
    public Measurement48? Rtmr3 { get; init; }

    /// <inheritdoc cref="TdReport.MrSeam"/>
    public Measurement48? MrSeam { get; init; }

    /// <inheritdoc cref="TdReport.MrSignerSeam"/>
    public Measurement48? MrSignerSeam { get; init; }

    /// <inheritdoc cref="TdReport.MrConfigId"/>
    public Measurement48? MrConfigId { get; init; }

    /// <inheritdoc cref="TdReport.MrOwner"/>
    public Measurement48? MrOwner { get; init; }

    /// <inheritdoc cref="TdReport.MrOwnerConfig"/>
    public Measurement48? MrOwnerConfig { get; init; }

    /// <inheritdoc cref="TdReport.TeeTcbSvn"/>
    public TcbSvn? TeeTcbSvn { get; init; }

    /// <summary>The first two bytes of <see cref="TeeTcbSvn"/>, little-endian: the TDX module's minor and major version.</summary>
    public int? SeamSvn { get; init; }

    /// <inheritdoc cref="TdReport.SeamAttributes"/>
    public ulong? SeamAttributes { get; init; }

    /// <inheritdoc cref="TdReport.Attributes"/>
    public TdAttributes? Attributes { get; init; }

    /// <inheritdoc cref="TdReport.Xfam"/>
    public ulong? Xfam { get; init; }

    /// <summary>The claim <c>tdx_td_attributes_debug</c>.</summary>
    public bool? AttributesDebug { get; init; }

    /// <summary>The claim <c>tdx_td_attributes_migratable</c>.</summary>
    public bool? AttributesMigratable { get; init; }

    /// <inheritdoc/>
    public override bool? IsDebug =>
        DebugStatus is null && AttributesDebug is null && Attributes is null
            ? null
            : DebugStatus is not (null or "disabled") || AttributesDebug == true || Attributes?.IsUnderDebug == true;

    /// <inheritdoc/>
    public override bool? IsMigratable =>
        AttributesMigratable is null && Attributes is null ? null : AttributesMigratable == true || Attributes?.IsMigratable == true;

    internal static AzureTdxClaims Read(ClaimReader reader) => new()
    {
        ComplianceStatus = reader.Text("x-ms-compliance-status"),
        ReportData = ReadReportData(reader, "tdx_report_data"),
        TcbStatus = reader.Text("attester_tcb_status"),
        DebugStatus = reader.Text("dbgstat"),
        MrTd = reader.Measurement("tdx_mrtd"),
        Rtmr0 = reader.Measurement("tdx_rtmr0"),
        Rtmr1 = reader.Measurement("tdx_rtmr1"),
        Rtmr2 = reader.Measurement("tdx_rtmr2"),
        Rtmr3 = reader.Measurement("tdx_rtmr3"),
        MrSeam = reader.Measurement("tdx_mrseam"),
        MrSignerSeam = reader.Measurement("tdx_mrsignerseam"),
        MrConfigId = reader.Measurement("tdx_mrconfigid"),
        MrOwner = reader.Measurement("tdx_mrowner"),
        MrOwnerConfig = reader.Measurement("tdx_mrownerconfig"),
        TeeTcbSvn = reader.Hex("tdx_tee_tcb_svn", TcbSvn.Count) is { } svn ? new TcbSvn(svn) : null,
        SeamSvn = reader.Number("tdx_seamsvn"),
        SeamAttributes = UInt64(reader, "tdx_seam_attributes"),
        Attributes = UInt64(reader, "tdx_td_attributes") is { } attributes ? new TdAttributes(attributes) : null,
        Xfam = UInt64(reader, "tdx_xfam"),
        AttributesDebug = reader.Boolean("tdx_td_attributes_debug"),
        AttributesMigratable = reader.Boolean("tdx_td_attributes_migratable"),
    };

    // Azure writes the bytes in the order of the TD report.
    private static ulong? UInt64(ClaimReader reader, string name) =>
        reader.Hex(name, sizeof(ulong)) is { } bytes ? BinaryPrimitives.ReadUInt64LittleEndian(bytes) : null;
}
