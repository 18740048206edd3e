using System.Globalization;
using System.Text.Json;

namespace LazAI.Attestation.Tests;

/// <summary>Every SEV-SNP case of the vectors gives its verdict, and a refused one the reason that the table below names.</summary>
public sealed class SnpReportVectorTests
{
    public static TheoryData<string> Reports() => SnpVectors.Cases("snp-report");

    public static TheoryData<string> ParsedReports() => SnpVectors.Cases("snp-report-parse");

    public static TheoryData<string> CertificateSets() => SnpVectors.Cases("snp-certs");

    [VectorTheory]
    [MemberData(nameof(Reports))]
    public void Report_OfTheVectors_GivesItsVerdict(string id)
    {
        var entry = AttestationVectors.Case(id);
        var expected = entry.GetProperty("expected");

        var result = SnpVectors.Verify(entry);

        if (expected.GetProperty("verdict").GetString() == "Accept")
        {
            var verified = Assert.IsType<SnpReportVerified>(result);
            Assert.Equal(FlagsOf(expected), FlagsOf(verified.Claims));
        }
        else
        {
            var refused = Assert.IsType<EvidenceRefused>(result);
            Assert.Contains(refused.Code, CodesOf(id, expected.GetProperty("reject_reason").GetString()!));
        }
    }

    [VectorTheory]
    [MemberData(nameof(ParsedReports))]
    public void Report_OfTheVectors_HasTheParsedFields(string id)
    {
        var entry = AttestationVectors.Case(id);
        var expected = entry.GetProperty("expected");

        var parsed = SnpReport.TryParse(SnpVectors.File(entry, "report"), out var report, out _);

        Assert.Equal(expected.GetProperty("verdict").GetString() == "Parse", parsed);
        if (parsed)
        {
            AssertFields(expected.GetProperty("parsed"), report);
        }
    }

    [VectorTheory]
    [MemberData(nameof(CertificateSets))]
    public void Certificates_OfTheVectors_LeadToAmdAndCarryTheirExtensions(string id)
    {
        var entry = AttestationVectors.Case(id);
        var expected = entry.GetProperty("expected");
        Assert.Equal("Accept", expected.GetProperty("verdict").GetString());

        var endorsement = new SnpEndorser(SnpTrustedRoot.Amd, 1).Endorse(SnpVectors.Certificates(entry), out var refusal);

        Assert.Null(refusal);
        Assert.Null(endorsement!.Validity.Check(SnpVectors.At(entry)));
        var extensions = expected.GetProperty("extensions");
        var tcb = endorsement.Extensions.Tcb;
        Assert.Equal(extensions.GetProperty("productName").GetString(), endorsement.Root.Product.ToString());
        Assert.Equal(extensions.GetProperty("fmcSPL").GetInt32(), tcb.Fmc!.Value);
        Assert.Equal(extensions.GetProperty("blSPL").GetInt32(), tcb.BootLoader);
        Assert.Equal(extensions.GetProperty("teeSPL").GetInt32(), tcb.Tee);
        Assert.Equal(extensions.GetProperty("snpSPL").GetInt32(), tcb.Snp);
        Assert.Equal(extensions.GetProperty("ucodeSPL").GetInt32(), tcb.Microcode);
        Assert.Equal("0x" + extensions.GetProperty("hwID").GetString()!.PadRight(128, '0'), endorsement.Extensions.ChipId.ToString());
    }

    [VectorTheory]
    [MemberData(nameof(SnpVectors.GenuineReports), MemberType = typeof(SnpVectors))]
    public void GenuineReport_Verified_TellsProductKeyAndConditions(string id)
    {
        var entry = AttestationVectors.Case(id);

        var verified = SnpVectors.Verified(entry);

        Assert.Equal(id.Contains("genoa", StringComparison.Ordinal) ? SnpProduct.Genoa : SnpProduct.Milan, verified.Root.Product);
        var isVlek = id.Contains("vlek", StringComparison.Ordinal);
        Assert.Equal(isVlek ? SnpSigningKey.Vlek : SnpSigningKey.Vcek, verified.SigningKey);
        Assert.Equal(isVlek, verified.Claims.Conditions.HasFlag(SnpConditions.ChipIdMasked));
        Assert.False(verified.RevocationChecked);
        var stated = entry.GetProperty("established_by")[0].GetProperty("result");
        var tcb = stated.GetProperty("reported_tcb");
        Assert.Equal(
            (tcb.GetProperty("blSPL").GetInt32(), tcb.GetProperty("teeSPL").GetInt32(), tcb.GetProperty("snpSPL").GetInt32(), tcb.GetProperty("ucodeSPL").GetInt32()),
            (verified.Claims.ReportedTcb.BootLoader, verified.Claims.ReportedTcb.Tee, verified.Claims.ReportedTcb.Snp, verified.Claims.ReportedTcb.Microcode));
        Assert.Null(verified.Claims.ReportedTcb.Fmc);
    }

    [VectorTheory]
    [InlineData("syn-snp-milan-v3", SnpConditions.None)]
    [InlineData("syn-snp-debug-policy", SnpConditions.DebugAllowed)]
    [InlineData("syn-snp-migration-policy", SnpConditions.MigrationAllowed)]
    [InlineData("syn-snp-provisional-fw", SnpConditions.FirmwareProvisional)]
    [InlineData("snp-v2-milan-trustee", SnpConditions.FirmwareProvisional)]
    [InlineData("snp-v3-milan-vlek-trustee", SnpConditions.FirmwareProvisional | SnpConditions.ChipIdMasked)]
    [InlineData("snp-v2-milan-debug-google", SnpConditions.DebugAllowed)]
    public void Report_WithWhatAPolicyMustSee_SaysSo(string id, SnpConditions expected) =>
        Assert.Equal(expected, SnpVectors.Verified(AttestationVectors.Case(id)).Claims.Conditions);

