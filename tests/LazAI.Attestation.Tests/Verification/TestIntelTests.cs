using LazAI.Testing.Attestation;

namespace LazAI.Attestation.Tests;

/// <summary>What other tests rest on: evidence under the test's own Intel is judged as genuine evidence is, in every part.</summary>
public sealed class TestIntelTests : IDisposable
{
    private static readonly DateTimeOffset s_now = new(2026, 6, 15, 12, 0, 0, TimeSpan.Zero);
    private static readonly IntelTrustDomain s_domain = new(DevelopmentPlatform.Filled(0x16))
    {
        Rtmrs = [DevelopmentPlatform.Filled(1), DevelopmentPlatform.Filled(2), DevelopmentPlatform.Filled(3), DevelopmentPlatform.Filled(4)],
    };

    private static readonly ReportData s_data = new(Enumerable.Range(1, 64).Select(value => (byte)value).ToArray());

    private readonly TestIntel _intel = new(s_now.AddYears(-1), s_now.AddYears(1));
    private readonly IntelPlatform _platform;
    private readonly IntelPublication _published = new(s_now.AddDays(-1));

    public TestIntelTests() => _platform = _intel.CreatePlatform();

    [Fact]
    public void Quote_WithItsCollateral_IsAuthenticAndSaysWhatItWasTold()
    {
        var bundle = Bundle(_published with { Status = TcbStatus.OutOfDate, Advisories = ["INTEL-SA-00615"], EvaluationDataNumber = 18 });

        var verified = Assert.IsType<EvidenceVerified>(_intel.CreateVerifier().Verify(_platform.Quote(s_data, s_domain), bundle, s_now));

        var facts = verified.Facts;
        Assert.Equal(EvidenceFacts.Tdx, facts.Kind);
        Assert.False(facts.Debug);
        Assert.Equal(_intel.Root.Fingerprint, facts.Root);
        Assert.Equal(string.Concat(Enumerable.Repeat("16", 48)), facts.Measurement);
        Assert.Equal(string.Concat(Enumerable.Repeat("04", 48)), facts.TrustDomain!.Rtmr3);
        Assert.Equal(s_data.ToString()[2..], facts.ReportData);
        Assert.Equal(bundle.ComputeHash(), facts.CollateralHash);
        Assert.Equal((nameof(TcbStatus.OutOfDate), 18), (facts.Tcb!.Status, facts.Tcb.EvaluationDataNumber));
        Assert.Equal("INTEL-SA-00615", Assert.Single(facts.Tcb.AdvisoryIds));
        Assert.Equal(4, verified.Collateral.Length);
        Assert.All(verified.Collateral, age => Assert.Equal(_published.Issued, age.Issued));
    }

    [Fact]
    public void Quote_ForThoseWhoTrustIntel_IsUnderAnUntrustedRoot() => Refused(
        AttestationErrors.RootUntrusted, new EvidenceVerifier(EvidenceTrust.Vendors([])), Bundle(_published), s_now);

    [Fact]
    public void Quote_WithoutCollateral_NeedsIt() => Refused(AttestationErrors.CollateralRequired, _intel.CreateVerifier(), null, s_now);

    public static TheoryData<string> Parts => [.. s_spoiled.Keys];

    [Theory]
    [MemberData(nameof(Parts))]
    public void Collateral_OnePartOfItWrong_RefusesTheQuote(string what)
    {
        var (code, spoil) = s_spoiled[what];
        Assert.IsType<EvidenceVerified>(_intel.CreateVerifier().Verify(_platform.Quote(s_data, s_domain), Bundle(_published), s_now));
        Refused(code, _intel.CreateVerifier(), spoil(this), s_now);
    }

    [Theory]
    [InlineData(-2, AttestationErrors.CrlNotYetValid)]
    [InlineData(30, AttestationErrors.CrlExpired)]
    [InlineData(366, AttestationErrors.CertificateExpired)]
    [InlineData(-366, AttestationErrors.CertificateNotYetValid)]
    public void Quote_AtAnotherTime_IsRefused(int days, string code) =>
        Refused(code, _intel.CreateVerifier(), Bundle(_published), s_now.AddDays(days));

