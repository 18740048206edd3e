using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Protocol.Coordination;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Models;
using LazAI.Protocol.Workers;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Protocol.Tests.Coordination;

public class SessionCensusTests(ITestOutputHelper output)
{
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
            var policy = new ModelEvidencePolicy(AnyOf(random, s_roots), AnyOf(random, s_measurements), random.Next(2) == 0);
            var census = SessionCensus.Of(roster);
            Assert.Equal(roster.Eligible(policy, []).Length, census.CountEligible(policy));

            // It goes to gateways in other processes as canonical JSON.
            var received = CanonicalJson.Deserialize<SessionCensus>(CanonicalJson.Serialize(census));
            Assert.Equal(census.CountEligible(policy), received.CountEligible(policy));
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
