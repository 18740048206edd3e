using LazAI.Cryptography;
using LazAI.Protocol.Challenges;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Workers;

namespace LazAI.Protocol.Tests.ComputeTasks;

/// <summary>The sample task at each point of its life, made by its events.</summary>
internal static class TaskStates
{
    public static readonly Amount Stake = Amount.FromTokens(200_000);

    public static readonly SettledFee Fee = new(new Amount(100), new Amount(50));

    public static readonly SubmittedResult WrongResult = Wrong();

    public static ComputeTaskState Submitted { get; } = Fold(
        ComputeTaskState.Initial,
        new ComputeTaskEvent.Submitted(Samples.Request, Samples.Input, "{}", Samples.Submission, Samples.Rules.Version, Samples.Now));

    public static ComputeTaskState Assigned { get; } = AssignedTo(Samples.Worker, Samples.SessionId, 1);

    public static ComputeTaskState Executed { get; } = Fold(
        Assigned, new ComputeTaskEvent.Executed(new TaskExecution(Samples.Result(Samples.Request, 5).Result, Samples.Output, 1), Samples.Now));

    public static ComputeTaskState Final { get; } = Fold(VerifiedAt(Samples.Now), new ComputeTaskEvent.Finalized(Samples.Now));

    public static ComputeTaskState Settled { get; } = Fold(Final, new ComputeTaskEvent.Settled(Fee, Samples.Now));

    public static ComputeTaskState Expired { get; } =
        Fold(Submitted, new ComputeTaskEvent.Expired(ComputeTaskErrors.DeadlinePassed, Samples.Now));

    public static ComputeTaskState AssignedTo(Address worker, SessionId session, int attempt) => Fold(
        Submitted,
        new ComputeTaskEvent.Assigned(
            new TaskAssignment(worker, session, Samples.Now, Samples.Now + Samples.Rules.LeaseSlots, Samples.Hash("roster"), 0, Stake), attempt));

    public static ComputeTaskState VerifiedAt(Slot slot) => Fold(Executed, new ComputeTaskEvent.Verified(Samples.SessionId, null, slot));

    /// <summary>Verified in this slot, and open to challenges until that one.</summary>
    public static ComputeTaskState DisputableUntil(Slot last) =>
        Fold(Executed, new ComputeTaskEvent.Verified(Samples.SessionId, last, Samples.Now));

    /// <summary>The same with challenges that wait for their verdicts.</summary>
    public static ComputeTaskState Challenged(Slot last, params ReadOnlySpan<string> names)
    {
        var state = DisputableUntil(last);
        foreach (var name in names)
        {
            state = Fold(state, new ComputeTaskEvent.ChallengeFiled(new TaskChallenge(
                new ChallengeId(Samples.Hash(name)), Samples.Submitter, Samples.Hash("evidence of a fault"), 1, Samples.Now, Samples.Now + Samples.Rules.ChallengeJudgingSlots, ChallengeOutcome.Pending, "")));
        }

        return state;
    }

    public static ComputeTaskState WithLeaseUntil(ComputeTaskState state, Slot until) =>
        state with { Assignment = state.Assignment! with { Until = until } };

    public static ComputeTaskCommand.Assign Assign(int attempt) => new(
        Samples.Worker, Samples.SessionId, Samples.Now + 500, attempt, Samples.Hash("roster"), 0, Stake, Samples.Model);

    public static ComputeTaskCommand.AcceptResult AcceptResult(SubmittedResult result) => new(Samples.Verified(result), 1, Samples.Model);

    public static ComputeTaskState Fold(ComputeTaskState state, params ReadOnlySpan<ComputeTaskEvent> events)
    {
        foreach (var @event in events)
        {
            state = ComputeTaskAggregate.Apply(state, @event);
        }

        return state;
    }

    /// <summary>The arrows of PROTOCOL §4; a rejected result goes back to Submitted.</summary>
    public static bool IsArrow(ComputeTaskStatus from, ComputeTaskStatus to) => (from, to) is
        (ComputeTaskStatus.None, ComputeTaskStatus.Submitted)
        or (ComputeTaskStatus.Submitted, ComputeTaskStatus.Assigned or ComputeTaskStatus.Expired)
        or (ComputeTaskStatus.Assigned, ComputeTaskStatus.Executed or ComputeTaskStatus.Submitted)
        or (ComputeTaskStatus.Executed, ComputeTaskStatus.Verified or ComputeTaskStatus.Submitted)
        or (ComputeTaskStatus.Verified, ComputeTaskStatus.Batched or ComputeTaskStatus.Final or ComputeTaskStatus.Invalid)
        or (ComputeTaskStatus.Batched, ComputeTaskStatus.Provisional or ComputeTaskStatus.Invalid)
        or (ComputeTaskStatus.Provisional, ComputeTaskStatus.Final or ComputeTaskStatus.Invalid)
        or (ComputeTaskStatus.Final, ComputeTaskStatus.Settled);

    private static SubmittedResult Wrong()
    {
        var result = Samples.Result(Samples.Request, 5);
        return result with { Result = result.Result with { Objective = Samples.Hash("lie") } };
    }
}
