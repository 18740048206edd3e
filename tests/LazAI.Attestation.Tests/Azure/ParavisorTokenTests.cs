using System.Text.Json;
using System.Text.Json.Nodes;
using LazAI.Cryptography;

namespace LazAI.Attestation.Tests;

/// <summary>Tokens of Azure Attestation that stand for hardware under a paravisor.</summary>
public sealed class ParavisorTokenTests
{
    private static readonly AzureTokenBundle s_keys = new(
        TokenForge.Instance,
        JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["keys"] = new JsonArray(TokenForge.Own.Key()) }),
        TokenForge.Now);

    [Fact]
    public void Token_BesideTheParavisorsEvidence_IsBoundToTheGuestsOwnBytes()
    {
        var evidence = ParavisorForge.TokenAboutTrustDomain();
        var bytes = evidence.Write();

        var facts = Assert.IsType<EvidenceVerified>(Verify(bytes)).Facts;

        Assert.Equal(EvidenceFacts.AzureTdx, facts.Kind);
        Assert.Equal(ParavisorForge.UserData.ToString()[2..], facts.ReportData);
        Assert.Equal(4, facts.Vtpm!.Pcrs.Length);
        Assert.Equal((Keccak256.Hash(bytes), s_keys.ComputeHash()), (facts.Hash, facts.CollateralHash));
        Assert.Equal(TokenForge.Instance, facts.Azure!.Issuer);

        // The token says nothing of the software that was started: the policy has to, by the registers.
        var policy = AzureTokenVectors.Lenient(TokenForge.Instance);
        Assert.Equal("vtpm", Assert.Single(policy.Judge(facts, null, TokenForge.Now).Reasons).Component);
        var registers = facts.Vtpm.Pcrs.Select(pcr => new PcrDemand(pcr.Number, MeasurementRule.OneOf(pcr.Value)));
        Assert.True((policy with { Vtpm = new VtpmDemands([.. registers]) }).Accepts(facts, TokenForge.Now));
    }

    [Fact]
    public void TokenAlone_HasTheHardwaresReportDataAndNoRegisters()
    {
        var evidence = ParavisorForge.TokenAboutTrustDomain();

        var facts = Assert.IsType<EvidenceVerified>(Verify(evidence.Token)).Facts;

        Assert.Equal(evidence.HardwareReportData.ToString()[2..], facts.ReportData);
        Assert.Null(facts.Vtpm);
    }

    [Fact]
    public void Token_BesideWhatIsNotOfItsMachine_IsRefused()
    {
        var good = ParavisorForge.TokenAboutTrustDomain();
        using var snp = new SnpForge();
        var claims = TokenForge.Claims();
        var without = TokenForge.Claims();
        without.Remove("tdx_report_data");

        Assert.Equal(AttestationErrors.HclRuntimeDataMismatch, CodeOf((good with { Token = TokenForge.Own.Sign(claims) }).Write()));
        Assert.Equal(AttestationErrors.HclRuntimeDataMismatch, CodeOf((good with { Token = TokenForge.Own.Sign(without) }).Write()));
        Assert.Equal(
            AttestationErrors.HclRuntimeDataMismatch,
            CodeOf((good with { Paravisor = ParavisorForge.OfSnp(snp) with { Hardware = [] } }).Write()));
        Assert.Equal(AttestationErrors.TokenSignatureInvalid, CodeOf((good with { Token = TokenForge.Other.Sign(claims) }).Write()));
        Assert.Equal(AttestationErrors.HclReportMalformed, CodeOf((good with { Paravisor = good.Paravisor with { Hardware = [1] } }).Write()));
        Assert.Equal(AttestationErrors.HclReportMalformed, CodeOf([.. good.Token, (byte)'\n', .. good.Paravisor.Report]));
        Assert.Equal(AttestationErrors.HclReportMalformed, CodeOf([.. good.Token, (byte)'\n', .. "{}"u8]));
        Assert.Equal(AttestationErrors.HclReportMalformed, CodeOf([.. good.Write(), 1]));
        Assert.Equal(AttestationErrors.TokenMalformed, CodeOf([.. good.Token, (byte)'\n']));
    }

    private static EvidenceVerification Verify(byte[] bytes) =>
        new EvidenceVerifier(new EvidenceTrust([], [], [s_keys.ComputeHash()])).Verify(bytes, s_keys, TokenForge.Now);

    private static string CodeOf(byte[] bytes) => Assert.IsType<EvidenceRefused>(Verify(bytes)).Code;
}
