using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Xunit.Abstractions;

namespace LazAI.Attestation.Tests;

/// <summary>The verifier on the shared vectors: genuine quotes and collateral, forgeries of both, and synthetic ones under another's root.</summary>
public sealed class DcapQuoteVerifierVectorTests(ITestOutputHelper output)
{
    /// <summary>The reasons of the index and the codes that say the same.</summary>
    private static readonly Dictionary<string, string[]> Codes = new()
    {
        ["quote-format"] = [AttestationErrors.QuoteMalformed],
        ["pck-chain"] =
        [
            AttestationErrors.ChainMalformed,
            AttestationErrors.RootUntrusted,
            AttestationErrors.ChainInvalid,
            AttestationErrors.CertificateNotYetValid,
            AttestationErrors.CertificateExpired,
        ],
        ["crl"] =
            [AttestationErrors.CrlMalformed, AttestationErrors.CrlInvalid, AttestationErrors.CrlNotYetValid, AttestationErrors.CrlExpired],
        ["pck-revoked"] = [AttestationErrors.CertificateRevoked],
        ["qe-report-signature"] = [AttestationErrors.QeReportSignatureInvalid],
        ["qe-report-data"] = [AttestationErrors.AttestationKeyInvalid],
        ["quote-signature"] = [AttestationErrors.SignatureInvalid],
        ["tcb-signing-chain"] =
        [
            AttestationErrors.TcbSigningChainInvalid,
            AttestationErrors.TcbSigningCertificateNotYetValid,
            AttestationErrors.TcbSigningCertificateExpired,
            AttestationErrors.TcbSigningCertificateRevoked,
        ],
        ["tcb-info-format"] = [AttestationErrors.TcbInfoMalformed],
        ["tcb-info-signature"] = [AttestationErrors.TcbInfoSignatureInvalid],
        ["tcb-info-not-yet-valid"] = [AttestationErrors.TcbInfoNotYetValid],
        ["tcb-info-expired"] = [AttestationErrors.TcbInfoExpired],
        ["tcb-info-mismatch"] = [AttestationErrors.TcbInfoMismatch],
        ["qe-identity-signature"] = [AttestationErrors.QeIdentitySignatureInvalid],
        ["qe-identity-mismatch"] = [AttestationErrors.QeIdentityMismatch],
        ["tdx-module-mismatch"] = [AttestationErrors.TdxModuleMismatch],
        ["tcb-not-supported"] = [AttestationErrors.TcbLevelNotSupported],
    };

    /// <summary>Cases with several faults of which we find another one first, and one fault that we give a name of its own.</summary>
    private static readonly Dictionary<string, string> OtherCodes = new()
    {
        // The layout is sound; what is missing is a chain of certificates.
        ["neg-tdx4-certtype-4"] = AttestationErrors.PckChainRequired,
        ["neg-tdx4-certtype-7"] = AttestationErrors.PckChainRequired,

        // The header is read before its signature is checked.
        ["neg-tdx4-header-qe-vendor-flip"] = AttestationErrors.QeVendorUnknown,

        // The quoting enclave's report binds the key, so that a changed key is found before what it signed.
        ["neg-tdx4-attkey-bitflip"] = AttestationErrors.AttestationKeyInvalid,
        ["neg-tdx4-attkey-zero"] = AttestationErrors.AttestationKeyInvalid,

        // Revocation lists of the same days expire with the TCB info, and are needed before it.
        ["neg-col-tdx4-at-after-nextupdate"] = AttestationErrors.CrlExpired,
        ["neg-col-sgx3-at-after-nextupdate"] = AttestationErrors.CrlExpired,
        ["neg-col-tdx4-at-before-issue"] = AttestationErrors.CrlNotYetValid,

        // TCB info that calls itself one for TDX and has no TDX components cannot be read.
        ["syn-sgx3-tcbid-tdx"] = AttestationErrors.TcbInfoMalformed,
    };

    /// <summary>Advisories of the TDX module's level, which the verifier that the index quotes does not read.</summary>
    private static readonly Dictionary<string, string[]> ModuleAdvisories = new()
    {
        ["tdx-v4-gcp-2025-eval21"] = ["INTEL-SA-01314", "INTEL-SA-01397"],
    };

    [VectorTheory]
    [MemberData(nameof(AttestationVectors.QuoteCases), MemberType = typeof(AttestationVectors))]
    public void QuoteVector_Verified_GivesItsVerdict(string id)
    {
        var entry = AttestationVectors.Case(id);

        var result = DcapCollateral.TryParse(AttestationVectors.File(entry, "collateral"), out var collateral, out var refusal)
            ? new DcapQuoteVerifier([AttestationVectors.RootOf(entry)]).Verify(
                AttestationVectors.Quote(entry), collateral, AttestationVectors.At(entry))
            : refusal;

        AssertVerdict(entry, id, result);
    }

