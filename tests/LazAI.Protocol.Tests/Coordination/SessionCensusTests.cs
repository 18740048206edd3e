using System.Collections.Immutable;
using LazAI.Attestation;
using LazAI.Cryptography;
using LazAI.Protocol.Coordination;
using LazAI.Protocol.Encoding;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Protocol.Tests.Coordination;

public class SessionCensusTests(ITestOutputHelper output)
{
    private static readonly DateTimeOffset s_at = new(2026, 6, 15, 12, 0, 0, TimeSpan.Zero);
    private static readonly ImmutableArray<Bytes32> s_roots = [Keccak256.Hash("a root"u8), Keccak256.Hash("another"u8)];
    private static readonly ImmutableArray<string> s_measurements = [new('1', 96), new('2', 96), new('3', 96)];

    /// <summary>The census and the draw must never disagree about whom a model accepts.</summary>
    [Fact]
    public void CountEligible_AnyRosterAndPolicy_IsHowManyTheDrawWouldBeAmong()
    {
        var random = TestSeed.Create(output);
        for (var i = 0; i < 500; i++)
        {
            var roster = AnyRoster(random);
            var policy = new EvidencePolicy(AnyOf(random, s_roots), AnyOf(random, s_measurements), random.Next(2) == 0);
            var census = SessionCensus.Of(roster);
            Assert.Equal(roster.Eligible(policy, [], s_at).Length, census.CountEligible(policy, s_at));

            // It goes to gateways in other processes as canonical JSON.
            var received = CanonicalJson.Deserialize<SessionCensus>(CanonicalJson.Serialize(census));
            Assert.Equal(census.CountEligible(policy, s_at), received.CountEligible(policy, s_at));
        }
    }

    [Fact]
    public void Of_ManySessionsWithOneMeasurement_IsOneLine()
    {
        var random = TestSeed.Create(output);
        var evidence = new EvidenceFacts(EvidenceFacts.DevelopmentTdx, s_roots[0], s_measurements[0], false, default);
        var roster = Roster.Create(Enumerable.Range(0, 1_000).Select(_ => AnyEntry(random) with { Evidence = evidence with { Hash = AnyHash(random) } }));
        Assert.Equal(new EvidenceCount(evidence, 1_000), Assert.Single(SessionCensus.Of(roster).Evidence));
    }

    /// <summary>A tolerance ends between two slots: from then on the session is not drawn, and not counted.</summary>
    [Fact]
    public void Eligible_AfterATolerancesLastSecond_IsNobody()
    {
        var end = new DateTimeOffset(2026, 12, 31, 23, 59, 59, TimeSpan.Zero);
        var level = new TcbLevelFacts("UpToDate", end.AddDays(-100));
        var evidence = new EvidenceFacts(EvidenceFacts.Sgx, s_roots[0], new string('a', 64), false, default)
        {
            Enclave = new SgxFacts(new string('b', 64), 1, 5, new string('0', 128), 0),
            Tcb = new TcbFacts("UpToDate", ["INTEL-SA-00615"], [], level, level, 17, "00906ED50000", end.AddDays(-10), end.AddDays(10)),
        };
        var random = TestSeed.Create(output);
        var roster = Roster.Create(Enumerable.Range(0, 3).Select(_ => AnyEntry(random) with
        {
            Evidence = evidence with { Hash = AnyHash(random), CollateralHash = AnyHash(random), CertificatesUntil = end.AddDays(random.Next(1000)) },
        }));
        var census = CanonicalJson.Deserialize<SessionCensus>(CanonicalJson.Serialize(SessionCensus.Of(roster)));

        Assert.Single(census.Evidence);
        Assert.Equal((3, 3), (roster.Eligible(Samples.GenuineSgx, [], end).Length, census.CountEligible(Samples.GenuineSgx, end)));
        Assert.Empty(census.FindRefusals(Samples.GenuineSgx, end));
        Assert.Equal(
            (0, 0), (roster.Eligible(Samples.GenuineSgx, [], end.AddSeconds(1)).Length, census.CountEligible(Samples.GenuineSgx, end.AddSeconds(1))));
        Assert.Equal(
            AttestationErrors.AdvisoryRefused, Assert.Single(census.FindRefusals(Samples.GenuineSgx, end.AddSeconds(1))).Code.Value);
    }

    /// <summary>A model that wants genuine TDX: the development worker is not drawn, and the reason is told.</summary>
    [Fact]
    public void FindRefusals_ModelThatDemandsGenuineHardware_SaysWhyDevelopmentSessionsAreNotDrawn()
    {
        var evidence = new EvidenceFacts(EvidenceFacts.DevelopmentTdx, s_roots[0], s_measurements[0], false, default);
        var random = TestSeed.Create(output);
        var roster = Roster.Create(Enumerable.Range(0, 3).Select(_ => AnyEntry(random) with { Evidence = evidence }));
        var policy = new EvidencePolicy([], [], AllowDebug: false);

        Assert.Empty(roster.Eligible(policy, [], s_at));
        var refusal = Assert.Single(SessionCensus.Of(roster).FindRefusals(policy, s_at));
        Assert.Equal((AttestationErrors.DevelopmentRootRefused, 3), (refusal.Code.Value, refusal.Sessions));
        Assert.Contains("proves nothing about hardware", refusal.Reason, StringComparison.Ordinal);
        Assert.Empty(SessionCensus.Of(roster).FindRefusals(new EvidencePolicy([s_roots[0]], [s_measurements[0]], false), s_at));
    }

    private static Roster AnyRoster(Random random) => Roster.Create(Enumerable.Range(0, random.Next(20)).Select(_ => AnyEntry(random)));

    private static RosterEntry AnyEntry(Random random) => new(
        new Address(AnyHash(random).AsSpan()[..20]),
        new SessionId(AnyHash(random)),
        Amount.FromTokens(100_000),
        random.Next(1, 10_001),
        new EvidenceFacts(
            random.Next(4) == 0 ? EvidenceFacts.Tdx : EvidenceFacts.DevelopmentTdx,
            s_roots[random.Next(s_roots.Length)],
            s_measurements[random.Next(s_measurements.Length)],
            random.Next(3) == 0,
            AnyHash(random)),
        1,
        new Slot(1_000));

    private static ImmutableArray<T> AnyOf<T>(Random random, ImmutableArray<T> values) => [.. values.Where(_ => random.Next(2) == 0)];

    private static Bytes32 AnyHash(Random random)
    {
        var bytes = new byte[32];
        random.NextBytes(bytes);
        return new Bytes32(bytes);
    }
}
