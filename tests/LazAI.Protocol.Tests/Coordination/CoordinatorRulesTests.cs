using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Coordination;
using LazAI.Protocol.Ledger;
using LazAI.Protocol.Time;
using LazAI.Protocol.Workers;

namespace LazAI.Protocol.Tests.Coordination;

/// <summary>Who is drawn with which weight, and when money moves again, follow the network's rules.</summary>
public sealed class CoordinatorRulesTests
{
    private static readonly Escrow s_escrow = new(
        new TaskId(Samples.Hash("task")), LedgerAccount.User(Samples.Submitter), new Amount(150), new Slot(10), 1);

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public void Plan_EscrowWithoutATask_GoesBackWhenTheMarginIsOver(long margin)
    {
        var coordinator = WithEscrow(Samples.Rules with { OrphanMarginSlots = margin });
        Assert.False(Refunds(coordinator, 10 + margin - 1));
        Assert.True(Refunds(coordinator, 10 + margin));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Plan_RefundThatIsNotSeen_IsAskedForAgainWhenPatienceIsOver(long patience)
    {
        var coordinator = WithEscrow(Samples.Rules with { OrphanMarginSlots = 1, SettlementPatienceSlots = patience });
        Assert.True(Refunds(coordinator, 11));
        Assert.False(Refunds(coordinator, 11 + patience - 1));
        Assert.True(Refunds(coordinator, 11 + patience));
    }

    [Theory]
    [InlineData(50, 100, 6_666)]
    [InlineData(1, 1, 5_000)]
    public void Plan_RosterAfterAFailure_HoldsTheReputationUnderTheRules(int failureWeight, int prior, int reputation)
    {
        var coordinator = new Coordinator(
            Samples.Rules with { ReputationFailureWeight = failureWeight, ReputationPrior = prior }, Samples.GenesisHash, Samples.Schedule);
        coordinator.Observe(new LedgerEvent.Allocated([new Allocation(LedgerAccount.Stake(Samples.Worker), Amount.FromTokens(100_000))]));
        coordinator.Observe(Samples.Worker, new WorkerEvent.SessionOpened(Samples.Session, default, Samples.Now));
        coordinator.Observe(
            Samples.Worker, new WorkerEvent.FailureRecorded(s_escrow.TaskId, 1, ComputeTaskErrors.LeaseLapsed, Samples.Now));

        var published = Assert.Single(coordinator.Plan(Samples.Now).OfType<CoordinatorAction.PublishRoster>());

        Assert.Equal(reputation, Assert.Single(published.Roster.Entries).Reputation);
    }

    private static Coordinator WithEscrow(ProtocolRules rules)
    {
        var coordinator = new Coordinator(rules, Samples.GenesisHash, Samples.Schedule);
        coordinator.Observe(new LedgerEvent.Reserved([s_escrow], new Slot(0)));
        return coordinator;
    }

    /// <summary>Whether the escrow is to go back when the log has come to this slot.</summary>
    private static bool Refunds(Coordinator coordinator, long slot)
    {
        coordinator.Observe(new SlotClockEvent.Ticked(new Slot(slot), new Slot(slot)));
        return coordinator.Plan(new Slot(slot)).OfType<CoordinatorAction.CloseEscrows>()
            .SelectMany(refund => refund.Settlements).Any(settlement => settlement.TaskId == s_escrow.TaskId);
    }
}