    [VectorTheory]
    [MemberData(nameof(PartsCases))]
    public void PartsVector_Verified_GivesItsVerdict(string id)
    {
        var entry = AttestationVectors.Case(id);
        var chain = Encoding.UTF8.GetString(AttestationVectors.File(entry, "tcb_signing_chain"));
        Assert.True(PcsResponse.TryReadTcbInfo(AttestationVectors.File(entry, "tcb_info_response"), LeafFirst(chain), out var tcbInfo));
        Assert.True(PcsResponse.TryReadQeIdentity(AttestationVectors.File(entry, "qe_identity_response"), LeafFirst(chain), out var identity));
        var authorities = LeafFirst(Encoding.UTF8.GetString(AttestationVectors.File(entry, "pck_signing_chain")));
        var pck = Encoding.UTF8.GetString(AttestationVectors.File(entry, "pck_certificate"));
        var parts = new DcapCollateralParts
        {
            PckCrlIssuerChain = Encoding.UTF8.GetBytes(authorities),
            RootCrl = AttestationVectors.File(entry, "root_ca_crl"),
            PckCrl = AttestationVectors.File(entry, "pck_crl"),
            TcbInfo = tcbInfo,
            QeIdentity = identity,
        };
        Assert.True(DcapCollateral.TryCreate(parts, out var collateral, out var refusal), refusal?.Detail);

        var verifier = new DcapQuoteVerifier([AttestationVectors.RootOf(entry)]);
        var at = AttestationVectors.At(entry);
        var quote = AttestationVectors.Quote(entry);
        AssertVerdict(entry, id, verifier.Verify(quote, collateral, at, Encoding.UTF8.GetBytes(pck + "\n" + authorities)));

        // Without a chain such a quote cannot be verified, and the reason says so.
        if (DcapQuote.TryParse(quote, out var parsed, out _) && parsed.CertificationDataType != CertificationDataType.PckCertificateChain)
        {
            var refused = Assert.IsType<EvidenceRefused>(verifier.Verify(quote, collateral, at));
            Assert.Equal(AttestationErrors.PckChainRequired, refused.Code);
        }
    }

    public static TheoryData<string> PartsCases() => AttestationVectors.Cases("dcap-parts");

    /// <summary>Without collateral every signature of a genuine quote holds, and still nothing is accepted.</summary>
    [VectorTheory]
    [MemberData(nameof(AttestationVectors.ParsedQuotes), MemberType = typeof(AttestationVectors))]
    public void GenuineQuoteVector_WithoutCollateral_NeedsThatOfItsPlatform(string file)
    {
        var (expected, at) = Parsed(file);

        var refused = Assert.IsType<EvidenceRefused>(
            new DcapQuoteVerifier(TrustedRoot.Intel).Verify(AttestationVectors.Read(file), null, at));

        Assert.Equal(AttestationErrors.CollateralRequired, refused.Code);
        Assert.Contains(expected.GetProperty("fmspc").GetString()!, refused.Detail, StringComparison.Ordinal);
    }

    /// <summary>Naming Intel's root a development root must not turn a genuine quote into one that needs no collateral.</summary>
    [VectorTheory]
    [MemberData(nameof(AttestationVectors.ParsedQuotes), MemberType = typeof(AttestationVectors))]
    public void GenuineQuoteVector_WithIntelsRootNamedAsDevelopment_IsRefused(string file)
    {
        var verifier = new DcapQuoteVerifier(TrustedRoot.Intel.Select(root => TrustedRoot.Development(root.Fingerprint)));

        var refused = Assert.IsType<EvidenceRefused>(verifier.Verify(AttestationVectors.Read(file), null, Parsed(file).At));

        Assert.Equal(AttestationErrors.ChainInvalid, refused.Code);
    }

    /// <summary>Intel's older root certificate has the same key: who trusts both accepts what who trusts one must refuse.</summary>
    [VectorFact]
    public void QuoteVectorUnderTheOlderRoot_WithBothRootsTrusted_HasItsStatus()
    {
        var entry = AttestationVectors.Case("sgx-v3-legacy-root");
        Assert.True(DcapCollateral.TryParse(AttestationVectors.File(entry, "collateral"), out var collateral, out _));

        var verified = Assert.IsType<DcapQuoteVerified>(new DcapQuoteVerifier(TrustedRoot.Intel).Verify(
            AttestationVectors.Quote(entry), collateral, AttestationVectors.At(entry)));

        Assert.Equal(entry.GetProperty("expected").GetProperty("alternatives")[0].GetString(), verified.Tcb!.Status.ToString());
    }

