namespace LazAI.Attestation;

/// <summary>What a quote of an SGX enclave says beside MRENCLAVE.</summary>
/// <param name="MrSigner">SHA-256 of the signer's key, lower-case hexadecimal digits.</param>
/// <param name="IsvProdId">The signer's number of the product.</param>
/// <param name="IsvSvn">The signer's security version of the product.</param>
/// <param name="ConfigId">CONFIGID, 64 bytes in lower-case hexadecimal digits; zero without KSS.</param>
/// <param name="ConfigSvn">The security version of the configuration.</param>
public sealed record SgxFacts(string MrSigner, int IsvProdId, int IsvSvn, string ConfigId, int ConfigSvn)
{
    internal static SgxFacts Of(EnclaveClaims claims) =>
        new(claims.MrSigner.ToString()[2..], claims.IsvProdId, claims.IsvSvn, claims.ConfigId.ToString()[2..], claims.ConfigSvn);
}
