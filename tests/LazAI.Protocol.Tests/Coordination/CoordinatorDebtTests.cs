using LazAI.Cryptography;
using LazAI.Protocol.Challenges;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Coordination;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Ledger;
using LazAI.Protocol.Models;
using LazAI.Protocol.Tests.ComputeTasks;
using LazAI.Protocol.Workers;

namespace LazAI.Protocol.Tests.Coordination;

/// <summary>What the log makes due is asked for until the ledger's entry is seen, also by a coordinator that a snapshot has restored.</summary>
public sealed class CoordinatorDebtTests
{
    private static readonly TaskId s_task = Samples.Request.ComputeTaskId();
    private static readonly TaskChallenge s_challenge = new(
        new ChallengeId(Samples.Hash("challenge")), Samples.Submitter, Samples.Hash("evidence"), 1, Samples.Now, Samples.Now, ChallengeOutcome.Pending, "");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Plan_Offence_IsRecordedThenSlashedOnce(bool restored)
    {
        var coordinator = Challenged();
        coordinator.Observe(s_task, new ComputeTaskEvent.ChallengeDecided(s_challenge.Id, ChallengeOutcome.Upheld, "False.", Samples.Now));
        coordinator.Observe(s_task, new ComputeTaskEvent.Invalidated(
            Samples.Worker, 1, TaskStates.Stake, Samples.Submitter, ChallengeErrors.FaultProven, "False.", Samples.Now));
        coordinator = restored ? Restored(coordinator) : coordinator;

        var planned = coordinator.Plan(Samples.Now);
        var offence = Assert.Single(planned.OfType<CoordinatorAction.RecordOffence>()).Offence;
        Assert.Equal((Samples.Worker, TaskStates.Stake, (Address?)Samples.Submitter), (offence.Worker, offence.StakeThen, offence.Reporter));
        var bond = Assert.Single(planned.OfType<CoordinatorAction.PayDebt>()).Debt.Transfer!;
        Assert.Equal(Bonds.Return(s_challenge.Id, Samples.Submitter, Samples.Rules), bond);

        coordinator.Observe(new LedgerEvent.Posted([bond], new Slot(Slot.NumberMaximum), Samples.Now));
        var recorded = new WorkerEvent.OffenceRecorded(
            WorkerAggregate.OffenceId(s_task, 1), s_task, 1, ChallengeErrors.FaultProven, Samples.Rules.FalseResultSlash, TaskStates.Stake, Samples.Submitter,
            Samples.Rules.ReporterShare, Samples.Now + 10, Samples.Now);
        coordinator.Observe(Samples.Worker, recorded);
        coordinator = restored ? Restored(coordinator) : coordinator;
        var slash = Assert.Single(coordinator.Plan(Samples.Now).OfType<CoordinatorAction.PayDebt>()).Debt.Slash!;
        Assert.Equal((recorded.Id, Samples.Worker, (Amount?)TaskStates.Stake), (slash.Id, slash.Offender, slash.StakeThen));

        // Not seen, it is asked for again when patience is over; seen, never again.
        var later = Samples.Now + Samples.Rules.SettlementPatienceSlots;
        Assert.Empty(coordinator.Plan(later + -1).OfType<CoordinatorAction.PayDebt>());
        Assert.Single(coordinator.Plan(later).OfType<CoordinatorAction.PayDebt>());
        coordinator.Observe(new LedgerEvent.Slashed(recorded.Id, Samples.Worker, [], later));
        var last = coordinator.Plan(later + 1_000);
        Assert.Empty(last.OfType<CoordinatorAction.PayDebt>());
        Assert.Empty(last.OfType<CoordinatorAction.RecordOffence>());
    }

    /// <summary>Between the result that convicts a worker and the worker's own record of it, a task that waits would only lose an attempt there.</summary>
    [Theory]
    [InlineData("task/proof-invalid", false, false)]
    [InlineData("task/proof-invalid", true, false)]
    [InlineData("task/proof-missing", false, true)]
    public void Plan_RejectedResult_GoesToItsWorkerAgainUnlessThatIsConvicted(string reason, bool restored, bool assigned)
    {
        var coordinator = new Coordinator(Samples.Rules, Samples.GenesisHash, Samples.Schedule);
        coordinator.Observe(new LedgerEvent.Allocated([new Allocation(LedgerAccount.Stake(Samples.Worker), Samples.Rules.WorkerStakeMinimum)]));
        coordinator.Observe(new ModelEvent.Registered(Samples.Model.Id, Samples.Model.Description, Samples.Registration, Samples.Now));
        coordinator.Observe(Samples.Worker, new WorkerEvent.SessionOpened(Samples.Session, default, Samples.Now));
        coordinator.Observe(s_task, new ComputeTaskEvent.Submitted(Samples.Request, Samples.Input, "{}", Samples.Submission, 1, Samples.Now));
        coordinator.Observe(s_task, new ComputeTaskEvent.Assigned(TaskStates.Assigned.Assignment!, 1));
        coordinator.Observe(s_task, new ComputeTaskEvent.ResultRejected(Samples.Worker, 1, new ErrorCode(reason), "False.", Samples.Now));
        coordinator = restored ? Restored(coordinator) : coordinator;
        Assert.Equal(assigned, coordinator.Plan(Samples.Now).OfType<CoordinatorAction.AssignTask>().Any());
    }

