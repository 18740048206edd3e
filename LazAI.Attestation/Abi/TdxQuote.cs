namespace LazAI.Attestation;

/// <summary>
/// A TDX quote of version 4 (Intel TDX DCAP Quoting Library API, appendix A.3): header, TD report 1.0, signature data. A view
/// over the caller's bytes that allocates nothing. Parsing proves the layout only; nothing in a quote is true before a verifier
/// has said so.
/// </summary>
/// <remarks>
/// The quote ends where its own lengths say. Guests hand quotes out in larger buffers (zero-padded to 5,006 or 8,000 bytes), so
/// bytes after the end are ignored whatever they are, as by Intel's library; they are unsigned and no part of
/// <see cref="Bytes"/>. Inside, every container must be used up exactly. The default value belongs to a refused parse and has no
/// fields to read.
/// </remarks>
public readonly struct TdxQuote
{
    /// <summary>Longest input accepted, padding included; genuine quotes have 4.6 to 8 KiB.</summary>
    public const int LengthMaximum = 64 * 1024;

    /// <summary>The version that is parsed.</summary>
    public const ushort SupportedVersion = 4;

    internal const ushort QeReportCertification = 6;
    internal const ushort PckChainCertification = 5;
    internal const int EcdsaLength = 64;
    internal const int SignedLength = QuoteHeader.Length + TdReport.Length;
    internal const int SignatureDataOffset = SignedLength + sizeof(uint);
    internal const int RecordHeaderLength = sizeof(ushort) + sizeof(uint);

    private const int AttestationKeyOffset = SignatureDataOffset + EcdsaLength;
    private const int OuterRecordOffset = AttestationKeyOffset + EcdsaLength;
    private const int QeReportOffset = OuterRecordOffset + RecordHeaderLength;
    private const int QeReportSignatureOffset = QeReportOffset + EnclaveReport.Length;
    private const int QeAuthenticationDataOffset = QeReportSignatureOffset + EcdsaLength + sizeof(ushort);

    private readonly int _qeAuthenticationDataLength;

    private TdxQuote(ReadOnlyMemory<byte> bytes, int qeAuthenticationDataLength)
    {
        Bytes = bytes;
        _qeAuthenticationDataLength = qeAuthenticationDataLength;
    }

    /// <summary>The quote without what followed it in the buffer.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Version, key type, TEE type and quoting enclave.</summary>
    public QuoteHeader Header => new(Bytes[..QuoteHeader.Length]);

    /// <summary>What the quote says of the trust domain.</summary>
    public TdReport Report => new(Bytes.Slice(QuoteHeader.Length, TdReport.Length));

    /// <summary>Header and TD report: the 632 bytes that the attestation key signs.</summary>
    public ReadOnlySpan<byte> SignedBytes => Bytes.Span[..SignedLength];

    /// <summary>The attestation key's signature over <see cref="SignedBytes"/>: r, then s, big-endian.</summary>
    public ReadOnlySpan<byte> Signature => Bytes.Span.Slice(SignatureDataOffset, EcdsaLength);

    /// <summary>The attestation key, a P-256 point: x, then y, big-endian. It may be no point of the curve.</summary>
    public ReadOnlySpan<byte> AttestationKey => Bytes.Span.Slice(AttestationKeyOffset, EcdsaLength);

    /// <summary>
    /// Attestation key and all that certifies it, up to the end of the quote. A platform's quotes share these bytes until its
    /// quoting enclave makes a new key.
    /// </summary>
    public ReadOnlySpan<byte> AttestationKeyCertification => Bytes.Span[AttestationKeyOffset..];

    /// <summary>The quoting enclave's report, which binds the attestation key.</summary>
    public EnclaveReport QeReport => new(Bytes.Slice(QeReportOffset, EnclaveReport.Length));

    /// <summary>The PCK key's signature over the QE report: r, then s, big-endian.</summary>
    public ReadOnlySpan<byte> QeReportSignature => Bytes.Span.Slice(QeReportSignatureOffset, EcdsaLength);

    /// <summary>Bytes of the quoting enclave's choice that its report binds together with the attestation key.</summary>
    public ReadOnlySpan<byte> QeAuthenticationData => Bytes.Span.Slice(QeAuthenticationDataOffset, _qeAuthenticationDataLength);

    /// <summary>The PEM text that should hold PCK certificate, intermediate and root; genuine ones may end with a NUL byte.</summary>
    public ReadOnlySpan<byte> PckCertificateChain =>
        Bytes.Span[(QeAuthenticationDataOffset + _qeAuthenticationDataLength + RecordHeaderLength)..];

    /// <summary>
    /// Reads a quote from the start of <paramref name="input"/>. Never throws and allocates nothing; on refusal
    /// <paramref name="error"/> names the first check that failed.
    /// </summary>
    public static bool TryParse(ReadOnlyMemory<byte> input, out TdxQuote quote, out QuoteParseError error)
    {
        error = Measure(input.Span, out var length, out var qeAuthenticationDataLength);
        quote = error == QuoteParseError.None ? new TdxQuote(input[..length], qeAuthenticationDataLength) : default;
        return error == QuoteParseError.None;
    }

    private static QuoteParseError Measure(ReadOnlySpan<byte> input, out int length, out int qeAuthenticationDataLength)
    {
        length = 0;
        qeAuthenticationDataLength = 0;
        if (input.Length > LengthMaximum)
        {
            return QuoteParseError.TooLarge;
        }

        var reader = new QuoteReader(input);
        if (!reader.TryReadUInt16(out var version)
            || !reader.TryReadUInt16(out var keyType)
            || !reader.TryReadUInt32(out var teeType)
            || !reader.TrySkip(QuoteHeader.Length - 2 * sizeof(ushort) - sizeof(uint)))
        {
            return QuoteParseError.HeaderTruncated;
        }

        if (version != SupportedVersion)
        {
            return QuoteParseError.VersionUnsupported;
        }

        if (keyType != QuoteHeader.EcdsaP256KeyType)
        {
            return QuoteParseError.AttestationKeyTypeUnsupported;
        }

        if (teeType != QuoteHeader.TdxTeeType)
        {
            return QuoteParseError.TeeTypeNotTdx;
        }

        if (!reader.TrySkip(TdReport.Length))
        {
            return QuoteParseError.TdReportTruncated;
        }

        // Lengths are compared as unsigned numbers with what is left before any of them becomes an index.
        if (!reader.TryReadUInt32(out var signatureDataLength) || signatureDataLength > (uint)reader.Remaining)
        {
            return QuoteParseError.SignatureDataTruncated;
        }

        length = SignatureDataOffset + (int)signatureDataLength;
        return MeasureSignatureData(input[SignatureDataOffset..length], out qeAuthenticationDataLength);
    }

    private static QuoteParseError MeasureSignatureData(ReadOnlySpan<byte> signatureData, out int qeAuthenticationDataLength)
    {
        qeAuthenticationDataLength = 0;
        var reader = new QuoteReader(signatureData);
        if (!reader.TrySkip(2 * EcdsaLength) || !reader.TryReadUInt16(out var outerType) || !reader.TryReadUInt32(out var outerLength))
        {
            return QuoteParseError.SignatureDataTooShort;
        }

        if (outerType != QeReportCertification)
        {
            return QuoteParseError.OuterCertificationTypeWrong;
        }

        if (outerLength != (uint)reader.Remaining)
        {
            return QuoteParseError.OuterCertificationLengthWrong;
        }

        if (!reader.TrySkip(EnclaveReport.Length + EcdsaLength))
        {
            return QuoteParseError.QeReportTruncated;
        }

        if (!reader.TryReadUInt16(out var authenticationDataLength) || !reader.TrySkip(authenticationDataLength))
        {
            return QuoteParseError.QeAuthenticationDataTruncated;
        }

        if (!reader.TryReadUInt16(out var innerType) || !reader.TryReadUInt32(out var innerLength))
        {
            return QuoteParseError.InnerCertificationTruncated;
        }

        if (innerType != PckChainCertification)
        {
            return QuoteParseError.PckCertificateChainAbsent;
        }

        if (innerLength != (uint)reader.Remaining)
        {
            return QuoteParseError.InnerCertificationLengthWrong;
        }

        qeAuthenticationDataLength = authenticationDataLength;
        return QuoteParseError.None;
    }
}
