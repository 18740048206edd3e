using System.Security.Cryptography;

namespace LazAI.Attestation.Tests;

/// <summary>Evidence answers the challenge, and in time.</summary>
public sealed class EvidenceChallengeTests
{
    private static readonly DateTimeOffset Now = PolicySamples.Now;
    private static readonly ulong Seconds = (ulong)Now.ToUnixTimeSeconds();
    private static readonly ReportData Data = new(Enumerable.Repeat((byte)0x55, 64).ToArray());

    [Theory]
    [InlineData(300_000, null)]
    [InlineData(300_001, AttestationErrors.EvidenceExpired)]
    [InlineData(-5_000, null)]
    [InlineData(-5_001, AttestationErrors.EvidenceFromFuture)]
    public void Evidence_AtTheEdgesOfItsAge_IsJudgedByTheMillisecond(int ageMilliseconds, string? code)
    {
        var challenge = EvidenceChallenge.To(new EvidenceBinding(Data, Seconds));
        foreach (var kind in new[] { "tdx", "sgx", "snp" })
        {
            Assert.Equal(code, Judge(kind, challenge, Now.AddMilliseconds(ageMilliseconds))?.Code);
        }
    }

    [Theory]
    [InlineData(ulong.MaxValue, AttestationErrors.EvidenceFromFuture)]
    [InlineData(0UL, AttestationErrors.EvidenceExpired)]
    public void Evidence_BoundToAnAbsurdTime_IsRefused(ulong timestamp, string code) =>
        Assert.Equal(code, Judge("tdx", EvidenceChallenge.To(new EvidenceBinding(Data, timestamp)), Now)?.Code);

    [Fact]
    public void ReportData_OfAnotherChallenge_IsRefused()
    {
        var other = EvidenceChallenge.To(new EvidenceBinding(default, Seconds));
        Assert.Equal(AttestationErrors.ReportDataMismatch, Judge("tdx", other, Now)?.Code);

        var unbound = PolicySamples.Policy("tdx").Judge(PolicySamples.Facts("tdx").Unbound(), other, Now).Reason!;
        Assert.Equal((AttestationErrors.ClaimMissing, "REPORTDATA"), (unbound.Code, unbound.Component));
    }

    [Fact]
    public void AgeLimit_OfTheChallengerAndThePolicy_TheSmallerCounts()
    {
        var challenge = EvidenceChallenge.To(new EvidenceBinding(Data, Seconds));
        Assert.Equal(AttestationErrors.EvidenceExpired, Judge("tdx", challenge with { AgeSecondsMaximum = 10 }, Now.AddSeconds(11))?.Code);
        Assert.Null(Judge("tdx", challenge with { AgeSecondsMaximum = 1000 }, Now.AddSeconds(300)));
        Assert.Equal(AttestationErrors.EvidenceExpired, Judge("tdx", challenge with { AgeSecondsMaximum = 1000 }, Now.AddSeconds(301))?.Code);
    }

    [Fact]
    public void DevelopmentEvidence_OlderThanTheChallengerAllows_IsExpired()
    {
        var facts = new EvidenceFacts(EvidenceFacts.DevelopmentTdx, default, "00", false, default) { ReportData = PolicySamples.Hex(0x55, 64) };
        var policy = new EvidencePolicy([default], ["00"], false);
        var challenge = EvidenceChallenge.To(new EvidenceBinding(Data, Seconds)) with { AgeSecondsMaximum = 300 };

        Assert.True(policy.Judge(facts, challenge, Now.AddSeconds(300)).IsAccepted);
        Assert.Equal(AttestationErrors.EvidenceExpired, policy.Judge(facts, challenge, Now.AddSeconds(301)).Reason!.Code);
    }

    /// <summary>A policy that limits the age cannot be satisfied by a challenge that has no time.</summary>
    [Fact]
    public void Challenge_WithoutTime_IsRefusedWhereTheAgeCounts()
    {
        var reason = Judge("tdx", EvidenceChallenge.To(new EvidenceBinding(Data, Seconds)) with { TimestampSeconds = null }, Now)!;
        Assert.Equal((AttestationErrors.ClaimMissing, "timestamp"), (reason.Code, reason.Component));
    }

    [Fact]
    public void Token_OfAnotherNonce_IsRefused()
    {
        var facts = PolicySamples.Facts("azureTdx");
        facts = facts with { Azure = facts.Azure! with { Nonce = "n-1", ClientPayloadNonce = "bi0x" } };
        Assert.Null(Judge(facts, EvidenceChallenge.ToNonce("n-1")));
        Assert.Equal(AttestationErrors.NonceMismatch, Judge(facts, EvidenceChallenge.ToNonce("n-2"))?.Code);
        Assert.Null(Judge(facts, EvidenceChallenge.ToClientPayloadNonce("n-1"u8.ToArray())));
        Assert.Equal(AttestationErrors.NonceMismatch, Judge(facts, EvidenceChallenge.ToClientPayloadNonce("n-2"u8.ToArray()))?.Code);
        Assert.Equal(AttestationErrors.ClaimMissing, Judge(PolicySamples.Facts("azureTdx"), EvidenceChallenge.ToNonce("n-1"))?.Code);
    }

    [Fact]
    public void RuntimeData_ByteForByte_AreWhatTheReportDataHash()
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData("runtime"u8));
        var facts = PolicySamples.Facts("azureSnp") with { ReportData = hash + new string('0', 64) };
        Assert.Null(Judge(facts, EvidenceChallenge.ToRuntimeData("runtime"u8.ToArray())));
        Assert.Equal(AttestationErrors.ReportDataMismatch, Judge(facts, EvidenceChallenge.ToRuntimeData("runtime "u8.ToArray()))?.Code);
        Assert.Equal(
            AttestationErrors.ReportDataMismatch, Judge(facts, EvidenceChallenge.ToRuntimeData(default))?.Code);
    }

    [Theory]
    [InlineData(300, null)]
    [InlineData(301, AttestationErrors.EvidenceExpired)]
    public void Token_AgesFromItsIssue(int seconds, string? code)
    {
        var facts = PolicySamples.Facts("azureTdx");
        facts = facts with { Azure = facts.Azure! with { Nonce = "n-1" } };
        Assert.Equal(code, PolicySamples.Policy("azureTdx").Judge(facts, EvidenceChallenge.ToNonce("n-1"), Now.AddSeconds(seconds)).Reason?.Code);
    }

    private static EvidenceReason? Judge(string kind, EvidenceChallenge challenge, DateTimeOffset at) =>
        PolicySamples.Policy(kind).Judge(PolicySamples.Facts(kind), challenge, at).Reason;

    private static EvidenceReason? Judge(EvidenceFacts facts, EvidenceChallenge challenge) =>
        PolicySamples.Policy(facts.Kind == EvidenceFacts.AzureTdx ? "azureTdx" : "azureSnp").Judge(facts, challenge, Now).Reason;
}
