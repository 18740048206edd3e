using System.Collections.Immutable;

namespace LazAI.Attestation.Tests;

/// <summary>Grace, tolerance and age, to the second.</summary>
public sealed class PolicyTimeTests
{
    private static readonly DateTimeOffset Now = PolicySamples.Now;
    private static readonly DateTimeOffset TcbDate = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset GraceEnd = TcbDate.AddDays(180);

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void GracePeriod_CountsFromTheTcbDateToTheSecond(int secondsAfter, bool accepted)
    {
        var judgement = Judge(Outdated("OutOfDate"), GraceEnd.AddSeconds(secondsAfter));

        Assert.Equal(accepted, judgement.IsAccepted);
        Assert.Equal(accepted ? GraceEnd : null, judgement.AcceptedUntil);
        if (accepted)
        {
            // The last second is near, so it is warned of, too; the advisory of the level is covered.
            var tolerance = Assert.Single(judgement.Tolerances);
            Assert.Equal("TCB status", tolerance.Component);
            Assert.Contains("2026-06-30 00:00:00Z", tolerance.Message, StringComparison.Ordinal);
            Assert.Contains("TDX component 3 (X) is 4, needs 5", tolerance.Message, StringComparison.Ordinal);
            Assert.Contains(judgement.Warnings, warning => warning.Until == GraceEnd);
        }
        else
        {
            Assert.Equal(
                [AttestationErrors.TcbStatusRefused, AttestationErrors.AdvisoryRefused], judgement.Reasons.Select(reason => reason.Code));
            Assert.Contains("Its grace ended 2026-06-30 00:00:00Z.", judgement.Reason!.Message, StringComparison.Ordinal);
            Assert.Contains("TDX component 3 (X) is 4, needs 5", judgement.Reason.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void GracePeriod_CountsFromTheEarliestLevelThatIsOutOfDate()
    {
        var facts = Outdated("OutOfDate");
        var older = facts with { Tcb = facts.Tcb! with { QuotingEnclave = new("OutOfDate", TcbDate.AddDays(-10)) } };
        var current = facts with { Tcb = facts.Tcb! with { QuotingEnclave = new("UpToDate", TcbDate.AddDays(-10)) } };
        var module = facts with { Tcb = facts.Tcb! with { Module = new("OutOfDate", TcbDate.AddDays(-20)) } };

        Assert.Equal(GraceEnd.AddDays(-10), Judge(older, Now).AcceptedUntil);
        Assert.Equal(GraceEnd, Judge(current, Now).AcceptedUntil);
        Assert.False(Judge(module, Now).IsAccepted);
        Assert.Equal(GraceEnd.AddDays(-20), Judge(module, GraceEnd.AddDays(-20)).AcceptedUntil);
    }

    [Theory]
    [InlineData("OutOfDateConfigurationNeeded")]
    [InlineData("Revoked")]
    [InlineData("TDRelaunchAdvised")]
    public void GracePeriod_OfAnotherFault_IsNotGranted(string status) => Assert.False(Judge(Outdated(status), Now).IsAccepted);

    [Fact]
    public void GracePeriod_WhereConfigurationIsAccepted_CoversItsStatus()
    {
        var json = PolicySamples.Json("tdx");
        json["tdx"]!["tcb"]!["statuses"]!.AsArray().Add("ConfigurationNeeded");

        Assert.True(PolicySamples.Parse(json.ToJsonString()).Accepts(Outdated("OutOfDateConfigurationNeeded"), Now));
    }

    [Fact]
    public void GracePeriod_OfNoDays_IsNone()
    {
        var json = PolicySamples.Json("tdx");
        json["tdx"]!["tcb"]!["graceDays"] = 0;

        Assert.False(PolicySamples.Parse(json.ToJsonString()).Accepts(Outdated("OutOfDate"), TcbDate));
    }

    [Fact]
    public void GracePeriod_BeyondTheCalendar_EndsWithIt()
    {
        var json = PolicySamples.Json("tdx");
        json["tdx"]!["tcb"]!["graceDays"] = 36_500;
        var facts = Outdated("OutOfDate");
        facts = facts with { Tcb = facts.Tcb! with { Platform = new("OutOfDate", new(9990, 1, 1, 0, 0, 0, TimeSpan.Zero)) } };

        Assert.True(PolicySamples.Parse(json.ToJsonString()).Accepts(facts, Now));
    }

    [Fact]
    public void StatusOutOfDate_AcceptedOutright_IsWarnedOf()
    {
        var json = PolicySamples.Json("tdx");
        json["tdx"]!["tcb"]!["statuses"]!.AsArray().Add("OutOfDate");
        json["tdx"]!["tcb"]!["advisories"]!.AsArray().Add(System.Text.Json.Nodes.JsonNode.Parse("""{"id":"intel-sa-09999","until":"2030-01-01"}"""));
        var judgement = PolicySamples.Parse(json.ToJsonString()).Judge(Outdated("OutOfDate"), null, Now);

        Assert.True(judgement.IsAccepted);
        Assert.Contains("TDX component 3 (X) is 4, needs 5", Assert.Single(judgement.Warnings).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Platform_BehindTheNewestLevelButUpToDate_IsWarnedOf()
    {
        var facts = PolicySamples.Facts("tdx");
        facts = facts with { Tcb = facts.Tcb! with { Shortfalls = ["PCESVN is 11, needs 13"] } };
        var judgement = Judge(facts, Now);

        Assert.True(judgement.IsAccepted);
        Assert.Contains("PCESVN is 11, needs 13", Assert.Single(judgement.Warnings).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-12-31T23:59:59.9999999Z", true)]
    [InlineData("2027-01-01T00:00:00Z", false)]
    public void Advisory_ToleratedUntilADay_HoldsToItsLastSecond(string time, bool accepted)
    {
        var at = DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture);
        var facts = PolicySamples.Facts("tdx");
        facts = facts with { Tcb = facts.Tcb! with { AdvisoryIds = ["INTEL-SA-00615"], CollateralNextUpdate = at.AddDays(20) } };
        var judgement = Judge(facts, at);

        Assert.Equal(accepted, judgement.IsAccepted);
        if (accepted)
        {
            Assert.Equal(new DateTimeOffset(2026, 12, 31, 23, 59, 59, TimeSpan.Zero), judgement.AcceptedUntil);
            Assert.Equal("INTEL-SA-00615", Assert.Single(judgement.Warnings).Component);
        }
        else
        {
            Assert.Equal("INTEL-SA-00615 concerns the platform and was tolerated until 2026-12-31.", judgement.Reason!.Message);
        }
    }

    [Fact]
    public void Tolerance_EndingWithinTheWarningDays_IsWarnedOfAndNotBefore()
    {
        var end = new DateTimeOffset(2026, 12, 31, 23, 59, 59, TimeSpan.Zero);
        foreach (var (at, warned) in new[] { (end.AddDays(-14), true), (end.AddDays(-14).AddSeconds(-1), false) })
        {
            var facts = PolicySamples.Facts("tdx");
            facts = facts with { Tcb = facts.Tcb! with { AdvisoryIds = ["INTEL-SA-00615"], CollateralNextUpdate = at.AddDays(20) } };
            Assert.Equal(warned, !Judge(facts, at).Warnings.IsEmpty);
        }
    }

    [Theory]
    [InlineData(0, 0, true)]
    [InlineData(0, 1, false)]
    [InlineData(2, 2 * 86_400, true)]
    [InlineData(2, (2 * 86_400) + 1, false)]
    public void Collateral_OverdueWithinItsGrace_IsTolerated(int graceDays, int secondsAfter, bool accepted)
    {
        var json = PolicySamples.Json("tdx");
        json["tdx"]!["tcb"]!["collateralGraceDays"] = graceDays;
        var facts = PolicySamples.Facts("tdx");
        var due = facts.Tcb!.CollateralNextUpdate;
        var judgement = PolicySamples.Parse(json.ToJsonString()).Judge(facts, null, due.AddSeconds(secondsAfter));

        Assert.Equal(accepted, judgement.IsAccepted);
        Assert.Equal(accepted && graceDays > 0 ? due.AddDays(graceDays) : null, judgement.AcceptedUntil);
        if (accepted)
        {
            Assert.Contains(judgement.Warnings, warning => warning.Component == "collateral");
        }
    }

    [Fact]
    public void Certificates_ThatEndSoon_AreWarnedOf()
    {
        var facts = PolicySamples.Facts("snp") with { CertificatesUntil = Now.AddDays(3) };

        var warning = Assert.Single(PolicySamples.Policy("snp").Judge(facts, null, Now).Warnings);
        Assert.Equal(("certificates", Now.AddDays(3)), (warning.Component, warning.Until));
        Assert.Empty(PolicySamples.Policy("snp").Judge(facts, null, Now, warningDays: 2).Warnings);
    }

    private static EvidenceJudgement Judge(EvidenceFacts facts, DateTimeOffset at) => PolicySamples.Policy("tdx").Judge(facts, null, at);

    private static EvidenceFacts Outdated(string status)
    {
        var facts = PolicySamples.Facts("tdx");
        ImmutableArray<string> advisories = ["INTEL-SA-09999"];
        return facts with
        {
            Tcb = facts.Tcb! with
            {
                Status = status,
                Platform = new TcbLevelFacts(status, TcbDate),
                AdvisoryIds = advisories,
                Shortfalls = ["TDX component 3 (X) is 4, needs 5"],
                CollateralNextUpdate = Now.AddDays(60),
            },
        };
    }
}
