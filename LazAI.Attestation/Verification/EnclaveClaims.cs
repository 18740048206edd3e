using LazAI.Cryptography;

namespace LazAI.Attestation;

/// <summary>What an SGX report says of its enclave, copied out of the quote.</summary>
public sealed record EnclaveClaims
{
    internal EnclaveClaims(EnclaveReport report)
    {
        MrEnclave = report.MrEnclave;
        MrSigner = report.MrSigner;
        IsvProdId = report.IsvProdId;
        IsvSvn = report.IsvSvn;
        ConfigSvn = report.ConfigSvn;
        MiscSelect = report.MiscSelect;
        ConfigId = new ReportData(report.ConfigId);
        AttributeFlags = report.AttributeFlags;
        Xfrm = report.Xfrm;
        IsDebug = report.IsDebug;
    }

    /// <inheritdoc cref="EnclaveReport.MrEnclave"/>
    public Bytes32 MrEnclave { get; }

    /// <inheritdoc cref="EnclaveReport.MrSigner"/>
    public Bytes32 MrSigner { get; }

    /// <inheritdoc cref="EnclaveReport.IsvProdId"/>
    public ushort IsvProdId { get; }

    /// <inheritdoc cref="EnclaveReport.IsvSvn"/>
    public ushort IsvSvn { get; }

    /// <inheritdoc cref="EnclaveReport.ConfigSvn"/>
    public ushort ConfigSvn { get; }

    /// <inheritdoc cref="EnclaveReport.MiscSelect"/>
    public uint MiscSelect { get; }

    /// <inheritdoc cref="EnclaveReport.ConfigId"/>
    public ReportData ConfigId { get; }

    /// <inheritdoc cref="EnclaveReport.AttributeFlags"/>
    public ulong AttributeFlags { get; }

    /// <inheritdoc cref="EnclaveReport.Xfrm"/>
    public ulong Xfrm { get; }

    /// <inheritdoc cref="EnclaveReport.IsDebug"/>
    public bool IsDebug { get; }
}