    [VectorFact]
    public void Report_WithACurrentList_SaysThatRevocationWasChecked() =>
        Assert.True(SnpVectors.Verified(AttestationVectors.Case("syn-snp-crl-clean")).RevocationChecked);

    [VectorFact]
    public void Report_BeforeItsList_IsRefused()
    {
        var entry = AttestationVectors.Case("syn-snp-crl-clean");
        var list = SnpVectors.RevocationList(entry)!;

        var result = SnpVectors.Verifier(entry).Verify(
            SnpVectors.File(entry, "report"), SnpVectors.Certificates(entry), list, list.ThisUpdate.AddSeconds(-1));

        Assert.Equal(AttestationErrors.CrlNotYetValid, Assert.IsType<EvidenceRefused>(result).Code);
    }

    /// <summary>Which of our codes a reason of the vectors stands for.</summary>
    private static string[] CodesOf(string id, string reason) => reason switch
    {
        // These two certificates were also made to have a signature that is not AMD's, and the chain comes before the report.
        "snp-signature" when id.StartsWith("neg-snp-trustee-vcek-", StringComparison.Ordinal) => [AttestationErrors.ChainInvalid],
        "snp-signature" => [AttestationErrors.SignatureInvalid],
        "snp-format" => [AttestationErrors.SnpReportMalformed],
        "snp-chain" =>
        [
            AttestationErrors.ChainMalformed,
            AttestationErrors.RootUntrusted,
            AttestationErrors.ChainInvalid,
            AttestationErrors.CertificateNotYetValid,
            AttestationErrors.CertificateExpired,
        ],
        "snp-chip-id" => [AttestationErrors.SnpChipIdMismatch, AttestationErrors.SnpChipKeyMasked],
        "snp-tcb" => [AttestationErrors.SnpTcbMismatch],
        "snp-key-kind" => [AttestationErrors.SnpSigningKeyMismatch],
        "snp-revoked" => [AttestationErrors.CertificateRevoked],
        "snp-crl" => [AttestationErrors.CrlInvalid, AttestationErrors.CrlNotYetValid, AttestationErrors.CrlExpired],
        _ => throw new InvalidDataException($"No code for {reason}."),
    };

    // The vectors' flags that the report itself states.
    private static string[] FlagsOf(JsonElement expected) =>
        [.. expected.GetProperty("flags").EnumerateArray().Select(flag => flag.GetString()!).Order(StringComparer.Ordinal)];

    private static string[] FlagsOf(SnpClaims claims) =>
    [
        .. claims.Conditions.HasFlag(SnpConditions.DebugAllowed) ? ["debug_policy"] : Array.Empty<string>(),
        .. claims.Vmpl > 0 ? [$"vmpl_{claims.Vmpl}"] : Array.Empty<string>(),
    ];

    private static void AssertFields(JsonElement expected, SnpReport report)
    {
        Assert.Equal(expected.GetProperty("version").GetUInt32(), report.Version);
        Assert.Equal(expected.GetProperty("guestsvn").GetUInt32(), report.GuestSvn);
        Assert.Equal(expected.GetProperty("policy").GetUInt64(), report.Policy.Value);
        Assert.Equal(Hex("familyid"), report.FamilyId.ToString());
        Assert.Equal(Hex("imageid"), report.ImageId.ToString());
        Assert.Equal(expected.GetProperty("vmpl").GetUInt32(), report.Vmpl);
        Assert.Equal(Hex("currenttcb"), Tcb(report.CurrentTcb(SnpProduct.Milan)));
        Assert.Equal(expected.GetProperty("platinfo").GetUInt64(), report.PlatformInfo.Value);
        Assert.Equal(expected.GetProperty("keyinfo").GetUInt32(), report.KeyInfo.Value);
        Assert.Equal(expected.GetProperty("authorkeyen").GetInt32() != 0, report.KeyInfo.HasAuthorKey);
        Assert.Equal(expected.GetProperty("maskchip").GetInt32() != 0, report.KeyInfo.IsChipKeyMasked);
        Assert.Equal(expected.GetProperty("signingkey").GetInt32(), (int)report.KeyInfo.SigningKey);
        Assert.Equal(Hex("reportdata"), report.ReportData.ToString());
        Assert.Equal(Hex("measurement"), report.Measurement.ToString());
        Assert.Equal(Hex("hostdata"), report.HostData.ToString());
        Assert.Equal(Hex("reportid"), report.ReportId.ToString());
        Assert.Equal(Hex("reportedtcb"), Tcb(report.ReportedTcb(SnpProduct.Milan)));
        Assert.Equal(Hex("chipid"), report.ChipId.ToString());
        Assert.Equal(Hex("committedtcb"), Tcb(report.CommittedTcb(SnpProduct.Milan)));
        Assert.Equal(Hex("launchtcb"), Tcb(report.LaunchTcb(SnpProduct.Milan)));
        Assert.Equal(expected.GetProperty("debug").GetBoolean(), report.Policy.IsDebugAllowed);

        string Hex(string name) => "0x" + expected.GetProperty(name).GetString();
    }

    private static string Tcb(SnpTcbVersion tcb) => "0x" + string.Concat(
        Enumerable.Range(0, SnpTcbVersion.Length).Select(index => tcb[index].ToString("x2", CultureInfo.InvariantCulture)));
}
