namespace LazAI.Attestation;

/// <summary>Where the parts of one quote lie. Every offset has been held against the input's length.</summary>
internal readonly struct QuoteLayout
{
    private QuoteLayout(ushort version, QuoteBodyType bodyType, int signedLength, int length)
    {
        BodyType = bodyType;
        SignedLength = signedLength;
        Length = length;
        BodyOffset = BodyOffsetOf(version);

        // Versions 4 and 5 wrap the QE's report and all behind it into a certification data record of type 6.
        QeReportOffset = AttestationKeyOffset + DcapQuote.EcdsaLength + (version == 3 ? 0 : DcapQuote.RecordHeaderLength);
    }

    public QuoteBodyType BodyType { get; }

    public int BodyOffset { get; }

    /// <summary>Header, descriptor and body.</summary>
    public int SignedLength { get; }

    /// <summary>The whole quote.</summary>
    public int Length { get; }

    public int SignatureOffset => SignedLength + sizeof(uint);

    public int AttestationKeyOffset => SignatureOffset + DcapQuote.EcdsaLength;

    public int QeReportOffset { get; }

    public int QeReportSignatureOffset => QeReportOffset + EnclaveReport.Length;

    public int QeAuthenticationDataOffset => QeReportSignatureOffset + DcapQuote.EcdsaLength + sizeof(ushort);

    public ushort QeAuthenticationDataLength { get; private init; }

    public CertificationDataType CertificationDataType { get; private init; }

    public int CertificationDataOffset => QeAuthenticationDataOffset + QeAuthenticationDataLength + DcapQuote.RecordHeaderLength;

    public static QuoteParseError Measure(ReadOnlySpan<byte> input, out QuoteLayout layout)
    {
        layout = default;
        if (input.Length > DcapQuote.LengthMaximum)
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

        var error = CheckHeader(version, keyType, teeType);
        if (error == QuoteParseError.None)
        {
            error = MeasureBody(ref reader, version, teeType, out var bodyType);
            if (error == QuoteParseError.None)
            {
                return MeasureSignatureData(input, reader, version, bodyType, out layout);
            }
        }

        return error;
    }

    private static int BodyOffsetOf(ushort version) => QuoteHeader.Length + (version == 5 ? DcapQuote.RecordHeaderLength : 0);

    private static QuoteParseError CheckHeader(ushort version, ushort keyType, uint teeType)
    {
        if (version is < 3 or > 5)
        {
            return QuoteParseError.VersionUnsupported;
        }

        if (keyType != QuoteHeader.EcdsaP256KeyType)
        {
            return QuoteParseError.AttestationKeyTypeUnsupported;
        }

        // Version 3 knows no TEE type: the field is reserved there and zero, which is SGX.
        return teeType == QuoteHeader.SgxTeeType || (teeType == QuoteHeader.TdxTeeType && version != 3)
            ? QuoteParseError.None
            : QuoteParseError.TeeTypeUnsupported;
    }

    private static QuoteParseError MeasureBody(ref QuoteReader reader, ushort version, uint teeType, out QuoteBodyType bodyType)
    {
        bodyType = teeType == QuoteHeader.TdxTeeType ? QuoteBodyType.TdReport10 : QuoteBodyType.EnclaveReport;
        if (version == 5)
        {
            if (!reader.TryReadUInt16(out var type) || !reader.TryReadUInt32(out var length))
            {
                return QuoteParseError.BodyTruncated;
            }

            if (type == (ushort)QuoteBodyType.TdReport15 && teeType == QuoteHeader.TdxTeeType)
            {
                bodyType = QuoteBodyType.TdReport15;
            }

            if (type != (ushort)bodyType || length != (uint)LengthOf(bodyType))
            {
                return QuoteParseError.BodyDescriptorWrong;
            }
        }

        return reader.TrySkip(LengthOf(bodyType)) ? QuoteParseError.None : QuoteParseError.BodyTruncated;
    }

    private static QuoteParseError MeasureSignatureData(
        ReadOnlySpan<byte> input, QuoteReader reader, ushort version, QuoteBodyType bodyType, out QuoteLayout layout)
    {
        layout = default;

        // Lengths are compared as unsigned numbers with what is left before any of them becomes an index.
        if (!reader.TryReadUInt32(out var signatureDataLength) || signatureDataLength > (uint)reader.Remaining)
        {
            return QuoteParseError.SignatureDataTruncated;
        }

        var signedLength = BodyOffsetOf(version) + LengthOf(bodyType);
        var length = signedLength + sizeof(uint) + (int)signatureDataLength;
        reader = new QuoteReader(input[(signedLength + sizeof(uint))..length]);
        var error = EnterQeCertification(ref reader, version);
        if (error != QuoteParseError.None)
        {
            return error;
        }

        if (!reader.TrySkip(EnclaveReport.Length + DcapQuote.EcdsaLength))
        {
            return QuoteParseError.QeReportTruncated;
        }

        if (!reader.TryReadUInt16(out var authenticationDataLength) || !reader.TrySkip(authenticationDataLength))
        {
            return QuoteParseError.QeAuthenticationDataTruncated;
        }

        if (!reader.TryReadUInt16(out var type) || !reader.TryReadUInt32(out var certificationLength))
        {
            return QuoteParseError.CertificationDataTruncated;
        }

        if (type is 0 or DcapQuote.QeReportCertification or > (ushort)CertificationDataType.PlatformManifest)
        {
            return QuoteParseError.CertificationTypeUnsupported;
        }

        if (certificationLength != (uint)reader.Remaining)
        {
            return QuoteParseError.CertificationLengthWrong;
        }

        layout = new QuoteLayout(version, bodyType, signedLength, length)
        {
            QeAuthenticationDataLength = authenticationDataLength,
            CertificationDataType = (CertificationDataType)type,
        };
        return QuoteParseError.None;
    }

    /// <summary>Passes over signature and key, and from version 4 on over the header of the record that holds the rest.</summary>
    private static QuoteParseError EnterQeCertification(ref QuoteReader reader, ushort version)
    {
        if (!reader.TrySkip(2 * DcapQuote.EcdsaLength))
        {
            return QuoteParseError.SignatureDataTooShort;
        }

        if (version == 3)
        {
            return QuoteParseError.None;
        }

        if (!reader.TryReadUInt16(out var type) || !reader.TryReadUInt32(out var length))
        {
            return QuoteParseError.SignatureDataTooShort;
        }

        return type != DcapQuote.QeReportCertification ? QuoteParseError.OuterCertificationTypeWrong
            : length != (uint)reader.Remaining ? QuoteParseError.OuterCertificationLengthWrong
            : QuoteParseError.None;
    }

    private static int LengthOf(QuoteBodyType type) => type switch
    {
        QuoteBodyType.EnclaveReport => EnclaveReport.Length,
        QuoteBodyType.TdReport10 => TdReport.Length,
        _ => TdReport.Length15,
    };
}
