using System.Collections.Immutable;
using System.Text.Json;
using LazAI.Cryptography;

namespace LazAI.Attestation.Tests;

/// <summary>Every Azure case of the vectors gives its verdict, and a refused one the reason that the table below names.</summary>
public sealed class AzureVectorTests
{
    public static TheoryData<string> Reports() => SnpVectors.Cases("azure-hcl-report");

    public static TheoryData<string> Quotes() => SnpVectors.Cases("azure-vtpm");

    [VectorTheory]
    [MemberData(nameof(Reports))]
    public void HclReport_OfTheVectors_GivesItsVerdict(string id)
    {
        var entry = AttestationVectors.Case(id);
        var expected = entry.GetProperty("expected");

        Assert.True(HclReport.TryParse(SnpVectors.File(entry, "hcl"), out var report, out var error), error.ToString());

        var binds = VtpmQuoteVerifier.Binds(report.ReportData, report);
        if (expected.GetProperty("verdict").GetString() != "Accept")
        {
            Assert.Equal("hcl-binding", expected.GetProperty("reject_reason").GetString());
            Assert.False(binds);
            return;
        }

        var parsed = expected.GetProperty("parsed");
        Assert.True(binds);
        Assert.Equal(parsed.GetProperty("report_type").GetString(), report.Type.ToString(), ignoreCase: true);
        Assert.Equal(parsed.GetProperty("variable_data_size").GetInt32(), report.RuntimeData.Length);
        Assert.Equal(
            "0x" + parsed.GetProperty("variable_data_sha256").GetString() + new string('0', 64), report.ReportData.ToString());
        Assert.True(HclRuntimeData.TryParse(report.RuntimeData.Span, out var data));
        Assert.Equal(new string('0', 128), data.UserData);
        using var key = data.ImportAttestationKey();
        Assert.NotNull(key);
    }

    [VectorTheory]
    [MemberData(nameof(Quotes))]
    public void VtpmQuote_OfTheVectors_GivesItsVerdict(string id)
    {
        var entry = AttestationVectors.Case(id);
        var expected = entry.GetProperty("expected");

        var result = Verify(entry, SnpVectors.File(entry, "hcl"));

        if (expected.GetProperty("verdict").GetString() == "Accept")
        {
            var verified = Assert.IsType<VtpmQuoteVerified>(result);
            Assert.Equal(id.Contains("tdx", StringComparison.Ordinal) ? HclReportType.Tdx : HclReportType.Snp, verified.Hardware);
            Assert.Equal(24, verified.Pcrs.Length);
            Assert.Equal(0xffffffu, verified.PcrSelection);
        }
        else
        {
            Assert.Equal(CodeOf(expected.GetProperty("reject_reason").GetString()!), Assert.IsType<EvidenceRefused>(result).Code);
        }
    }

    /// <summary>From AMD's root to the PCR values of one virtual machine.</summary>
    [VectorFact]
    public void VtpmQuote_OfAVerifiedSnpReport_HoldsFromTheRootToThePcrs()
    {
        var entry = AttestationVectors.Case("azure-vtpm-snp-genoa");
        var hcl = SnpVectors.File(entry, "hcl");
        Assert.True(HclReport.TryParse(hcl, out var report, out _));
        Assert.True(SnpCertificates.TryDecode(
            SnpVectors.File(entry, "endorsement_key"), AttestationVectors.Read("snp/certs/amd-genoa-vcek-ask-ark.pem"), out var certificates));
        var at = new DateTimeOffset(2025, 6, 1, 0, 0, 0, TimeSpan.Zero);

        var hardware = Assert.IsType<SnpReportVerified>(
            new SnpReportVerifier(SnpTrustedRoot.Amd).Verify(report.HardwareReport, certificates, null, at));

        Assert.IsType<VtpmQuoteVerified>(Verify(entry, hcl, hardware.ReportData));
    }

