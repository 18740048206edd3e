using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LazAI.Cryptography;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Attestation.Tests;

/// <summary>Evidence through Azure's paravisor, from the hardware's root to the PCR values, and each link of it broken.</summary>
public sealed class ParavisorEvidenceTests(ITestOutputHelper output) : IDisposable
{
    private readonly SnpForge _snp = new();
    private readonly DevelopmentPlatform _platform = new();
    private EvidenceVerifier? _verifier;

    private EvidenceVerifier Verifier => _verifier ??= new(new EvidenceTrust([_platform.Root.TrustedRoot], [_snp.Root], []));

    [Fact]
    public void SnpEvidence_WithItsCertificates_IsBoundToTheGuestsOwnBytes()
    {
        var bytes = ParavisorForge.OfSnp(_snp).Write();

        var verified = Verified(bytes);

        Assert.Equal(EvidenceFacts.Snp, verified.Facts.Kind);
        Assert.Equal(ParavisorForge.UserData.ToString()[2..], verified.Facts.ReportData);
        Assert.Equal(Keccak256.Hash(bytes), verified.Facts.Hash);
        Assert.Null(verified.Facts.CollateralHash);
        Assert.Empty(verified.Collateral);
        Assert.Equal(
            new VtpmFacts([new(0, Hex(0x10)), new(4, Hex(0x14)), new(7, Hex(0x17)), new(11, Hex(0x1b))]), verified.Facts.Vtpm);
        Assert.Equal(verified.Facts.Vtpm, verified.Facts.Unbound().Vtpm);
        Assert.Null(verified.Facts.Unbound().ReportData);
    }

    [Fact]
    public void SnpEvidence_WithABundle_IsVerifiedByThat()
    {
        var bytes = (ParavisorForge.OfSnp(_snp) with { Hardware = [] }).Write();
        var list = _snp.RevocationList();
        var bundle = new SnpBundle(_snp.Certificates(), list.Der);

        var verified = Assert.IsType<EvidenceVerified>(Verifier.Verify(bytes, bundle, SnpForge.Now));

        Assert.True(verified.Facts.Guest!.RevocationChecked);
        Assert.Equal(bundle.ComputeHash(), verified.Facts.CollateralHash);
        Assert.Equal(CollateralAge.Of(list), Assert.Single(verified.Collateral));
        Assert.NotNull(verified.Facts.Vtpm);
        Assert.Equal(AttestationErrors.CollateralRequired, CodeOf(bytes));
        Assert.Equal(
            AttestationErrors.CertificateRevoked,
            CodeOf(Verifier.Verify(bytes, bundle with { RevocationList = _snp.RevocationList(2).Der }, SnpForge.Now)));
    }

    [Fact]
    public void TrustDomain_UnderAParavisor_IsBoundToTheGuestsOwnBytes()
    {
        var verified = Verified(ParavisorForge.OfTrustDomain(_platform).Write());

        Assert.Equal(EvidenceFacts.DevelopmentTdx, verified.Facts.Kind);
        Assert.Equal(ParavisorForge.UserData.ToString()[2..], verified.Facts.ReportData);
        Assert.Equal(4, verified.Facts.Vtpm!.Pcrs.Length);
    }

    public static TheoryData<string, string> Breaks => new()
    {
        { "no quote of the TPM", AttestationErrors.HclReportMalformed },
        { "the quote alone behind the report", AttestationErrors.HclReportMalformed },
        { "another version", AttestationErrors.HclReportMalformed },
        { "a byte too many", AttestationErrors.HclReportMalformed },
        { "a part too long", AttestationErrors.HclReportMalformed },
        { "a value too few", AttestationErrors.HclReportMalformed },
        { "a value too many", AttestationErrors.HclReportMalformed },
        { "user-data too short", AttestationErrors.HclReportMalformed },
        { "user-data that are no digits", AttestationErrors.HclReportMalformed },
        { "runtime data that are no JSON", AttestationErrors.HclReportMalformed },
        { "no TPM quote", AttestationErrors.TpmQuoteMalformed },
        { "certificates that are none", AttestationErrors.ChainMalformed },
        { "another hardware report", AttestationErrors.SignatureInvalid },
        { "other runtime data", AttestationErrors.HclRuntimeDataMismatch },
        { "no key of the TPM", AttestationErrors.HclReportMalformed },
        { "another key's signature", AttestationErrors.TpmQuoteSignatureInvalid },
        { "another nonce", AttestationErrors.TpmNonceMismatch },
        { "the bytes themselves as nonce", AttestationErrors.TpmNonceMismatch },
        { "other values", AttestationErrors.TpmPcrDigestMismatch },
        { "values in another order", AttestationErrors.TpmPcrDigestMismatch },
    };

