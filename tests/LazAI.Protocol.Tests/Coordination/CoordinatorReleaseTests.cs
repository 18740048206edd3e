using LazAI.Protocol.Challenges;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Coordination;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Ledger;
using LazAI.Protocol.Models;
using LazAI.Protocol.Tests.ComputeTasks;
using LazAI.Protocol.Time;
using LazAI.Protocol.Workers;

namespace LazAI.Protocol.Tests.Coordination;

/// <summary>Stakes whose time is over leave, but not while something is held against their owners, also where a snapshot was between (PROTOCOL §11).</summary>
public sealed class CoordinatorReleaseTests
{
    private static readonly TaskId s_task = Samples.Request.ComputeTaskId();
    private static readonly TaskChallenge s_challenge = new(
        new ChallengeId(Samples.Hash("challenge")), Samples.Submitter, Samples.Hash("evidence"), 1, Samples.Now, Samples.Now + 20, ChallengeOutcome.Pending, "");

    private static readonly Unbonding s_entry = new(new OperationId(Samples.Hash("unbonding")), 1, Samples.Worker, new Amount(5), Samples.Now + 10);
    private static readonly Unbonding s_others = new(new OperationId(Samples.Hash("another's")), 2, Samples.Submitter, new Amount(5), Samples.Now + 10);

