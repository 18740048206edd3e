using System.Buffers.Binary;
using System.Numerics;
using LazAI.Attestation;
using LazAI.Cryptography;
using LazAI.Protocol.Coordination;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Protocol.Tests.Coordination;

public class AssignmentDrawTests(ITestOutputHelper output)
{
    private static readonly Bytes32 s_genesis = Keccak256.Hash("genesis"u8);

    [Fact]
    public void Order_AnyRoster_CanBeRepeatedByAStrangerFromTheDocumentation()
    {
        var random = TestSeed.Create(output);
        for (var i = 0; i < 200; i++)
        {
            var roster = AnyRoster(random);
            var task = new TaskId(AnyHash(random));
            var attempt = random.Next(1, 100);
            Assert.Equal(
                Repeat(s_genesis, task, attempt, roster.Entries),
                AssignmentDraw.Order(s_genesis, task, attempt, roster.Entries).Select(entry => entry.Session));
        }
    }

    [Fact]
    public void Order_WholeDraw_TakesEveryoneWithWeightOnce()
    {
        var random = TestSeed.Create(output);
        var roster = AnyRoster(random);
        var drawn = AssignmentDraw.Order(s_genesis, new TaskId(AnyHash(random)), 1, roster.Entries).ToArray();
        Assert.Equal(roster.Entries.Select(entry => entry.Session.Value).Order(), drawn.Select(entry => entry.Session.Value).Order());
    }

    [Fact]
    public void Create_EntriesInAnyOrder_GiveOneRosterAndSoOneDraw()
    {
        var random = TestSeed.Create(output);
        var entries = AnyRoster(random).Entries.ToArray();
        var roster = Roster.Create(entries);
        var task = new TaskId(AnyHash(random));
        for (var i = 0; i < 20; i++)
        {
            random.Shuffle(entries);
            var shuffled = Roster.Create(entries);
            Assert.Equal(roster.ComputeHash(), shuffled.ComputeHash());
            Assert.Equal(
                AssignmentDraw.Order(s_genesis, task, 1, roster.Entries), AssignmentDraw.Order(s_genesis, task, 1, shuffled.Entries));
        }
    }

    [Fact]
    public void Order_FirstDraws_FollowStakeTimesReputation()
    {
        var random = TestSeed.Create(output);
        RosterEntry[] entries =
        [
            Entry(1, 1, Amount.FromTokens(100_000), 10_000),
            Entry(2, 2, Amount.FromTokens(300_000), 10_000),
            Entry(3, 3, Amount.FromTokens(400_000), 5_000),
            Entry(4, 4, Amount.FromTokens(1_000_000), 4_000),
        ];
        Assert.Equal([0.1, 0.3, 0.2, 0.4], Frequencies(entries, random), new WithinFiveSigma());
    }

    /// <summary>A second session, as during renewal, brings its worker no second share.</summary>
    [Fact]
    public void Order_WorkerWithSeveralSessions_IsDrawnNoMoreOften()
    {
        var random = TestSeed.Create(output);
        RosterEntry[] entries =
        [
            Entry(1, 1, Amount.FromTokens(100_000), 10_000),
            Entry(2, 2, Amount.FromTokens(100_000), 10_000),
            Entry(2, 3, Amount.FromTokens(100_000), 10_000),
            Entry(2, 4, Amount.FromTokens(100_000), 10_000),
        ];
        Assert.Equal([1 / 2d, 1 / 6d, 1 / 6d, 1 / 6d], Frequencies(entries, random), new WithinFiveSigma());
    }

    [Fact]
    public void Order_NobodyOrNobodyWithWeight_DrawsNobody()
    {
        Assert.Empty(AssignmentDraw.Order(s_genesis, default, 1, []));
        Assert.Empty(AssignmentDraw.Order(s_genesis, default, 1, [Entry(1, 1, new Amount(1), 10_000)]));
    }

    [Fact]
    public void Order_LargestStakes_DoNotOverflow()
    {
        // Together they are the largest supply that the ledger takes.
        RosterEntry[] entries = [.. Enumerable.Range(1, 4).Select(i => Entry((byte)i, (byte)i, new Amount(UInt128.MaxValue / 4), 10_000))];
        Assert.Equal(4, AssignmentDraw.Order(s_genesis, default, 1, entries).Count());
    }