    [VectorFact]
    public void VtpmQuote_WithTheWrongNonceOrTooFewPcrs_IsRefused()
    {
        var entry = AttestationVectors.Case("azure-vtpm-tdx");
        var hcl = SnpVectors.File(entry, "hcl");

        Assert.Equal(AttestationErrors.TpmNonceMismatch, CodeOf(Verify(entry, hcl, nonce: "other"u8.ToArray())));
        Assert.Equal(AttestationErrors.TpmNonceMismatch, CodeOf(Verify(entry, hcl, nonce: [])));
        Assert.Equal(AttestationErrors.TpmPcrDigestMismatch, CodeOf(Verify(entry, hcl, pcrs: Pcrs(entry)[..23])));
        Assert.Equal(AttestationErrors.HclRuntimeDataMismatch, CodeOf(Verify(entry, hcl, new ReportData([1]))));
        Assert.Empty(Assert.IsType<VtpmQuoteVerified>(Verify(entry, hcl, pcrs: [])).Pcrs);
    }

    /// <summary>Bytes of the header that say nothing which is used, and nothing else, may be changed.</summary>
    [VectorFact]
    public void EveryByteOfAnHclReport_Flipped_IsRefusedUnlessItIsUnsigned()
    {
        var entry = AttestationVectors.Case("azure-vtpm-snp-genoa");
        var hcl = SnpVectors.File(entry, "hcl");
        Assert.True(HclReport.TryParse(hcl, out var genuine, out _));
        var hardwareReportData = genuine.ReportData;

        for (var offset = 0; offset < hcl.Length; offset++)
        {
            var result = Verify(entry, QuoteForge.Flip(hcl, offset, 0x80), hardwareReportData);

            // Type of the request, 12 reserved bytes, version of the runtime header; the hardware report but its report data, which
            // the SNP verifier looks at.
            var isUnsigned = offset is >= 12 and < 16 or >= 20 and < 32 or >= 1220 and < 1224
                || (offset is >= 32 and < 1216 and not (>= 32 + 0x50 and < 32 + 0x90));
            Assert.True(isUnsigned == result is VtpmQuoteVerified, $"byte {offset}");
        }
    }

    [VectorFact]
    public void EveryByteOfATpmQuote_Flipped_IsRefused()
    {
        var entry = AttestationVectors.Case("azure-vtpm-snp-genoa");
        var hcl = SnpVectors.File(entry, "hcl");
        var quote = SnpVectors.File(entry, "tpm_quote_message");
        for (var offset = 0; offset < quote.Length; offset++)
        {
            Assert.IsType<EvidenceRefused>(Verify(entry, hcl, quote: QuoteForge.Flip(quote, offset, 1)));
        }
    }

    internal static ImmutableArray<Bytes32> Pcrs(JsonElement entry)
    {
        if (!entry.GetProperty("files").TryGetProperty("pcrs", out _))
        {
            return [];
        }

        using var pcrs = JsonDocument.Parse(SnpVectors.File(entry, "pcrs"));
        Assert.Equal("SHA-256", pcrs.RootElement.GetProperty("bank").GetString());
        return [.. pcrs.RootElement.GetProperty("pcrs").EnumerateArray().Select(value => Bytes32.Parse("0x" + value.GetString()))];
    }

    private static EvidenceVerification Verify(
        JsonElement entry,
        byte[] hcl,
        ReportData? hardwareReportData = null,
        byte[]? quote = null,
        byte[]? nonce = null,
        ImmutableArray<Bytes32>? pcrs = null)
    {
        // The vectors have no verified hardware evidence beside most reports: its copy in the HCL report stands in.
        var reportData = hardwareReportData ?? (HclReport.TryParse(hcl, out var report, out _) ? report.ReportData : default);
        return VtpmQuoteVerifier.Verify(
            hcl,
            reportData,
            quote ?? SnpVectors.File(entry, "tpm_quote_message"),
            SnpVectors.File(entry, "tpm_quote_signature"),
            nonce ?? Convert.FromHexString(entry.GetProperty("expected").GetProperty("extra_data_hex").GetString()!),
            pcrs ?? Pcrs(entry));
    }

    private static string CodeOf(EvidenceVerification result) => Assert.IsType<EvidenceRefused>(result).Code;

    /// <summary>Which of our codes a reason of the vectors stands for.</summary>
    private static string CodeOf(string reason) => reason switch
    {
        "tpm-format" => AttestationErrors.TpmQuoteMalformed,
        "tpm-quote-signature" => AttestationErrors.TpmQuoteSignatureInvalid,
        "tpm-pcr-digest" => AttestationErrors.TpmPcrDigestMismatch,
        "hcl-binding" => AttestationErrors.HclRuntimeDataMismatch,
        _ => throw new InvalidDataException($"No code for {reason}."),
    };
}
