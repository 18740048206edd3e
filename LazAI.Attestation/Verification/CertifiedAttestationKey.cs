using System.Security.Cryptography;

namespace LazAI.Attestation;

/// <summary>
/// An attestation key that a quoting enclave made on a platform whose chain ends in a trusted root. Certified for every time at
/// which the chain is valid and not revoked.
/// </summary>
internal sealed class CertifiedAttestationKey(PckCertificateChain chain, CertificateKey key)
{
    public PckCertificateChain Chain { get; } = chain;

    public bool Signed(DcapQuote quote) => key.VerifyEcdsa(quote.SignedBytes, quote.Signature);

    /// <summary>The quote's attestation key, if the chain's PCK key signed the QE report and the report binds the key; else the reason.</summary>
    public static CertifiedAttestationKey? Certify(DcapQuote quote, PckCertificateChain chain, out EvidenceRefused? refusal)
    {
        refusal = null;
        using var pckKey = CertificateKey.TryImport(chain.Pck);
        if (pckKey?.VerifyEcdsa(quote.QeReport.Bytes, quote.QeReportSignature) != true)
        {
            refusal = new EvidenceRefused(AttestationErrors.QeReportSignatureInvalid, "the PCK key did not sign the QE report");
            return null;
        }

        if (quote.QeReport.ReportData != BindingOf(quote))
        {
            refusal = new EvidenceRefused(AttestationErrors.AttestationKeyInvalid, "the QE report binds another key");
            return null;
        }

        var half = DcapQuote.EcdsaLength / 2;
        var key = CertificateKey.TryImportPoint(CertificateKeyKind.P256, quote.AttestationKey[..half], quote.AttestationKey[half..]);
        if (key is null)
        {
            refusal = new EvidenceRefused(AttestationErrors.AttestationKeyInvalid, "no point of P-256");
            return null;
        }

        return new CertifiedAttestationKey(chain, key);
    }

    /// <summary>
    /// The data that the QE report must carry: SHA-256 of key and authentication data, then 32 zero bytes (for which Intel's library
    /// does not look).
    /// </summary>
    private static ReportData BindingOf(DcapQuote quote)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(quote.AttestationKey);
        hash.AppendData(quote.QeAuthenticationData);
        hash.GetHashAndReset(digest);
        return new ReportData(digest);
    }
}