    [Theory]
    [MemberData(nameof(Breaks))]
    public void Evidence_WithABrokenLink_IsRefusedForIt(string what, string code)
    {
        var good = ParavisorForge.OfSnp(_snp);
        var (values, selection) = (ParavisorForge.QuotedValues, ParavisorForge.Selection);
        using var other = RSA.Create(2048);
        byte[] bytes = what switch
        {
            "no quote of the TPM" => good.Report,
            "the quote alone behind the report" => [.. good.Report, .. good.Quote],
            "another version" => Changed(good.Write(), good.Report.Length + 4, 2),
            "a byte too many" => [.. good.Write(), 1],
            "a part too long" => (good with { Quote = new byte[ParavisorEvidence.TpmQuoteLengthMaximum + 1] }).Write(),
            "a value too few" => (good with { Pcrs = values[..3] }).Write(),
            "a value too many" => (good with { Pcrs = values.Add(default) }).Write(),
            "user-data too short" => ParavisorForge.OfSnp(_snp, ParavisorForge.RuntimeData(other, new string('0', 126))).Write(),
            "user-data that are no digits" => ParavisorForge.OfSnp(_snp, ParavisorForge.RuntimeData(other, new string('g', 128))).Write(),
            "runtime data that are no JSON" => ParavisorForge.OfSnp(_snp, "{").Write(),
            "no key of the TPM" => ParavisorForge.OfSnp(_snp, $$"""{"keys":[],"user-data":"{{ParavisorForge.UserData.ToString()[2..]}}"}""").Write(),
            "no TPM quote" => (good with { Quote = [.. good.Quote, 0] }).Write(),
            "certificates that are none" => (good with { Hardware = Encoding.ASCII.GetBytes("-----BEGIN nothing") }).Write(),
            "another hardware report" => (good with { Report = QuoteForge.Flip(good.Report, 32 + 0x90) }).Write(),
            "other runtime data" => (good with { Report = Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(good.Report).Replace("sign", "sigm", StringComparison.Ordinal)) }).Write(),
            "another key's signature" => (good with { Signature = ParavisorForge.Sign(other, good.Quote) }).Write(),
            "another nonce" => good.Requoted(SHA256.HashData("other"u8), selection, values).Write(),
            "the bytes themselves as nonce" => good.Requoted(ParavisorForge.UserData.AsSpan().ToArray(), selection, values).Write(),
            "other values" => good.Requoted(ParavisorForge.Nonce, selection, values, values.SetItem(0, default)).Write(),
            "values in another order" => good.Requoted(ParavisorForge.Nonce, selection, values, [.. values.Reverse()]).Write(),
            _ => throw new ArgumentOutOfRangeException(nameof(what)),
        };

