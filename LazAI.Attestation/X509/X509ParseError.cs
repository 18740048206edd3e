namespace LazAI.Attestation;

/// <summary>Why bytes are no certificate or revocation list that this library reads.</summary>
public enum X509ParseError
{
    /// <summary>The bytes were read.</summary>
    None = 0,

    /// <summary>The input is longer than the limit of its type.</summary>
    TooLarge,

    /// <summary>The bytes are not the DER encoding of the type in RFC 5280, or something follows it.</summary>
    Malformed,

    /// <summary>The version is none that is supported: certificates are of version 3, revocation lists of version 1 or 2.</summary>
    VersionUnsupported,

    /// <summary>The signature algorithm is none of <see cref="X509SignatureAlgorithm"/>, or its parameters are others.</summary>
    SignatureAlgorithmUnsupported,

    /// <summary>The algorithm outside of the signed part differs from the one inside.</summary>
    SignatureAlgorithmsDiffer,

    /// <summary>The public key is none of <see cref="CertificateKeyKind"/>.</summary>
    KeyUnsupported,

    /// <summary>An extension occurs twice, or there are more than the limit.</summary>
    ExtensionsUnsupported,

    /// <summary>An extension that must be understood is not known.</summary>
    CriticalExtensionUnknown,
}
