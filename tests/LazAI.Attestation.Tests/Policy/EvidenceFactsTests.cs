using LazAI.Cryptography;

namespace LazAI.Attestation.Tests;

/// <summary>Facts are values, and say of genuine evidence what the evidence says.</summary>
public sealed class EvidenceFactsTests
{
    private static readonly Bytes32 Hash = DevelopmentPlatform.FilledBytes32(9);

    [Fact]
    public void Facts_WithEqualMembers_AreEqualThoughTheirArraysAreNot()
    {
        foreach (var kind in PolicySamples.Kinds)
        {
            var (one, other) = (PolicySamples.Facts(kind), PolicySamples.Facts(kind));
            if (one.Tcb is not null)
            {
                one = one with { Tcb = one.Tcb with { AdvisoryIds = [.. new[] { "a", "b" }], Shortfalls = [.. new[] { "c" }] } };
                Assert.NotEqual(one, other);
                other = other with { Tcb = other.Tcb! with { AdvisoryIds = [.. new[] { "a", "b" }], Shortfalls = [.. new[] { "c" }] } };
                Assert.NotEqual(one, other with { Tcb = other.Tcb with { Shortfalls = ["d"] } });
                Assert.NotEqual(one, other with { Tcb = other.Tcb with { Fmspc = "00" } });
            }

            Assert.Equal(one, other);
            Assert.Equal(one.GetHashCode(), other.GetHashCode());
        }
    }

    [Fact]
    public void DevelopmentQuote_HasTheFiveOldMembersAndItsReportData()
    {
        using var platform = new DevelopmentPlatform();
        var verified = Assert.IsType<DcapQuoteVerified>(
            new DcapQuoteVerifier([platform.Root.TrustedRoot]).Verify(platform.Quote(), null, DevelopmentPlatform.Now));
        var facts = EvidenceFacts.Of(verified, Hash);

        Assert.True(facts.IsDevelopment);
        Assert.Equal(
            new EvidenceFacts(
                EvidenceFacts.DevelopmentTdx, platform.Root.Fingerprint, DevelopmentPlatform.Domain.MrTd.ToString()[2..], false, Hash),
            facts.Unbound());
        Assert.Equal(DevelopmentPlatform.Data.ToString()[2..], facts.ReportData);
    }

    [VectorFact]
    public void GenuineTdxQuote_HasItsRegistersAndItsLevels()
    {
        var verified = Assert.IsType<DcapQuoteVerified>(DcapAttempt.Of("tdx-v4-phala-2025-collateral-2026").Verify());
        var facts = EvidenceFacts.Of(verified, Hash, DevelopmentPlatform.FilledBytes32(3));

        Assert.Equal((EvidenceFacts.Tdx, false, Hash), (facts.Kind, facts.Debug, facts.Hash));
        Assert.Equal(DevelopmentPlatform.FilledBytes32(3), facts.CollateralHash);
        Assert.Equal(verified.TrustDomain!.MrTd.ToString()[2..], facts.Measurement);
        Assert.Equal(verified.TrustDomain.Rtmr3.ToString()[2..], facts.TrustDomain!.Rtmr3);
        Assert.Equal(verified.CertificateValidity.NotAfter, facts.CertificatesUntil);
        Assert.Equal("OutOfDate", facts.Tcb!.Status);
        Assert.Equal(["INTEL-SA-01192", "INTEL-SA-01245", "INTEL-SA-01312", "INTEL-SA-01313"], facts.Tcb.AdvisoryIds.Order(StringComparer.Ordinal));
        Assert.Equal(verified.Tcb!.PlatformLevel.TcbDate, facts.Tcb.Platform.TcbDate);
        Assert.NotEmpty(facts.Tcb.Shortfalls);
        Assert.All(facts.Tcb.Shortfalls, shortfall => Assert.Matches("^(SGX|TDX) component [0-9]+|^TDX module|^PCESVN|^quoting enclave", shortfall));
    }

    [VectorFact]
    public void Token_OfAVirtualMachineWithoutHardware_IsOfAKindThatNobodyAccepts()
    {
        var claims = TokenForge.Claims();
        claims["x-ms-attestation-type"] = "azurevm";
        var facts = Facts(claims);
        Assert.Equal((EvidenceFacts.AzureVirtualMachine, true), (facts.Kind, facts.Debug));
        claims["x-ms-attestation-type"] = "sgx";
        Assert.Equal(EvidenceFacts.AzureOther, Facts(claims).Kind);

        static EvidenceFacts Facts(System.Text.Json.Nodes.JsonObject claims) => EvidenceFacts.Of(
            Assert.IsType<AzureTokenVerified>(AzureTokenVerifier.Verify(TokenForge.Own.Sign(claims), TokenForge.Own.Trust(), TokenForge.Now)), default);
    }
}
