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
    [MemberData(nameof(AttestationVectors.TdxV4Cases), MemberType = typeof(AttestationVectors))]
    public void TdxV4Vector_VerifiedWithoutCollateral_IsRefusedForItsReason(string id)
    {
        var entry = AttestationVectors.Case(id);
        var verifier = new TdxQuoteVerifier([RootOf(entry)]);
        var at = DateTimeOffset.Parse(entry.GetProperty("at").GetString()!, CultureInfo.InvariantCulture);

        var refused = Assert.IsType<EvidenceRefused>(verifier.Verify(AttestationVectors.Quote(entry), at));

        Assert.Contains(refused.Code, CodesOf(entry.GetProperty("expected").GetProperty("reject_reason").GetString()));
    }

    [VectorTheory]
    [MemberData(nameof(AttestationVectors.ParsedTdxV4Quotes), MemberType = typeof(AttestationVectors))]
    public void GenuineQuoteVector_UnderIntelsBuiltInRoot_NeedsTheCollateralOfItsPlatform(string file)
    {
        var parsed = AttestationVectors.Index.GetProperty("quotes_parsed").GetProperty(file);
        var verifier = new TdxQuoteVerifier(TrustedRoot.Intel);
        var at = Time(parsed, "pck_not_before").AddDays(1);

        var refused = Assert.IsType<EvidenceRefused>(verifier.Verify(AttestationVectors.Read(file), at));

        Assert.Equal(AttestationErrors.CollateralRequired, refused.Code);
        Assert.Contains(parsed.GetProperty("fmspc").GetString()!, refused.Detail, StringComparison.Ordinal);
    }

    /// <summary>Naming Intel's root a development root must not turn a genuine quote into one that needs no collateral.</summary>
    [VectorTheory]
    [MemberData(nameof(AttestationVectors.ParsedTdxV4Quotes), MemberType = typeof(AttestationVectors))]
    public void GenuineQuoteVector_WithIntelsRootNamedAsDevelopment_IsRefused(string file)
    {
        var parsed = AttestationVectors.Index.GetProperty("quotes_parsed").GetProperty(file);
        var verifier = new TdxQuoteVerifier(TrustedRoot.Intel.Select(root => TrustedRoot.Development(root.Fingerprint)));
        var at = Time(parsed, "pck_not_before").AddDays(1);

        var refused = Assert.IsType<EvidenceRefused>(verifier.Verify(AttestationVectors.Read(file), at));

        Assert.Equal(AttestationErrors.ChainInvalid, refused.Code);
    }

    [VectorTheory]
    [MemberData(nameof(AttestationVectors.ParsedTdxV4Quotes), MemberType = typeof(AttestationVectors))]
    public void GenuineQuoteVector_PckCertificate_HasTheFieldsOfTheIndex(string file)
    {
        var expected = AttestationVectors.Index.GetProperty("quotes_parsed").GetProperty(file);
        Assert.True(TdxQuote.TryParse(AttestationVectors.Read(file), out var quote, out _));

        Assert.True(PckPem.TryDecode(quote.PckCertificateChain, out var certificates));

        using var pck = X509CertificateLoader.LoadCertificate(certificates[0]);
        Assert.Equal(expected.GetProperty("pck_serial").GetString(), pck.SerialNumber.TrimStart('0'), ignoreCase: true);
        Assert.Equal(expected.GetProperty("pck_ca").GetString(), pck.GetNameInfo(X509NameType.SimpleName, forIssuer: true));
        Assert.Equal(Time(expected, "pck_not_before").UtcDateTime, pck.NotBefore.ToUniversalTime());
        Assert.Equal(Time(expected, "pck_not_after").UtcDateTime, pck.NotAfter.ToUniversalTime());
        var platform = PckExtension.Read(pck)!;
        Assert.Equal(expected.GetProperty("fmspc").GetString(), platform.Fmspc, ignoreCase: true);
        Assert.Equal(expected.GetProperty("pceid").GetString(), platform.PceId, ignoreCase: true);
        Assert.Equal("0x" + expected.GetProperty("pck_cpusvn").GetString(), platform.CpuSvn.ToString());
        Assert.Equal(expected.GetProperty("pck_pcesvn").GetInt32(), platform.PceSvn);
    }

    private static string[] CodesOf(string? reason) => reason switch
    {
        "quote-format" => [AttestationErrors.QuoteMalformed],
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

    private static DateTimeOffset Time(JsonElement entry, string name) =>
        DateTimeOffset.Parse(entry.GetProperty(name).GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
