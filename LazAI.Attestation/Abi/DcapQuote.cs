namespace LazAI.Attestation;

/// <summary>
/// A DCAP quote of version 3 (SGX), 4 (SGX, TDX) or 5 (SGX, TDX with TD report 1.0 or 1.5): header, body, signature data (Intel SGX
/// DCAP ECDSA Quote Library API, A.4; Intel TDX DCAP Quoting Library API, A.3). A view over the caller's bytes that allocates
/// nothing. Parsing proves the layout only; nothing in a quote is true before a verifier has said so.
/// </summary>
/// <remarks>
/// The quote ends where its own lengths say. Guests hand quotes out in larger buffers (zero-padded to 5,006 or 8,000 bytes), so
/// bytes after the end are ignored whatever they are, as by Intel's library; they are unsigned and no part of
/// <see cref="Bytes"/>. Inside, every container must be used up exactly. The default value belongs to a refused parse and has no
/// fields to read.
/// </remarks>
public readonly struct DcapQuote
{
    /// <summary>Longest input accepted, padding included; genuine quotes have 4.6 to 8 KiB.</summary>
    public const int LengthMaximum = 64 * 1024;

    internal const ushort QeReportCertification = 6;
    internal const int EcdsaLength = 64;
    internal const int RecordHeaderLength = sizeof(ushort) + sizeof(uint);

    private readonly QuoteLayout _layout;

    private DcapQuote(ReadOnlyMemory<byte> bytes, QuoteLayout layout)
    {
        Bytes = bytes;
        _layout = layout;
    }

    /// <summary>The quote without what followed it in the buffer.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Version, key type, TEE type and quoting enclave.</summary>
    public QuoteHeader Header => new(Bytes[..QuoteHeader.Length]);

    /// <summary>What the body describes and in which format.</summary>
    public QuoteBodyType BodyType => _layout.BodyType;

    /// <summary>The body is a TD report; else it is an SGX enclave's report.</summary>
    public bool IsTdx => BodyType != QuoteBodyType.EnclaveReport;

    /// <summary>What the quote says of the trust domain. Asking an SGX quote is a bug of the caller and throws.</summary>
    public TdReport TdReport => IsTdx ? new(Body) : throw new InvalidOperationException("An SGX quote has no TD report.");

    /// <summary>What the quote says of the enclave. Asking a TDX quote is a bug of the caller and throws.</summary>
    public EnclaveReport EnclaveReport => IsTdx ? throw new InvalidOperationException("A TDX quote has no enclave report.") : new(Body);

    /// <summary>The 64 bytes that the attested software chose.</summary>
    public ReportData ReportData => IsTdx ? TdReport.ReportData : EnclaveReport.ReportData;

    /// <summary>Header, body descriptor of version 5 and body: what the attestation key signs.</summary>
    public ReadOnlySpan<byte> SignedBytes => Bytes.Span[.._layout.SignedLength];

    /// <summary>The attestation key's signature over <see cref="SignedBytes"/>: r, then s, big-endian.</summary>
    public ReadOnlySpan<byte> Signature => Bytes.Span.Slice(_layout.SignatureOffset, EcdsaLength);

    /// <summary>The attestation key, a P-256 point: x, then y, big-endian. It may be no point of the curve.</summary>
    public ReadOnlySpan<byte> AttestationKey => Bytes.Span.Slice(_layout.AttestationKeyOffset, EcdsaLength);

    /// <summary>
    /// Attestation key and all that certifies it, up to the end of the quote. A platform's quotes share these bytes until its
    /// quoting enclave makes a new key.
    /// </summary>
    public ReadOnlySpan<byte> AttestationKeyCertification => Bytes.Span[_layout.AttestationKeyOffset..];

    /// <summary>The quoting enclave's report, which binds the attestation key.</summary>
    public EnclaveReport QeReport => new(Bytes.Slice(_layout.QeReportOffset, EnclaveReport.Length));

    /// <summary>The PCK key's signature over the QE report: r, then s, big-endian.</summary>
    public ReadOnlySpan<byte> QeReportSignature => Bytes.Span.Slice(_layout.QeReportSignatureOffset, EcdsaLength);

    /// <summary>Bytes of the quoting enclave's choice that its report binds together with the attestation key.</summary>
    public ReadOnlySpan<byte> QeAuthenticationData =>
        Bytes.Span.Slice(_layout.QeAuthenticationDataOffset, _layout.QeAuthenticationDataLength);

    /// <summary>How the platform's PCK certificate is named or given.</summary>
    public CertificationDataType CertificationDataType => _layout.CertificationDataType;

    /// <summary>The PCK certificate, its chain, or what identifies the platform, by <see cref="CertificationDataType"/>.</summary>
    public ReadOnlySpan<byte> CertificationData => Bytes.Span[_layout.CertificationDataOffset..];

    private ReadOnlyMemory<byte> Body => Bytes[_layout.BodyOffset.._layout.SignedLength];

    /// <summary>
    /// Reads a quote from the start of <paramref name="input"/>. Never throws and allocates nothing; on refusal
    /// <paramref name="error"/> names the first check that failed.
    /// </summary>
    public static bool TryParse(ReadOnlyMemory<byte> input, out DcapQuote quote, out QuoteParseError error)
    {
        error = QuoteLayout.Measure(input.Span, out var layout);
        quote = error == QuoteParseError.None ? new DcapQuote(input[..layout.Length], layout) : default;
        return error == QuoteParseError.None;
    }
}