    public void Dispose()
    {
        _platform.Dispose();
        _intel.Dispose();
    }

    private static readonly Dictionary<string, (string Code, Func<TestIntelTests, CollateralBundle> Spoil)> s_spoiled = new()
    {
        ["authority revoked"] = (AttestationErrors.CertificateRevoked, it => it.Bundle(it._published with { IsAuthorityRevoked = true })),
        ["platform revoked"] = (
            AttestationErrors.CertificateRevoked, it => it.Bundle(it._published with { RevokedPlatforms = [it._platform] })),
        ["signer revoked"] = (
            AttestationErrors.TcbSigningCertificateRevoked, it => it.Bundle(it._published with { IsSignerRevoked = true })),
        ["TCB info of another platform"] = (
            AttestationErrors.TcbInfoMismatch, it => new DcapBundle(it._intel.Publish("00906ED50000", it._published))),
        ["TCB info expired"] = Old(AttestationErrors.TcbInfoExpired, (parts, old) => parts with { TcbInfo = old.TcbInfo }),
        ["QE identity expired"] = Old(AttestationErrors.QeIdentityExpired, (parts, old) => parts with { QeIdentity = old.QeIdentity }),
        ["root CRL expired"] = Old(AttestationErrors.CrlExpired, (parts, old) => parts with { RootCrl = old.RootCrl }),
        ["PCK CRL expired"] = Old(AttestationErrors.CrlExpired, (parts, old) => parts with { PckCrl = old.PckCrl }),
        ["TCB info missing"] = Changed(
            AttestationErrors.TcbInfoMalformed, parts => parts with { TcbInfo = parts.TcbInfo with { Text = default } }),
        ["QE identity missing"] = Changed(
            AttestationErrors.QeIdentityMalformed, parts => parts with { QeIdentity = parts.QeIdentity with { Text = default } }),
        ["root CRL missing"] = Changed(AttestationErrors.CrlMalformed, parts => parts with { RootCrl = default }),
        ["PCK CRL missing"] = Changed(AttestationErrors.CrlMalformed, parts => parts with { PckCrl = default }),
        ["issuers missing"] = Changed(AttestationErrors.CollateralMalformed, parts => parts with { PckCrlIssuerChain = default }),
        ["TCB info changed"] = Changed(AttestationErrors.TcbInfoSignatureInvalid, parts => parts with { TcbInfo = Flip(parts.TcbInfo) }),
        ["QE identity changed"] = Changed(
            AttestationErrors.QeIdentitySignatureInvalid, parts => parts with { QeIdentity = Flip(parts.QeIdentity) }),
        ["lists swapped"] = Changed(
            AttestationErrors.CrlInvalid, parts => parts with { RootCrl = parts.PckCrl, PckCrl = parts.RootCrl }),
    };

    private static (string Code, Func<TestIntelTests, CollateralBundle> Spoil) Changed(
        string code, Func<DcapCollateralParts, DcapCollateralParts> change) =>
        (code, it => new DcapBundle(change(it._intel.Publish(it._platform.Fmspc, it._published))));

    /// <summary>One part is of 40 days ago, the others are current.</summary>
    private static (string Code, Func<TestIntelTests, CollateralBundle> Spoil) Old(
        string code, Func<DcapCollateralParts, DcapCollateralParts, DcapCollateralParts> take) =>
        (code, it => new DcapBundle(take(
            it._intel.Publish(it._platform.Fmspc, it._published),
            it._intel.Publish(it._platform.Fmspc, it._published with { Issued = s_now.AddDays(-40) }))));

    private static SignedText Flip(SignedText signed)
    {
        var signature = signed.Signature.ToArray();
        signature[^1] ^= 1;
        return signed with { Signature = signature };
    }

    private DcapBundle Bundle(IntelPublication publication) => new(_intel.Publish(_platform.Fmspc, publication));

    private void Refused(string code, EvidenceVerifier verifier, CollateralBundle? bundle, DateTimeOffset at)
    {
        var refused = Assert.IsType<EvidenceRefused>(verifier.Verify(_platform.Quote(s_data, s_domain), bundle, at));
        Assert.True(code == refused.Code, $"{refused.Code}: {refused.Detail}");
    }
}
