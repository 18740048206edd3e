namespace LazAI.Attestation;

/// <summary>The common names of the certificates under quotes and collateral. A certificate counts only for what its name says.</summary>
internal static class PckNames
{
    public const string Intel = "Intel SGX PCK Certificate";

    public const string Development = "LazAI Development PCK Certificate";

    public static ReadOnlySpan<byte> IntelTcbSigning => "Intel SGX TCB Signing"u8;

    /// <summary>Whether the name is that of a certificate for platform keys under this kind of root.</summary>
    public static bool IsPck(EvidenceRoot root, ReadOnlySpan<byte> commonName) =>
        commonName.SequenceEqual(root == EvidenceRoot.Intel ? "Intel SGX PCK Certificate"u8 : "LazAI Development PCK Certificate"u8);

    /// <summary>Whether the name is that of an authority for platforms under this kind of root.</summary>
    public static bool IsPckAuthority(EvidenceRoot root, ReadOnlySpan<byte> commonName) =>
        root != EvidenceRoot.Intel
        || commonName.SequenceEqual("Intel SGX PCK Platform CA"u8)
        || commonName.SequenceEqual("Intel SGX PCK Processor CA"u8);
}
