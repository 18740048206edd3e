namespace LazAI.Attestation;

/// <summary>The algorithms with which certificates and revocation lists of Intel and AMD are signed.</summary>
public enum X509SignatureAlgorithm
{
    /// <summary>ECDSA with SHA-256 (RFC 5758), under a P-256 key.</summary>
    EcdsaSha256 = 0,

    /// <summary>ECDSA with SHA-384 (RFC 5758), under a P-384 key.</summary>
    EcdsaSha384,

    /// <summary>RSASSA-PSS with SHA-384, MGF1 with SHA-384 and 48 bytes of salt (RFC 4055).</summary>
    RsaPssSha384,
}