    [Fact]
    public void ComputeHash_OfARoster_ChangesWithEveryMember()
    {
        var entry = Entry(1, 1, Amount.FromTokens(100_000), 10_000);
        RosterEntry[] changed =
        [
            entry with { Worker = Address.Zero },
            entry with { Session = default },
            entry with { Stake = entry.Stake + new Amount(1) },
            entry with { Reputation = 9_999 },
            entry with { Evidence = entry.Evidence with { Debug = true } },
            entry with { Capacity = 2 },
            entry with { Until = new Slot(1_001) },
        ];
        var hashes = changed.Append(entry).Select(one => Roster.Create([one]).ComputeHash()).ToArray();
        Assert.Equal(hashes.Length, hashes.Distinct().Count());
    }

    [Theory]
    [InlineData("development-tdx", true, true, false, false, true)]
    [InlineData("development-tdx", true, true, true, false, false)]
    [InlineData("development-tdx", true, true, true, true, true)]
    [InlineData("development-tdx", false, true, false, false, false)]
    [InlineData("development-tdx", true, false, false, false, false)]
    [InlineData("tdx", true, true, false, false, false)]
    [InlineData("sgx", true, true, false, false, false)]
    public void Satisfies_PolicyOfAModel_AcceptsNothingBySilence(
        string kind, bool rootListed, bool measurementListed, bool debug, bool debugAllowed, bool satisfied)
    {
        var root = Keccak256.Hash("root"u8);
        var evidence = new EvidenceFacts(kind, root, new string('a', 96), debug, default);
        var policy = new EvidencePolicy(rootListed ? [root] : [], measurementListed ? [new string('a', 96)] : [], debugAllowed);
        Assert.Equal(satisfied, (Entry(1, 1, Amount.FromTokens(1), 1) with { Evidence = evidence }).Satisfies(policy, DateTimeOffset.UnixEpoch));
    }

    private static double[] Frequencies(RosterEntry[] entries, Random random)
    {
        const int Draws = 20_000;
        var counts = new int[entries.Length];
        for (var i = 0; i < Draws; i++)
        {
            counts[Array.IndexOf(entries, AssignmentDraw.Order(s_genesis, new TaskId(AnyHash(random)), 1, entries).First())]++;
        }

        return [.. counts.Select(count => (double)count / Draws)];
    }

    /// <summary>The draw as its documentation states it, in unbounded integers.</summary>
    private static List<SessionId> Repeat(Bytes32 genesis, TaskId task, int attempt, IReadOnlyList<RosterEntry> eligible)
    {
        var left = eligible.Select(entry => (
            entry.Session,
            Weight: (BigInteger)entry.Stake.BaseUnits / BigInteger.Pow(10, 18) * entry.Reputation
                / eligible.Count(other => other.Worker == entry.Worker))).ToList();
        var order = new List<SessionId>();
        for (var draw = 0; left.Count > 0; draw++)
        {
            var numbers = new byte[8];
            BinaryPrimitives.WriteInt32BigEndian(numbers, attempt);
            BinaryPrimitives.WriteInt32BigEndian(numbers.AsSpan(4), draw);
            var seed = Keccak256.Hash([.. "LazAI.assignment.v1"u8, .. genesis.AsSpan(), .. task.Value.AsSpan(), .. numbers]);
            var point = new BigInteger(seed.AsSpan()[..16], isUnsigned: true, isBigEndian: true)
                % left.Aggregate(BigInteger.Zero, (sum, entry) => sum + entry.Weight);
            var chosen = left.FindIndex(entry => (point -= entry.Weight) < 0);
            order.Add(left[chosen].Session);
            left.RemoveAt(chosen);
        }

        return order;
    }

    private static Roster AnyRoster(Random random) => Roster.Create(Enumerable.Range(0, random.Next(1, 12)).Select(i => Entry(
        (byte)random.Next(1, 8), (byte)(i + 1), Amount.FromTokens((ulong)random.NextInt64(100_000, 10_000_000)), random.Next(1, 10_001))));

    private static RosterEntry Entry(byte worker, byte session, Amount stake, int reputation)
    {
        var address = new byte[20];
        address[0] = worker;
        var hash = new byte[32];
        hash[0] = session;
        return new RosterEntry(
            new Address(address), new SessionId(new Bytes32(hash)), stake, reputation,
            new EvidenceFacts(EvidenceFacts.DevelopmentTdx, default, "", false, default), 1, new Slot(1_000));
    }

    private static Bytes32 AnyHash(Random random)
    {
        var bytes = new byte[32];
        random.NextBytes(bytes);
        return new Bytes32(bytes);
    }

    /// <summary>Of 20,000 draws a share of one half has a standard deviation of 0.0035; a wrong weight is off by far more.</summary>
    private sealed class WithinFiveSigma : IEqualityComparer<double>
    {
        public bool Equals(double x, double y) => Math.Abs(x - y) < 0.0177;

        public int GetHashCode(double value) => 0;
    }
}