    /// <summary>The next attempt is another worker's in each case, if there is another; the reputation is only lost where the worker is at fault.</summary>
    [Theory]
    [InlineData("task/declined", true)]
    [InlineData("task/data-sets-unavailable", false)]
    public void Plan_FailedAttempt_IsRecordedWhereItIsTheWorkersFault(string reason, bool recorded)
    {
        var coordinator = new Coordinator(Samples.Rules, Samples.GenesisHash, Samples.Schedule);
        foreach (var worker in (Address[])[Samples.Worker, Samples.OtherWorker])
        {
            coordinator.Observe(new LedgerEvent.Allocated([new Allocation(LedgerAccount.Stake(worker), Samples.Rules.WorkerStakeMinimum)]));
        }

        coordinator.Observe(new ModelEvent.Registered(Samples.Model.Id, Samples.Model.Description, Samples.Registration, Samples.Now));
        coordinator.Observe(Samples.Worker, new WorkerEvent.SessionOpened(Samples.Session, default, Samples.Now));
        coordinator.Observe(
            Samples.OtherWorker, new WorkerEvent.SessionOpened(Samples.Session with { Id = Samples.OtherSessionId }, default, Samples.Now));
        coordinator.Observe(s_task, new ComputeTaskEvent.Submitted(Samples.Request, Samples.Input, "{}", Samples.Submission, 1, Samples.Now));
        coordinator.Observe(s_task, new ComputeTaskEvent.Assigned(TaskStates.Assigned.Assignment!, 1));
        coordinator.Observe(s_task, new ComputeTaskEvent.AttemptFailed(Samples.Worker, 1, new ErrorCode(reason), "No consent.", Samples.Now));
        var planned = coordinator.Plan(Samples.Now);
        Assert.Equal(recorded, planned.OfType<CoordinatorAction.RecordFailure>().Any());
        Assert.Equal(Samples.OtherWorker, Assert.Single(planned.OfType<CoordinatorAction.AssignTask>()).Worker);
    }

    [Fact]
    public void Plan_RejectedChallenge_PaysTheWorker()
    {
        var coordinator = Challenged();
        coordinator.Observe(s_task, new ComputeTaskEvent.ChallengeDecided(s_challenge.Id, ChallengeOutcome.Rejected, "Right.", Samples.Now));
        Assert.Equal(
            Bonds.Forfeit(s_challenge.Id, Samples.Worker, Samples.Rules),
            Assert.Single(coordinator.Plan(Samples.Now).OfType<CoordinatorAction.PayDebt>()).Debt.Transfer);
    }

    [Fact]
    public void Plan_VoidChallenge_ReturnsTheBond()
    {
        var coordinator = Challenged();
        coordinator.Observe(s_task, new ComputeTaskEvent.ChallengeDecided(s_challenge.Id, ChallengeOutcome.Void, "Lost.", Samples.Now));
        Assert.Equal(
            Bonds.Return(s_challenge.Id, s_challenge.Challenger, Samples.Rules),
            Assert.Single(coordinator.Plan(Samples.Now).OfType<CoordinatorAction.PayDebt>()).Debt.Transfer);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Plan_PendingChallenge_WakesItsTaskEachSlot(bool restored)
    {
        var coordinator = restored ? Restored(Challenged()) : Challenged();
        Assert.Single(coordinator.Plan(Samples.Now).OfType<CoordinatorAction.JudgeChallenges>());
        Assert.Single(coordinator.Plan(Samples.Now + 1).OfType<CoordinatorAction.JudgeChallenges>());
        coordinator.Observe(s_task, new ComputeTaskEvent.ChallengeDecided(s_challenge.Id, ChallengeOutcome.Dropped, "No bond.", Samples.Now));
        var planned = coordinator.Plan(Samples.Now + 2);
        Assert.Empty(planned.OfType<CoordinatorAction.JudgeChallenges>());
        Assert.Empty(planned.OfType<CoordinatorAction.PayDebt>());
    }

    [Theory]
    [InlineData(VerifyMode.Tee, ComputeTaskStatus.Verified, true)]
    [InlineData(VerifyMode.Optimistic, ComputeTaskStatus.Verified, false)]
    [InlineData(VerifyMode.Optimistic, ComputeTaskStatus.Final, true)]
    [InlineData(VerifyMode.Optimistic, ComputeTaskStatus.Settled, true)]
    [InlineData(VerifyMode.Tee, ComputeTaskStatus.Invalid, false)]
    [InlineData(VerifyMode.Tee, ComputeTaskStatus.Expired, false)]
    [InlineData(VerifyMode.Tee, ComputeTaskStatus.Assigned, false)]
    public void VerifyResult_ModeAndStatus_SayWhetherItIsValid(VerifyMode mode, ComputeTaskStatus status, bool valid) => Assert.Equal(
        valid,
        Api.ResultValidity.Of(s_task, TaskStates.Executed with { Request = Samples.Request with { VerifyMode = mode }, Status = status }).Valid);

    private static Coordinator Challenged()
    {
        var coordinator = new Coordinator(Samples.Rules, Samples.GenesisHash, Samples.Schedule);
        coordinator.Observe(new ModelEvent.Registered(Samples.Model.Id, Samples.Model.Description, Samples.Registration, Samples.Now));
        coordinator.Observe(s_task, new ComputeTaskEvent.Submitted(Samples.Request, Samples.Input, "{}", Samples.Submission, 1, Samples.Now));
        coordinator.Observe(s_task, new ComputeTaskEvent.Assigned(TaskStates.Assigned.Assignment!, 1));
        coordinator.Observe(s_task, new ComputeTaskEvent.Verified(Samples.SessionId, Samples.Now + 20, Samples.Now));
        coordinator.Observe(s_task, new ComputeTaskEvent.ChallengeFiled(s_challenge));
        return coordinator;
    }

    /// <summary>Through the snapshot's own encoding.</summary>
    private static Coordinator Restored(Coordinator coordinator) => Coordinator.Restore(
        CanonicalJson.Deserialize<CoordinatorSnapshot>(CanonicalJson.Serialize(coordinator.Capture())), Samples.Rules, Samples.GenesisHash, Samples.Schedule);
}