    [VectorTheory]
    [MemberData(nameof(AttestationVectors.ParsedQuotes), MemberType = typeof(AttestationVectors))]
    public void GenuineQuoteVector_PckCertificate_HasTheFieldsOfTheIndex(string file)
    {
        var (expected, at) = Parsed(file);
        Assert.True(DcapQuote.TryParse(AttestationVectors.Read(file), out var quote, out _));
        Assert.True(CertificatePem.TryDecode(quote.CertificationData, out var certificates));
        Assert.True(Certificate.TryParse(certificates[0], out var pck, out _));
        using var reference = X509CertificateLoader.LoadCertificate(certificates[0]);

        Assert.Equal(expected.GetProperty("pck_serial").GetString(), pck.Serial.ToString().TrimStart('0'));
        Assert.Equal(expected.GetProperty("pck_ca").GetString(), Encoding.UTF8.GetString(pck.IssuerCommonName));
        Assert.Equal(at, pck.Validity.NotBefore);
        Assert.Equal(reference.NotAfter.ToUniversalTime(), pck.Validity.NotAfter.UtcDateTime);
        var platform = PckExtension.Read(pck)!;
        Assert.Equal(expected.GetProperty("fmspc").GetString(), platform.Fmspc, ignoreCase: true);
        Assert.Equal(expected.GetProperty("pceid").GetString(), platform.PceId, ignoreCase: true);
        Assert.Equal("0x" + expected.GetProperty("pck_cpusvn").GetString(), platform.CpuSvn.ToString());
        Assert.Equal(expected.GetProperty("pck_pcesvn").GetInt32(), platform.PceSvn);
        Assert.Equal(expected.GetProperty("pck_ca").GetString()!.Contains("Platform", StringComparison.Ordinal), platform.IsSmtEnabled is not null);
    }

    private void AssertVerdict(JsonElement entry, string id, EvidenceVerification result)
    {
        var expected = entry.GetProperty("expected");
        if (AttestationVectors.Verdict(entry) == "Reject")
        {
            var refused = Assert.IsType<EvidenceRefused>(result);
            output.WriteLine($"{refused.Code}: {refused.Detail}");
            var codes = OtherCodes.TryGetValue(id, out var other) ? [other] : Codes[expected.GetProperty("reject_reason").GetString()!];
            Assert.Contains(refused.Code, codes);
            return;
        }

        Assert.True(result is DcapQuoteVerified, (result as EvidenceRefused)?.ToString());
        var verified = (DcapQuoteVerified)result;
        output.WriteLine(string.Join("; ", verified.Tcb!.Shortfalls));
        Assert.Equal(AttestationVectors.Verdict(entry), verified.Tcb.Status.ToString());
        AssertFlags([.. expected.GetProperty("flags").EnumerateArray().Select(flag => flag.GetString()!)], verified);
        if (expected.TryGetProperty("advisory_ids", out var advisories))
        {
            var ids = advisories.EnumerateArray().Select(advisory => advisory.GetString()!).Concat(ModuleAdvisories.GetValueOrDefault(id, []));
            Assert.Equal(ids.Order(StringComparer.Ordinal), verified.Tcb.AdvisoryIds.Order(StringComparer.Ordinal));
        }
    }

    /// <summary>Everything that the index flags is seen. It does not flag every genuine domain without SEPT_VE_DISABLE.</summary>
    private static void AssertFlags(string[] flags, DcapQuoteVerified verified)
    {
        var domain = verified.TrustDomain;

        // The reserved bit of the vector is in the "under debug" byte, all of which counts as debug here.
        Assert.Equal(flags.Contains("debug") || flags.Contains("td_attributes_reserved_bits"), verified.IsDebug);
        Assert.Equal(flags.Contains("mr_servicetd_nonzero"), domain?.MrServiceTd is { IsZero: false });
        Assert.True(!flags.Contains("sept_ve_disable_off") || domain is { Attributes.IsSeptVeDisabled: false });
        Assert.False(domain?.Attributes.HasReservedBits ?? false);
        Assert.DoesNotContain(
            flags, flag => flag is not ("debug" or "td_attributes_reserved_bits" or "mr_servicetd_nonzero" or "sept_ve_disable_off"));
    }

    private static (JsonElement Expected, DateTimeOffset At) Parsed(string file)
    {
        var expected = AttestationVectors.Index.GetProperty("quotes_parsed").GetProperty(file);
        return (expected, DateTimeOffset.Parse(expected.GetProperty("pck_not_before").GetString() + "Z", null));
    }

    /// <summary>Two PEM blocks, the second of which is the root whatever their order in the file.</summary>
    private static string LeafFirst(string pem)
    {
        const string End = "-----END CERTIFICATE-----";
        var blocks = pem.Split(End, StringSplitOptions.TrimEntries).Where(block => block.Length > 0).Select(block => block + "\n" + End + "\n");
        return string.Concat(blocks.OrderBy(block =>
        {
            using var certificate = X509Certificate2.CreateFromPem(block);
            return certificate.Subject == certificate.Issuer;
        }));
    }
}
