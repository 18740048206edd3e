using LazAI.Cryptography;
using LazAI.Protocol.Challenges;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Proofs;
using LazAI.Protocol.Tests.Challenges;
using LazAI.Protocol.Tests.Deciding;

namespace LazAI.Protocol.Tests.ComputeTasks;

public class ComputeTaskGridTests
{
    private static readonly Slot s_late = Samples.Now + 1;
    private static readonly ChallengeId s_challenge = new(Samples.Hash("a"));
    private static readonly Bytes32 s_evidence = Samples.Hash("evidence of a fault");

    public static IEnumerable<(string Name, ComputeTaskState State)> States =>
    [
        ("None", ComputeTaskState.Initial),
        ("Submitted", TaskStates.Submitted),
        ("Submitted, deadline passed", TaskStates.Submitted with { Request = Samples.Request with { DeadlineSlot = s_late } }),
        ("Assigned", TaskStates.Assigned),
        ("Assigned to another worker", TaskStates.AssignedTo(Samples.OtherWorker, Samples.SessionId, 1)),
        ("Assigned to another session", TaskStates.AssignedTo(Samples.Worker, Samples.OtherSessionId, 1)),
        ("Assigned, lease lapsed", TaskStates.WithLeaseUntil(TaskStates.Assigned, Samples.Now)),
        ("Assigned, last attempt", TaskStates.AssignedTo(Samples.Worker, Samples.SessionId, Samples.Rules.TaskAttemptsMaximum)),
        (
            "Assigned, last attempt lapsed",
            TaskStates.WithLeaseUntil(
                TaskStates.AssignedTo(Samples.Worker, Samples.SessionId, Samples.Rules.TaskAttemptsMaximum), Samples.Now)),
        (
            "Assigned, deadline passed and lease lapsed",
            TaskStates.WithLeaseUntil(TaskStates.Assigned, Samples.Now) with
            {
                Request = Samples.Request with { DeadlineSlot = Samples.Now },
            }),
        ("Executed", TaskStates.Executed),
        ("Verified in this slot", TaskStates.VerifiedAt(s_late)),
        ("Verified", TaskStates.VerifiedAt(Samples.Now)),
        ("Verified, window's last slot", TaskStates.DisputableUntil(s_late)),
        ("Verified, window over", TaskStates.DisputableUntil(Samples.Now)),
        ("Verified, challenged", TaskStates.Challenged(Samples.Now, "a")),
        ("Verified, challenged, time for judging over", WithJudgingOver(TaskStates.Challenged(Samples.Now, "a"))),
        ("Verified, challenged twice", TaskStates.Challenged(s_late, "b", "a")),
        ("Invalid, one more challenge waits", TaskStates.Challenged(s_late, "a") with { Status = ComputeTaskStatus.Invalid }),
        ("Batched", TaskStates.VerifiedAt(Samples.Now) with { Status = ComputeTaskStatus.Batched }),
        ("Provisional", TaskStates.VerifiedAt(Samples.Now) with { Status = ComputeTaskStatus.Provisional }),
        ("Final", TaskStates.Final),
        ("Settled", TaskStates.Settled),
        ("Expired", TaskStates.Expired),
        ("Invalid", TaskStates.Settled with { Status = ComputeTaskStatus.Invalid }),
    ];

