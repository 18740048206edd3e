namespace LazAI.Attestation;

/// <summary>Why bytes are no DCAP quote that this parser knows. The checks run in the order of the members.</summary>
public enum QuoteParseError
{
    /// <summary>The quote was parsed.</summary>
    None = 0,

    /// <summary>The input is longer than <see cref="DcapQuote.LengthMaximum"/>.</summary>
    TooLarge,

    /// <summary>The input ends inside the 48-byte header.</summary>
    HeaderTruncated,

    /// <summary>The quote version is not 3, 4 or 5.</summary>
    VersionUnsupported,

    /// <summary>The attestation key is not ECDSA over P-256 (type 2).</summary>
    AttestationKeyTypeUnsupported,

    /// <summary>The TEE type is neither SGX (0) nor, from version 4 on, TDX (0x81).</summary>
    TeeTypeUnsupported,

    /// <summary>The body descriptor of version 5 names an unknown type, a length that is not the type's, or a type of another TEE.</summary>
    BodyDescriptorWrong,

    /// <summary>The input ends inside the body or its descriptor.</summary>
    BodyTruncated,

    /// <summary>The signature data's length is missing or points past the end of the input.</summary>
    SignatureDataTruncated,

    /// <summary>The signature data ends before the certification that follows signature and key.</summary>
    SignatureDataTooShort,

    /// <summary>The outer certification data of version 4 or 5 is not a QE report (type 6), the only type that may stand there.</summary>
    OuterCertificationTypeWrong,

    /// <summary>The outer certification data does not fill the signature data exactly.</summary>
    OuterCertificationLengthWrong,

    /// <summary>The container ends inside the QE report or its signature.</summary>
    QeReportTruncated,

    /// <summary>The QE authentication data runs past its container.</summary>
    QeAuthenticationDataTruncated,

    /// <summary>The container ends inside the certification data's type and length.</summary>
    CertificationDataTruncated,

    /// <summary>The certification data is none of <see cref="CertificationDataType"/>.</summary>
    CertificationTypeUnsupported,

    /// <summary>The certification data does not fill its container exactly.</summary>
    CertificationLengthWrong,
}
