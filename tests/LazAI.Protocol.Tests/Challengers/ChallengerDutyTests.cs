using System.Buffers.Binary;
using System.Numerics;
using LazAI.Cryptography;
using LazAI.Protocol.Challengers;
using LazAI.Testing;
using Xunit.Abstractions;
using static LazAI.Protocol.Tests.Challengers.ChallengerStates;

namespace LazAI.Protocol.Tests.Challengers;

public class ChallengerDutyTests(ITestOutputHelper output)
{
    private static readonly Slot s_windowUntil = Samples.Now + 24;

    [Fact]
    public void Draw_AnyPanel_CanBeRepeatedByAStrangerFromTheDocumentation()
    {
        var random = TestSeed.Create(output);
        for (var i = 0; i < 500; i++)
        {
            var panel = AnyPanel(random, random.Next(1, 12));
            var (task, attempt, worker) = (AnyTask(random), random.Next(1, 100), panel.Entries[random.Next(panel.Entries.Length)].Challenger);
            Assert.Equal(
                Repeat(Samples.GenesisHash, task, attempt, worker, panel),
                ChallengerDuty.Draw(Samples.GenesisHash, task, attempt, worker, s_windowUntil, panel));
        }
    }

    [Fact]
    public void Draw_ManyTasks_FollowsReputation()
    {
        const int Draws = 20_000;
        var random = TestSeed.Create(output);
        var panel = new ChallengerPanel([Entry(1, 10_000), Entry(2, 5_000), Entry(3, 4_999), Entry(4, 1)]);
        var counts = Enumerable.Range(0, Draws)
            .Select(_ => ChallengerDuty.Draw(Samples.GenesisHash, AnyTask(random), 1, Samples.Worker, s_windowUntil, panel)!.Value)
            .CountBy(challenger => challenger).ToDictionary();

        // A share of one half has a standard deviation of 0.0035.
        Assert.Equal(
            [true, true, true, true],
            panel.Entries.Select(entry =>
                Math.Abs(((double)counts.GetValueOrDefault(entry.Challenger) / Draws) - (entry.Reputation / 20_000d)) < 0.0177));
    }

    [Fact]
    public void Draw_WorkerItselfOrTermEndingBefore_HasNoDuty()
    {
        var random = TestSeed.Create(output);
        var panel = new ChallengerPanel([Entry(1, 100), Entry(2, 10_000), Entry(3, 10_000) with { Until = s_windowUntil + -1 }]);
        for (var i = 0; i < 200; i++)
        {
            Assert.Equal(
                panel.Entries[0].Challenger,
                ChallengerDuty.Draw(Samples.GenesisHash, AnyTask(random), 1, panel.Entries[1].Challenger, s_windowUntil, panel));
        }

        Assert.Null(ChallengerDuty.Draw(
            Samples.GenesisHash, AnyTask(random), 1, panel.Entries[0].Challenger, s_windowUntil, new ChallengerPanel([panel.Entries[0]])));
        Assert.Null(ChallengerDuty.Draw(Samples.GenesisHash, AnyTask(random), 1, Samples.Worker, s_windowUntil, ChallengerPanel.Empty));
    }

    [Fact]
    public void Draw_OtherNetworkTaskOrAttempt_IsAnotherDraw()
    {
        var random = TestSeed.Create(output);
        var panel = AnyPanel(random, 50);
        var (task, same) = (AnyTask(random), 0);
        for (var i = 0; i < 100; i++)
        {
            same += Draw(Samples.GenesisHash, task, i) == Draw(Samples.Hash("other genesis"), task, i) ? 1 : 0;
            same += Draw(Samples.GenesisHash, task, i) == Draw(Samples.GenesisHash, AnyTask(random), i) ? 1 : 0;
            same += Draw(Samples.GenesisHash, task, i) == Draw(Samples.GenesisHash, task, i + 1) ? 1 : 0;
        }

        Assert.InRange(same, 0, 60);

        Address? Draw(Bytes32 genesis, TaskId task, int attempt) =>
            ChallengerDuty.Draw(genesis, task, attempt, Samples.Worker, s_windowUntil, panel);
    }

    [Fact]
    public void Create_Panel_HoldsThoseInOfficeInTheOrderOfTheirAddresses()
    {
        var state = Fold(
            Counted, Applied(Other), Elected(Other, 2), Applied(Samples.Worker), Elected(Samples.Worker, 3, Samples.Now), Applied(Samples.Submitter));
        var panel = ChallengerPanel.Create(state, Samples.Rules, Samples.Now + 1);
        Assert.Equal(new[] { Challenger, Other }.Order(), panel.Entries.Select(entry => entry.Challenger));
        Assert.All(panel.Entries, entry => Assert.Equal((10_000, TermUntil), (entry.Reputation, entry.Until)));
        Assert.NotEqual(panel.ComputeHash(), new ChallengerPanel(panel.Entries.RemoveAt(0)).ComputeHash());
    }

    [Theory]
    [InlineData(null, null, false)]
    [InlineData(24L, null, true)]
    [InlineData(25L, null, false)]
    [InlineData(null, 24L, true)]
    [InlineData(25L, 25L, false)]
    [InlineData(25L, 0L, true)]
    public void IsDone_ReportOrProof_CountsToTheLastSlotOfTheWindow(long? reported, long? proofFiled, bool done) =>
        Assert.Equal(done, ChallengerDuty.IsDone(At(reported), At(proofFiled), new Slot(24)));

    private static Slot? At(long? number) => number is { } slot ? new Slot(slot) : null;

    /// <summary>The draw as its documentation states it, in unbounded integers.</summary>
    private static Address? Repeat(Bytes32 genesis, TaskId task, int attempt, Address worker, ChallengerPanel panel)
    {
        var eligible = panel.Entries.Where(entry => entry.Challenger != worker && entry.Until >= s_windowUntil).ToArray();
        var number = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, attempt);
        var seed = Keccak256.Hash([.. "LazAI.challenger-duty.v1"u8, .. genesis.AsSpan(), .. task.Value.AsSpan(), .. number]);
        var total = eligible.Sum(entry => entry.Reputation);
        if (total == 0)
        {
            return null;
        }

        var point = (int)(new BigInteger(seed.AsSpan()[..16], isUnsigned: true, isBigEndian: true) % total);
        return eligible.SelectMany(entry => Enumerable.Repeat(entry.Challenger, entry.Reputation)).ElementAt(point);
    }

    private static ChallengerPanel AnyPanel(Random random, int count) => new(
        [.. Enumerable.Range(1, count).Select(i => Entry((byte)i, random.Next(1, 10_001)) with { Until = s_windowUntil + random.Next(-1, 3) })]);

    private static PanelEntry Entry(byte number, int reputation)
    {
        var address = new byte[20];
        address[0] = number;
        return new PanelEntry(new Address(address), reputation, s_windowUntil);
    }

    private static TaskId AnyTask(Random random)
    {
        var bytes = new byte[32];
        random.NextBytes(bytes);
        return new TaskId(new Bytes32(bytes));
    }
}
