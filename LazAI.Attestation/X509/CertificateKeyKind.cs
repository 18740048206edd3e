namespace LazAI.Attestation;

/// <summary>The public keys that occur in certificates of Intel and AMD.</summary>
public enum CertificateKeyKind
{
    /// <summary>A point of P-256, uncompressed.</summary>
    P256 = 0,

    /// <summary>A point of P-384, uncompressed.</summary>
    P384,

    /// <summary>An RSA key of 2048 to 4096 bits.</summary>
    Rsa,
}
