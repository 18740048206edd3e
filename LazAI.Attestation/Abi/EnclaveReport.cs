using System.Buffers.Binary;
using LazAI.Cryptography;

namespace LazAI.Attestation;

/// <summary>
/// An SGX report body of 384 bytes (Intel SGX DCAP Quoting Library API, A.4): the body of an SGX quote,
/// and in every quote the quoting enclave's own report. A view over the quote's bytes.
/// </summary>
public readonly struct EnclaveReport
{
    internal const int Length = 384;
    internal const int AttributesOffset = 48;
    internal const int MrEnclaveOffset = 64;
    internal const int MrSignerOffset = 128;
    internal const int IsvProdIdOffset = 256;
    internal const int IsvSvnOffset = 258;
    internal const int ReportDataOffset = 320;

    private readonly ReadOnlyMemory<byte> _bytes;

    internal EnclaveReport(ReadOnlyMemory<byte> bytes) => _bytes = bytes;

    /// <summary>All 384 bytes: what the report's signature covers.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.Span;

    /// <summary>Raw security version of the processor. It has no order; PCK certificates carry the comparable components.</summary>
    public TcbSvn CpuSvn => new(_bytes.Span[..TcbSvn.Count]);

    /// <summary>MISCSELECT.</summary>
    public uint MiscSelect => BinaryPrimitives.ReadUInt32LittleEndian(_bytes.Span[16..]);

    /// <summary>ATTRIBUTES: 8 bytes of flags (bit 1 is DEBUG), then 8 bytes XFRM.</summary>
    public ReadOnlySpan<byte> Attributes => _bytes.Span.Slice(AttributesOffset, 16);

    /// <summary>The flags of ATTRIBUTES, as a number: bit 0 INIT, 1 DEBUG, 2 MODE64BIT, 4 PROVISIONKEY, 5 EINITTOKENKEY, 7 KSS.</summary>
    public ulong AttributeFlags => BinaryPrimitives.ReadUInt64LittleEndian(_bytes.Span[AttributesOffset..]);

    /// <summary>XFRM, the second half of ATTRIBUTES: extended processor features that the enclave may use.</summary>
    public ulong Xfrm => BinaryPrimitives.ReadUInt64LittleEndian(_bytes.Span[(AttributesOffset + 8)..]);

    /// <summary>The enclave was created in debug mode: its memory is open to the host.</summary>
    public bool IsDebug => (_bytes.Span[AttributesOffset] & 2) != 0;

    /// <summary>Measurement of the enclave.</summary>
    public Bytes32 MrEnclave => new(_bytes.Span.Slice(MrEnclaveOffset, Bytes32.Size));

    /// <summary>Hash of the key that signed the enclave.</summary>
    public Bytes32 MrSigner => new(_bytes.Span.Slice(MrSignerOffset, Bytes32.Size));

    /// <summary>CONFIGID, 64 bytes (key separation and sharing).</summary>
    public ReadOnlySpan<byte> ConfigId => _bytes.Span.Slice(192, 64);

    /// <summary>The product's number among those of its signer.</summary>
    public ushort IsvProdId => BinaryPrimitives.ReadUInt16LittleEndian(_bytes.Span[IsvProdIdOffset..]);

    /// <summary>The product's security version.</summary>
    public ushort IsvSvn => BinaryPrimitives.ReadUInt16LittleEndian(_bytes.Span[IsvSvnOffset..]);

    /// <summary>CONFIGSVN (key separation and sharing).</summary>
    public ushort ConfigSvn => BinaryPrimitives.ReadUInt16LittleEndian(_bytes.Span[260..]);

    /// <summary>ISVFAMILYID, 16 bytes (key separation and sharing).</summary>
    public ReadOnlySpan<byte> IsvFamilyId => _bytes.Span.Slice(304, 16);

    /// <summary>The 64 bytes that the enclave chose.</summary>
    public ReportData ReportData => new(_bytes.Span.Slice(ReportDataOffset, ReportData.Length));
}
