using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using LazAI.Cryptography;

namespace LazAI.Attestation.Tests;

/// <summary>The verifier on the shared vectors: genuine quotes, their forgeries, and quotes under another's synthetic root.</summary>
public sealed class GenuineQuoteVectorTests
{
    private static readonly string[] ChainCodes =
    [
        AttestationErrors.ChainMalformed,
        AttestationErrors.RootUntrusted,
        AttestationErrors.ChainInvalid,
        AttestationErrors.CertificateNotYetValid,
        AttestationErrors.CertificateExpired,
    ];

    /// <summary>
    /// Without collateral nothing under Intel's root is accepted. What collateral does not decide is found all the same: the
    /// vectors' reason is met, and <c>collateral-required</c> comes only after every signature of the quote has held.
    /// </summary>
    [VectorTheory]
    [MemberData(nameof(AttestationVectors.QuoteCases), MemberType = typeof(AttestationVectors))]
    public void TdxV4Vector_VerifiedWithoutCollateral_IsRefusedForItsReason(string id)
    {
        var entry = AttestationVectors.Case(id);
        var verifier = new TdxQuoteVerifier([RootOf(entry)]);
        var at = DateTimeOffset.Parse(entry.GetProperty("at").GetString()!, CultureInfo.InvariantCulture);

        var refused = Assert.IsType<EvidenceRefused>(verifier.Verify(AttestationVectors.Quote(entry), at));

        var isSgx = DcapQuote.TryParse(AttestationVectors.Quote(entry), out var quote, out _) && !quote.IsTdx;
        Assert.Contains(refused.Code, isSgx ? [AttestationErrors.QuoteMalformed] : CodesOf(entry.GetProperty("expected").GetProperty("reject_reason").GetString()));
    }

    private static string[] CodesOf(string? reason) => reason switch
    {
        "quote-format" => [AttestationErrors.QuoteMalformed, AttestationErrors.PckChainRequired],
        // The vectors count a foreign QE vendor and a broken attestation key as failures of the quote's signature.
        "quote-signature" =>
            [AttestationErrors.SignatureInvalid, AttestationErrors.QeVendorUnknown, AttestationErrors.AttestationKeyInvalid],
        "qe-report-signature" => [AttestationErrors.QeReportSignatureInvalid],
        "qe-report-data" => [AttestationErrors.AttestationKeyInvalid],
        "pck-chain" => ChainCodes,
        _ => [AttestationErrors.CollateralRequired],
    };

    private static TrustedRoot RootOf(JsonElement entry)
    {
        var pem = AttestationVectors.Read(entry.GetProperty("files").GetProperty("trusted_root").GetString()!);
        using var root = X509CertificateLoader.LoadCertificate(pem);
        return new TrustedRoot(EvidenceRoot.Intel, new Bytes32(SHA256.HashData(root.RawData)));
    }
}
