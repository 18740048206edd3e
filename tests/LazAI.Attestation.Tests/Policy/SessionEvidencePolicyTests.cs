using LazAI.Attestation.Development;
using LazAI.Cryptography;

namespace LazAI.Attestation.Tests;

/// <summary>The policy on evidence that is authentic: nothing is accepted but what it names.</summary>
public sealed class SessionEvidencePolicyTests : IDisposable
{
    private static readonly DateTimeOffset Now = DevelopmentPlatform.Now;
    private static readonly byte[] Key = [0x02, .. Enumerable.Repeat((byte)0xb2, 32)];
    private static readonly Address Worker = new(Enumerable.Repeat((byte)0xa1, Address.Size).ToArray());
    private static readonly Bytes32 Nonce = DevelopmentPlatform.FilledBytes32(0xd4);

    private readonly DevelopmentPlatform _platform = new();

    private static readonly TdAttributes Debug = new(TdAttributes.DebugBit);

    public static TheoryData<string, string> PolicyReasons()
    {
        var reasons = new TheoryData<string, string>();
        foreach (var fault in Faults)
        {
            reasons.Add(fault.Code, fault.Component);
        }

        return reasons;
    }

    /// <summary>One fault for each check, in the order of the checks.</summary>
    private static (string Code, string Component, Func<Attempt, Attempt> Apply)[] Faults { get; } =
    [
        (AttestationErrors.KindRefused, "kind", attempt => attempt.Policed(policy => policy with { AcceptedKinds = [] })),
        (AttestationErrors.DevelopmentRootRefused, "root", attempt => attempt.Policed(policy => policy with { DevelopmentRoots = [] })),
        (AttestationErrors.ReportDataMismatch, "REPORTDATA", attempt => attempt with { Expected = Bind(Address.Zero, Seconds(Now)) }),
        (AttestationErrors.EvidenceExpired, "timestamp", attempt => attempt with { At = attempt.At.AddHours(1) }),
        (AttestationErrors.DebugEnclave, "TDATTRIBUTES", attempt => attempt.Running(domain => domain with { Attributes = Debug })),
        (AttestationErrors.MeasurementUnknown, "MRTD", attempt => attempt.Running(domain => domain with { MrTd = default })),
        (AttestationErrors.MeasurementUnknown, "RTMR0", attempt => attempt.Running(domain => domain with { Rtmr0 = default })),
        (AttestationErrors.MeasurementUnknown, "RTMR1", attempt => attempt.Running(domain => domain with { Rtmr1 = default })),
        (AttestationErrors.MeasurementUnknown, "RTMR2", attempt => attempt.Running(domain => domain with { Rtmr2 = default })),
        (AttestationErrors.MeasurementUnknown, "RTMR3", attempt => attempt.Running(domain => domain with { Rtmr3 = default })),
    ];

    [Fact]
    public void Evidence_ThatThePolicyNames_IsAccepted()
    {
        var verdict = Judge(Good());

        Assert.Equal(EvidenceRoot.Development, Assert.IsType<EvidenceAccepted>(verdict).Evidence.Root.Kind);
    }

    [Theory]
    [MemberData(nameof(PolicyReasons))]
    public void Evidence_WithThisFaultAlone_IsRefusedForIt(string code, string component) =>
        AssertRefused(code, component, Faults.Single(fault => fault.Component == component).Apply(Good()));

    [Theory]
    [MemberData(nameof(PolicyReasons))]
    public void Evidence_WithThisFaultAndAllLaterOnes_IsRefusedForThisOne(string code, string component) => AssertRefused(
        code,
        component,
        Faults.SkipWhile(fault => fault.Component != component).Aggregate(Good(), (attempt, fault) => fault.Apply(attempt)));

    [Fact]
    public void Faults_AsListed_FollowTheDocumentedPrecedence()
    {
        var places = Faults.Select(fault => AttestationErrors.InPrecedence.IndexOf(fault.Code)).ToArray();

        Assert.Equal(places.Order(), places);
        Assert.DoesNotContain(-1, places);
    }

    [Fact]
    public void Policy_WithNothingSet_RefusesDevelopmentEvidence() =>
        AssertRefused(AttestationErrors.DevelopmentRootRefused, "root", Good() with { Policy = new SessionEvidencePolicy() });

    [Fact]
    public void Policy_WithNothingButTheRootSet_RefusesEveryMeasurement()
    {
        var policy = new SessionEvidencePolicy { DevelopmentRoots = [_platform.Root.Fingerprint] };

        AssertRefused(AttestationErrors.MeasurementUnknown, "MRTD", Good() with { Policy = policy });
    }

    [Fact]
    public void Policy_ThatNamesAnotherDeploymentsRoot_RefusesThisOne()
    {
        var good = Good();
        var policy = good.Policy with { DevelopmentRoots = [DevelopmentPlatform.FilledBytes32(1)] };

        AssertRefused(AttestationErrors.DevelopmentRootRefused, "root", good with { Policy = policy });
    }