    public static IReadOnlyList<(string Name, ComputeTaskCommand Command)> Commands =>
    [
        ("Submit", new ComputeTaskCommand.Submit(Samples.Request, Samples.Input, "{}", Samples.Submission, Samples.Model)),
        ("Assign, attempt 1", TaskStates.Assign(1)),
        ("Assign, attempt 2", TaskStates.Assign(2)),
        ("ExtendLease", new ComputeTaskCommand.ExtendLease(Samples.Worker, Samples.SessionId, Samples.Model)),
        ("Decline", new ComputeTaskCommand.Decline(Samples.Worker, Samples.SessionId, "draining", DeclineKind.Unable, Samples.Model)),
        ("CheckDeadlines", new ComputeTaskCommand.CheckDeadlines()),
        ("AcceptResult", TaskStates.AcceptResult(Samples.Result(Samples.Request, 5))),
        ("AcceptResult, wrong result", TaskStates.AcceptResult(TaskStates.WrongResult)),
        ("AcceptProof", new ComputeTaskCommand.AcceptProof(new ResultProof("{}"u8.ToArray(), "[]"u8.ToArray(), default), Samples.Model)),
        ("FileChallenge", new ComputeTaskCommand.FileChallenge(s_challenge, Samples.Submitter, s_evidence, 1)),
        ("FileChallenge of its own result", new ComputeTaskCommand.FileChallenge(s_challenge, Samples.Worker, s_evidence, 1)),
        ("JudgeChallenge, proven", new ComputeTaskCommand.JudgeChallenge(s_challenge, Verdicts.Proven(s_evidence))),
        ("JudgeChallenge, not proven", new ComputeTaskCommand.JudgeChallenge(s_challenge, Verdicts.NotProven(s_evidence))),
        (
            "JudgeChallenge, no bond",
            new ComputeTaskCommand.JudgeChallenge(s_challenge, new FraudProofVerdict.Unbonded(s_evidence, "It holds nothing."))),
        (
            "JudgeChallenge, evidence lost",
            new ComputeTaskCommand.JudgeChallenge(s_challenge, new FraudProofVerdict.Unavailable(s_evidence, "It is not stored any more."))),
        ("Conclude", new ComputeTaskCommand.Conclude()),
        ("MarkSettled", new ComputeTaskCommand.MarkSettled(TaskStates.Fee)),
        ("MarkSettled, other fee", new ComputeTaskCommand.MarkSettled(new SettledFee(new Amount(149), new Amount(1)))),
        ("MarkSettled, sum is wrong", new ComputeTaskCommand.MarkSettled(new SettledFee(new Amount(149), new Amount(2)))),
    ];

    private static ComputeTaskState WithJudgingOver(ComputeTaskState state) =>
        state with { Challenges = [.. state.Challenges.Select(challenge => challenge with { JudgeBy = Samples.Now })] };

    [Fact]
    public void Decide_EveryCommandInEveryState_DoesWhatTheGridSays() =>
        Snapshot.Match("ComputeTaskGrid.txt", Grid.Of(
            States,
            Commands,
            (state, command) => ComputeTaskAggregate.Decide(state, command, Samples.Rules, s_late),
            ComputeTaskAggregate.Apply,
            after => $"{after.Status}, attempt {after.Attempt}{string.Concat(after.Challenges.Select(challenge => ", " + challenge.Outcome))}"));

    [Fact]
    public void States_OfTheGrid_CoverEveryStatus() =>
        Assert.Equal(
            Enum.GetValues<ComputeTaskStatus>().Order(), States.Select(entry => entry.State.Status).Distinct().Order());

    [Fact]
    public void Commands_OfTheGrid_CoverEveryCommand() =>
        Assert.Equal(
            typeof(ComputeTaskCommand).GetNestedTypes().Select(type => type.Name).Order(),
            Commands.Select(entry => entry.Command.GetType().Name).Distinct().Order());

    /// <summary>PROTOCOL §4: whatever is decided, statuses move along the arrows only.</summary>
    [Fact]
    public void Decide_EveryCommandInEveryState_MovesAlongTheArrows()
    {
        foreach (var (_, state) in States)
        {
            foreach (var (_, command) in Commands)
            {
                if (ComputeTaskAggregate.Decide(state, command, Samples.Rules, s_late)
                    is Accepted<ComputeTaskEvent, ComputeTaskEffect> accepted)
                {
                    var current = state;
                    foreach (var @event in accepted.Events)
                    {
                        var next = ComputeTaskAggregate.Apply(current, @event);
                        Assert.True(
                            next.Status == current.Status || TaskStates.IsArrow(current.Status, next.Status),
                            $"{current.Status} -> {next.Status} by {@event}");
                        current = next;
                    }
                }
            }
        }
    }
}