    private Coordinator _coordinator = new(Samples.Rules, Samples.GenesisHash, Samples.Schedule);
    private Slot _now = Samples.Now;
    private long _position;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void PlanReleases_SlotOfTheLogHasCome_NamesTheStakeUntilItHasLeft(bool restored)
    {
        Unbond();
        Restore(restored);
        Tick(9);
        Assert.Empty(Released());
        Tick(1);
        Assert.Equal([s_entry.Id, s_others.Id], Released());

        // Not seen, it is asked for again when patience is over; seen, never again.
        Assert.Empty(Released());
        Tick(Samples.Rules.SettlementPatienceSlots);
        Assert.Equal([s_entry.Id, s_others.Id], Released());
        Observe(new LedgerEvent.UnbondingsReleased([s_entry, s_others], _now, _position));
        Tick(1_000);
        Assert.Empty(Released());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void PlanReleases_ChallengeThatIsUpheld_HoldsUntilTheWorkerIsSlashed(bool restored)
    {
        Unbond();
        Challenge();
        Tick(10);
        Restore(restored);
        Assert.Equal([s_others.Id], Released());

        // Whatever event is the last that was read, the owner is held.
        Observe(new ComputeTaskEvent.ChallengeDecided(s_challenge.Id, ChallengeOutcome.Upheld, "False.", _now));
        RequireHeld(restored);
        Observe(new ComputeTaskEvent.Invalidated(Samples.Worker, 1, TaskStates.Stake, Samples.Submitter, ChallengeErrors.FaultProven, "False.", _now));
        RequireHeld(restored);
        var offence = new WorkerEvent.OffenceRecorded(
            WorkerAggregate.OffenceId(s_task, 1), s_task, 1, ChallengeErrors.FaultProven, Samples.Rules.FalseResultSlash, TaskStates.Stake, Samples.Submitter,
            Samples.Rules.ReporterShare, _now + 10, _now);
        _coordinator.Observe(Samples.Worker, offence);
        RequireHeld(restored);
        Observe(new LedgerEvent.Slashed(offence.Id, Samples.Worker, [], _now));
        RequireReleased(restored);
    }

    [Theory]
    [InlineData(ChallengeOutcome.Rejected, false)]
    [InlineData(ChallengeOutcome.Rejected, true)]
    [InlineData(ChallengeOutcome.Dropped, false)]
    [InlineData(ChallengeOutcome.Moot, true)]
    public void PlanReleases_ChallengeThatComesToNothing_HoldsUntilItIsDecided(ChallengeOutcome outcome, bool restored)
    {
        Unbond();
        Challenge();
        Tick(10);
        RequireHeld(restored);
        Observe(new ComputeTaskEvent.ChallengeDecided(s_challenge.Id, outcome, "Right.", _now));
        RequireReleased(restored);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void PlanReleases_WorkerFoundDown_HoldsUntilItIsSlashed(bool restored)
    {
        Unbond();
        var down = new WorkerEvent.FoundDown(new OperationId(Samples.Hash("down")), _now, new BasisPoints(200), _now);
        _coordinator.Observe(Samples.Worker, down);
        Tick(10);
        RequireHeld(restored);
        Observe(new LedgerEvent.Slashed(
            down.Id, Samples.Worker, [new Movement(LedgerAccount.Unbonding(Samples.Worker), LedgerAccount.Slashed, new Amount(2))], _now));
        RequireReleased(restored);
        Assert.Equal(new Amount(3), _coordinator.Capture().Unbondings[0].Amount);
    }

    /// <summary>The ledger has nothing left to release; asking would have no end.</summary>
    [Fact]
    public void PlanReleases_StakeThatASlashHasTaken_IsForgotten()
    {
        Unbond();
        Observe(new LedgerEvent.Slashed(
            new OperationId(Samples.Hash("slash")),
            Samples.Worker,
            [new Movement(LedgerAccount.Unbonding(Samples.Worker), LedgerAccount.Slashed, s_entry.Amount)],
            _now));
        Tick(10);
        Assert.Equal([s_others.Id], Released());
        Assert.Equal(s_others, Assert.Single(_coordinator.Capture().Unbondings));
    }

    /// <summary>What is planned can be judged by whoever reads the log: it says up to where it was read.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void PlanReleases_Order_NamesThePositionThatWasRead(bool restored)
    {
        Unbond();
        Tick(10);
        Restore(restored);
        Assert.Equal(_position, Assert.Single(_coordinator.Plan(_now).OfType<CoordinatorAction.ReleaseUnbondings>()).Release.ReadTo);
    }

    private void Unbond()
    {
        Observe(new LedgerEvent.Allocated([.. new[] { s_entry, s_others }.Select(entry => new Allocation(LedgerAccount.Stake(entry.Owner), entry.Amount))]));
        Observe(new LedgerEvent.UnbondingBegan(s_entry, _now));
        Observe(new LedgerEvent.UnbondingBegan(s_others, _now));
    }

    private void Challenge()
    {
        _coordinator.Observe(new ModelEvent.Registered(Samples.Model.Id, Samples.Model.Description, Samples.Registration, _now));
        Observe(new ComputeTaskEvent.Submitted(Samples.Request, Samples.Input, "{}", Samples.Submission, 1, _now));
        Observe(new ComputeTaskEvent.Assigned(TaskStates.Assigned.Assignment!, 1));
        Observe(new ComputeTaskEvent.Verified(Samples.SessionId, _now + 20, _now));
        Observe(new ComputeTaskEvent.ChallengeFiled(s_challenge));
    }

    private void RequireHeld(bool restored)
    {
        Restore(restored);
        Tick(Samples.Rules.SettlementPatienceSlots);
        Assert.DoesNotContain(s_entry.Id, Released());
    }

    private void RequireReleased(bool restored)
    {
        Restore(restored);
        Tick(Samples.Rules.SettlementPatienceSlots);
        Assert.Contains(s_entry.Id, Released());
    }

    private OperationId[] Released() =>
        [.. _coordinator.Plan(_now).OfType<CoordinatorAction.ReleaseUnbondings>().SelectMany(action => action.Release.Ids)];

    private void Tick(long slots)
    {
        var first = _now + 1;
        _now += slots;
        var (type, payload) = SlotClockEvent.Codec.Encode(new SlotClockEvent.Ticked(first, _now));
        _coordinator.Observe(++_position, "slot-clock", "network", type, payload);
    }

    private void Observe(ComputeTaskEvent @event) => _coordinator.Observe(s_task, @event);

    private void Observe(LedgerEvent @event) => _coordinator.Observe(@event);

    /// <summary>Through the snapshot's own encoding.</summary>
    private void Restore(bool restored)
    {
        if (restored)
        {
            _coordinator = Coordinator.Restore(
                CanonicalJson.Deserialize<CoordinatorSnapshot>(CanonicalJson.Serialize(_coordinator.Capture())), Samples.Rules, Samples.GenesisHash, Samples.Schedule);
        }
    }
}
