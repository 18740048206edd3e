namespace LazAI.Attestation;

/// <summary>Why bytes are no TDX quote that this parser knows. The checks run in the order of the members.</summary>
public enum QuoteParseError
{
    /// <summary>The quote was parsed.</summary>
    None = 0,

    /// <summary>The input is longer than <see cref="TdxQuote.LengthMaximum"/>.</summary>
    TooLarge,

    /// <summary>The input ends inside the 48-byte header.</summary>
    HeaderTruncated,

    /// <summary>The quote version is not 4.</summary>
    VersionUnsupported,

    /// <summary>The attestation key is not ECDSA over P-256 (type 2).</summary>
    AttestationKeyTypeUnsupported,

    /// <summary>The TEE type is not TDX (0x81).</summary>
    TeeTypeNotTdx,

    /// <summary>The input ends inside the 584-byte TD report.</summary>
    TdReportTruncated,

    /// <summary>The signature data's length is missing or points past the end of the input.</summary>
    SignatureDataTruncated,

    /// <summary>The signature data ends before the certification data record that follows signature and key.</summary>
    SignatureDataTooShort,

    /// <summary>The outer certification data is not a QE report (type 6), the only type that version 4 has there.</summary>
    OuterCertificationTypeWrong,

    /// <summary>The outer certification data does not fill the signature data exactly.</summary>
    OuterCertificationLengthWrong,

    /// <summary>The outer certification data ends inside the QE report or its signature.</summary>
    QeReportTruncated,

    /// <summary>The QE authentication data runs past its container.</summary>
    QeAuthenticationDataTruncated,

    /// <summary>The container ends inside the inner certification data's type and length.</summary>
    InnerCertificationTruncated,

    /// <summary>
    /// The inner certification data is no PCK certificate chain (type 5): types 1 to 3 identify the platform only and would
    /// need its certificate from elsewhere, type 4 lacks the issuers.
    /// </summary>
    PckCertificateChainAbsent,

    /// <summary>The inner certification data does not fill its container exactly.</summary>
    InnerCertificationLengthWrong,
}
