namespace LazAI.Attestation;

/// <summary>Object identifiers as the contents of their DER encoding.</summary>
internal static class ObjectIdentifiers
{
    /// <summary>2.5.4.3</summary>
    public static ReadOnlySpan<byte> CommonName => [0x55, 0x04, 0x03];

    /// <summary>2.5.29.15</summary>
    public static ReadOnlySpan<byte> KeyUsage => [0x55, 0x1d, 0x0f];

    /// <summary>2.5.29.19</summary>
    public static ReadOnlySpan<byte> BasicConstraints => [0x55, 0x1d, 0x13];

    /// <summary>1.2.840.10045.2.1, id-ecPublicKey</summary>
    public static ReadOnlySpan<byte> EcPublicKey => [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];

    /// <summary>1.2.840.10045.3.1.7, P-256</summary>
    public static ReadOnlySpan<byte> P256 => [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];

    /// <summary>1.3.132.0.34, P-384</summary>
    public static ReadOnlySpan<byte> P384 => [0x2b, 0x81, 0x04, 0x00, 0x22];

    /// <summary>1.2.840.10045.4.3.2</summary>
    public static ReadOnlySpan<byte> EcdsaWithSha256 => [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];

    /// <summary>1.2.840.10045.4.3.3</summary>
    public static ReadOnlySpan<byte> EcdsaWithSha384 => [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x03];

    /// <summary>1.2.840.113549.1.1.1</summary>
    public static ReadOnlySpan<byte> RsaEncryption => [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];

    /// <summary>1.2.840.113549.1.1.8</summary>
    public static ReadOnlySpan<byte> MaskGeneration1 => [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x08];

    /// <summary>1.2.840.113549.1.1.10</summary>
    public static ReadOnlySpan<byte> RsaSsaPss => [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0a];

    /// <summary>2.16.840.1.101.3.4.2.2</summary>
    public static ReadOnlySpan<byte> Sha384 => [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02];
}