        Assert.Equal(code, CodeOf(bytes));
    }

    /// <summary>An enclave, too, could have the hash of runtime data of its own as report data.</summary>
    [Fact]
    public void ParavisorsReport_UnderHardwareOfAnotherKind_IsRefused()
    {
        var domain = ParavisorForge.OfTrustDomain(_platform);
        var asSnp = Changed(domain.Report, 1224, (byte)HclReportType.Snp);

        Assert.Equal(AttestationErrors.SnpReportMalformed, CodeOf((domain with { Report = asSnp, Hardware = ParavisorForge.OfSnp(_snp).Hardware }).Write()));
        Assert.Equal(AttestationErrors.QuoteMalformed, CodeOf((domain with { Hardware = ParavisorForge.OfSnp(_snp).Hardware }).Write()));
    }

    [Fact]
    public void Evidence_CutAnywhere_IsRefused()
    {
        var bytes = ParavisorForge.OfSnp(_snp).Write();
        var report = ParavisorForge.OfSnp(_snp).Report.Length;
        for (var length = report; length < bytes.Length; length++)
        {
            Assert.Equal(AttestationErrors.HclReportMalformed, CodeOf(bytes[..length]));
        }
    }

    [Fact]
    public void EveryByteBehindTheReport_Flipped_IsRefused()
    {
        var forge = ParavisorForge.OfSnp(_snp) with { Hardware = [] };
        var (bytes, bundle, verifier) = (forge.Write(), new SnpBundle(_snp.Certificates()), Verifier);
        Assert.IsType<EvidenceVerified>(verifier.Verify(bytes, bundle, SnpForge.Now));
        for (var offset = forge.Report.Length; offset < bytes.Length; offset++)
        {
            Assert.True(verifier.Verify(QuoteForge.Flip(bytes, offset), bundle, SnpForge.Now) is EvidenceRefused, $"byte {offset}");
        }
    }

    [Fact]
    public void Evidence_MutatedAtRandom_GetsAVerdictWithinItsAllocation()
    {
        var random = TestSeed.Create(output);
        var (genuine, verifier) = (ParavisorForge.OfSnp(_snp).Write(), Verifier);
        Assert.IsType<EvidenceVerified>(verifier.Verify(genuine, null, SnpForge.Now));
        var answers = Mutation.Run(output, Mutation.Count(percent: 2, inTests: 1_000), () =>
        {
            var mutated = Mutation.Apply(genuine, random);
            return (() => verifier.Verify(mutated, null, SnpForge.Now) is EvidenceRefused refused ? refused.Code : "verified", 128 * 1024 + 32 * mutated.Length);
        });
        Assert.Contains(AttestationErrors.HclReportMalformed, answers.Keys);
    }

    /// <summary>Genuine machines quoted a nonce of somebody else's: everything before that link holds.</summary>
    [VectorFact]
    public void GenuineSnpMachine_OfTheVectors_HoldsUpToTheNonce()
    {
        var entry = AttestationVectors.Case("azure-vtpm-snp-genoa");
        Assert.True(SnpCertificates.TryDecode(
            SnpVectors.File(entry, "endorsement_key"), AttestationVectors.Read("snp/certs/amd-genoa-vcek-ask-ark.pem"), out var certificates));
        var bundle = new SnpBundle(certificates);
        var hcl = SnpVectors.File(entry, "hcl");
        var forge = new ParavisorForge(
            hcl[..BinaryPrimitives.ReadInt32LittleEndian(hcl.AsSpan(8))], [], SnpVectors.File(entry, "tpm_quote_message"), SnpVectors.File(entry, "tpm_quote_signature"), AzureVectorTests.Pcrs(entry));
        var verifier = new EvidenceVerifier(EvidenceTrust.Vendors([]));
        var at = new DateTimeOffset(2025, 6, 1, 0, 0, 0, TimeSpan.Zero);

        Assert.Equal(AttestationErrors.TpmNonceMismatch, CodeOf(verifier.Verify(forge.Write(), bundle, at)));
        Assert.Equal(AttestationErrors.TpmQuoteSignatureInvalid, CodeOf(verifier.Verify((forge with { Signature = QuoteForge.Flip(forge.Signature, 9) }).Write(), bundle, at)));
        Assert.Equal(AttestationErrors.CollateralRequired, CodeOf(verifier.Verify(forge.Write(), null, at)));
    }

    [Fact]
    public void VtpmFacts_ThroughJson_AreTheSame()
    {
        var facts = Verified(ParavisorForge.OfSnp(_snp).Write()).Facts.Vtpm!;
        var json = JsonSerializer.Serialize(facts);

        Assert.Equal(facts, JsonSerializer.Deserialize<VtpmFacts>(json));
        Assert.Equal(facts.GetHashCode(), JsonSerializer.Deserialize<VtpmFacts>(json)!.GetHashCode());
        Assert.NotEqual(facts, new VtpmFacts(facts.Pcrs[..3]));
    }

    public void Dispose()
    {
        _snp.Dispose();
        _platform.Dispose();
    }

    private static string Hex(byte value) => PolicySamples.Hex(value, 32);

    private static byte[] Changed(byte[] bytes, int offset, byte value)
    {
        var changed = bytes.ToArray();
        changed[offset] = value;
        return changed;
    }

    private static string CodeOf(EvidenceVerification result) => Assert.IsType<EvidenceRefused>(result).Code;

    private string CodeOf(byte[] bytes) => CodeOf(Verifier.Verify(bytes, null, SnpForge.Now));

    private EvidenceVerified Verified(byte[] bytes) => Assert.IsType<EvidenceVerified>(Verifier.Verify(bytes, null, SnpForge.Now));
}
