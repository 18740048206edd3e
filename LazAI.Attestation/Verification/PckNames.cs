namespace LazAI.Attestation;

/// <summary>The common names of certificates for platform keys.</summary>
internal static class PckNames
{
    public const string Intel = "Intel SGX PCK Certificate";

    public const string Development = "LazAI Development PCK Certificate";
}