    [Fact]
    public void Evidence_BoundToAnotherWorker_IsRefused()
    {
        var good = Good();
        var othersBinding = Bind(new Address(Enumerable.Repeat((byte)0xa2, Address.Size).ToArray()), good.Expected.TimestampSeconds);

        AssertRefused(AttestationErrors.ReportDataMismatch, "REPORTDATA", good with { Expected = othersBinding });
    }

    /// <summary>Old evidence with its own time is too old; the same evidence under a newer time is not bound to that time.</summary>
    [Fact]
    public void Evidence_Replayed_IsRefusedUnderItsOwnTimeAndUnderANewerOne()
    {
        var good = Good();
        var later = Now.AddMinutes(10);

        AssertRefused(AttestationErrors.EvidenceExpired, "timestamp", good with { At = later });
        AssertRefused(
            AttestationErrors.ReportDataMismatch,
            "REPORTDATA",
            good with { At = later, Expected = Bind(Worker, Seconds(later)) });
    }

    [Theory]
    [InlineData(300_000, null)]
    [InlineData(300_001, AttestationErrors.EvidenceExpired)]
    [InlineData(-5_000, null)]
    [InlineData(-5_001, AttestationErrors.EvidenceFromFuture)]
    public void Evidence_AtTheEdgesOfItsAge_IsJudgedByTheMillisecond(int ageMilliseconds, string? code) =>
        Assert.Equal(code, (Judge(Good() with { At = Now.AddMilliseconds(ageMilliseconds) }) as EvidenceUnacceptable)?.Code);

    [Theory]
    [InlineData(ulong.MaxValue, AttestationErrors.EvidenceFromFuture)]
    [InlineData(0UL, AttestationErrors.EvidenceExpired)]
    public void Evidence_BoundToAnAbsurdTime_IsRefused(ulong timestampSeconds, string code)
    {
        var binding = Bind(Worker, timestampSeconds);

        AssertRefused(code, "timestamp", Good() with { Bound = binding, Expected = binding });
    }

    [Theory]
    [InlineData(0x01UL)]
    [InlineData(0x80UL)]
    public void Domain_WithAnyDebugBit_IsRefused(ulong bit)
    {
        var good = Good();

        AssertRefused(
            AttestationErrors.DebugEnclave,
            "TDATTRIBUTES",
            good with { Domain = good.Domain with { Attributes = new TdAttributes(TdAttributes.SeptVeDisableBit | bit) } });
    }

    [Fact]
    public void Register_LeftUnchecked_MayHoldAnything()
    {
        var good = Good();
        var attempt = good with
        {
            Domain = good.Domain with { Rtmr3 = DevelopmentPlatform.Filled(0x77) },
            Policy = good.Policy with { Rtmr3 = RegisterRule.Unchecked },
        };

        Assert.IsType<EvidenceAccepted>(Judge(attempt));
    }

    public void Dispose() => _platform.Dispose();

    private static ulong Seconds(DateTimeOffset time) => (ulong)time.ToUnixTimeSeconds();

    private static EvidenceBinding Bind(in Address worker, ulong timestampSeconds)
    {
        Assert.True(SessionBinding.TryCreate(worker, Key, Key, Nonce, timestampSeconds, out var binding));
        return binding;
    }

    private Attempt Good()
    {
        var domain = DevelopmentPlatform.Domain;
        var policy = new SessionEvidencePolicy
        {
            DevelopmentRoots = [_platform.Root.Fingerprint],
            MrTd = RegisterRule.OneOf(DevelopmentPlatform.Filled(0x99), domain.MrTd),
            Rtmr0 = RegisterRule.OneOf(domain.Rtmr0),
            Rtmr1 = RegisterRule.OneOf(domain.Rtmr1),
            Rtmr2 = RegisterRule.OneOf(domain.Rtmr2),
            Rtmr3 = RegisterRule.OneOf(domain.Rtmr3),
        };
        var binding = Bind(Worker, Seconds(Now));
        return new Attempt(domain, binding, binding, policy, Now);
    }

    private PolicyVerdict Judge(Attempt attempt) =>
        attempt.Policy.Judge(_platform.Verified(attempt.Domain, attempt.Bound.ReportData), attempt.Expected, attempt.At);

    private void AssertRefused(string code, string component, Attempt attempt)
    {
        var refused = Assert.IsType<EvidenceUnacceptable>(Judge(attempt));
        Assert.Equal((code, component), (refused.Code, refused.Component));
    }

    private sealed record Attempt(
        DevelopmentTrustDomain Domain, EvidenceBinding Bound, EvidenceBinding Expected, SessionEvidencePolicy Policy, DateTimeOffset At)
    {
        public Attempt Policed(Func<SessionEvidencePolicy, SessionEvidencePolicy> change) => this with { Policy = change(Policy) };

        public Attempt Running(Func<DevelopmentTrustDomain, DevelopmentTrustDomain> change) => this with { Domain = change(Domain) };
    }
}
