using System.Buffers.Binary;

namespace LazAI.Attestation;

/// <summary>
/// TD report 1.0 (584 bytes) or 1.5 (648 bytes), the body of a TDX quote (Intel TDX DCAP Quoting Library API, A.3.2): a view over
/// the quote's bytes.
/// </summary>
public readonly struct TdReport
{
    internal const int Length = 584;
    internal const int Length15 = 648;
    internal const int MrSeamOffset = 16;
    internal const int MrSignerSeamOffset = 64;
    internal const int SeamAttributesOffset = 112;
    internal const int TdAttributesOffset = 120;
    internal const int XfamOffset = 128;
    internal const int MrTdOffset = 136;
    internal const int MrConfigIdOffset = 184;
    internal const int MrOwnerOffset = 232;
    internal const int MrOwnerConfigOffset = 280;
    internal const int RtmrOffset = 328;
    internal const int ReportDataOffset = 520;

    private const int TeeTcbSvn2Offset = 584;
    private const int MrServiceTdOffset = 600;

    /// <summary>The number of run-time measurement registers.</summary>
    public const int RtmrCount = 4;

    private readonly ReadOnlyMemory<byte> _bytes;

    internal TdReport(ReadOnlyMemory<byte> bytes) => _bytes = bytes;

    /// <summary>Security versions of the TDX module: [0] its minor version, [1] its major version, [2] late-loaded microcode.</summary>
    public TcbSvn TeeTcbSvn => new(_bytes.Span[..TcbSvn.Count]);

    /// <summary>Measurement of the TDX module.</summary>
    public Measurement48 MrSeam => Measurement(MrSeamOffset);

    /// <summary>Signer of the TDX module; zero for Intel.</summary>
    public Measurement48 MrSignerSeam => Measurement(MrSignerSeamOffset);

    /// <summary>Attributes of the TDX module; zero for a production module.</summary>
    public ulong SeamAttributes => UInt64(SeamAttributesOffset);

    /// <summary>Attributes of the trust domain, the debug bits among them.</summary>
    public TdAttributes Attributes => new(UInt64(TdAttributesOffset));

    /// <summary>Extended processor features (XCR0 and XSS) that the domain may use.</summary>
    public ulong Xfam => UInt64(XfamOffset);

    /// <summary>Measurement of the domain's initial contents: the virtual firmware.</summary>
    public Measurement48 MrTd => Measurement(MrTdOffset);

    /// <summary>Identifier of a configuration that is not the owner's, set by the host at creation.</summary>
    public Measurement48 MrConfigId => Measurement(MrConfigIdOffset);

    /// <summary>Identifier of the domain's owner, set by the host at creation.</summary>
    public Measurement48 MrOwner => Measurement(MrOwnerOffset);

    /// <summary>Identifier of the owner's configuration, set by the host at creation.</summary>
    public Measurement48 MrOwnerConfig => Measurement(MrOwnerConfigOffset);

    /// <summary>The 64 bytes that the software in the domain chose.</summary>
    public ReportData ReportData => new(_bytes.Span.Slice(ReportDataOffset, ReportData.Length));

    /// <summary>
    /// TD report 1.5 only: security versions of the TDX module that is loaded now, where <see cref="TeeTcbSvn"/> are those of the
    /// module that created the domain.
    /// </summary>
    public TcbSvn? TeeTcbSvn2 => Is15 ? new TcbSvn(_bytes.Span.Slice(TeeTcbSvn2Offset, TcbSvn.Count)) : null;

    /// <summary>TD report 1.5 only: measurement of the service domain bound to this one, such as a migration domain; zero for none.</summary>
    public Measurement48? MrServiceTd => Is15 ? Measurement(MrServiceTdOffset) : null;

    private bool Is15 => _bytes.Length == Length15;

    /// <summary>Run-time measurement register 0 (firmware configuration), 1 (loader, kernel), 2 (command line, application) or 3 (free).</summary>
    public Measurement48 Rtmr(int register)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)register, (uint)RtmrCount, nameof(register));
        return Measurement(RtmrOffset + register * Measurement48.Length);
    }

    private Measurement48 Measurement(int offset) => new(_bytes.Span.Slice(offset, Measurement48.Length));

    private ulong UInt64(int offset) => BinaryPrimitives.ReadUInt64LittleEndian(_bytes.Span[offset..]);
}
