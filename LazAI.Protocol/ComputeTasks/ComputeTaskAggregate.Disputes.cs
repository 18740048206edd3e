using LazAI.Engines;
using LazAI.Protocol.Challenges;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Models;
using TaskDecision = LazAI.Protocol.Decision<LazAI.Protocol.ComputeTasks.ComputeTaskEvent, LazAI.Protocol.ComputeTasks.ComputeTaskEffect>;

namespace LazAI.Protocol.ComputeTasks;

/// <summary>
/// Challenges of a result (PROTOCOL §7.3). One order decides everything: that of the task's own record. A challenge counts from the slot in
/// which it is filed; those of one task are judged one after the other as they were filed; the first that is upheld makes the result
/// invalid, and those behind it are moot. A task is not final before all that were filed in its window are decided; one for which the service
/// has lost evidence or weights is decided, too, once its time for judging is over.
/// </summary>
public static partial class ComputeTaskAggregate
{
    /// <summary>The last slot in which a result may be challenged that is verified in slot <paramref name="now"/>; fixed for the task then. Null
    /// where nobody can show it false: a proof has settled the matter, or nobody else can run the model on the input.</summary>
    public static Slot? LastDisputableSlot(TaskRequest request, ModelDescription model, ProtocolRules rules, Slot now)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(rules);
        return request.VerifyMode switch
        {
            VerifyMode.Optimistic => now + (model.ChallengeWindowSlots > 0 ? model.ChallengeWindowSlots : rules.ChallengeWindowSlots),
            VerifyMode.Tee when rules.TeeDisputeSlots > 0 && IsReexecutable(request, model) => now + rules.TeeDisputeSlots,
            _ => null,
        };
    }

    /// <summary>Nobody but its session can read an input that is encrypted to it, and only built-in engines run everywhere.</summary>
    private static bool IsReexecutable(TaskRequest request, ModelDescription model) =>
        request.RecipientSession == default && EngineCatalog.IsBuiltIn(model.Determinism.Engine, model.Determinism.EngineVersion);

    private static TaskDecision DecideFile(ComputeTaskState state, ComputeTaskCommand.FileChallenge file, ProtocolRules rules, Slot now)
    {
        if (state.Challenges.Any(challenge => challenge.Id == file.Id))
        {
            return Accept();
        }

        if (state.Status is ComputeTaskStatus.Submitted or ComputeTaskStatus.Assigned or ComputeTaskStatus.Executed)
        {
            return Reject(ChallengeErrors.TooEarly, $"The task is {state.Status}: there is no result to challenge yet.");
        }

        if (state.Status == ComputeTaskStatus.Invalid)
        {
            return Reject(ChallengeErrors.AlreadyInvalid, "A fault of the result has been proven already.");
        }

        if (state.DisputableUntil is not { } last)
        {
            return Reject(ChallengeErrors.NotDisputable, "Nobody can re-execute this task, or its proof has settled the matter.");
        }

        if (state.Status != ComputeTaskStatus.Verified || last < now)
        {
            return Reject(ChallengeErrors.WindowClosed, $"The task is {state.Status}; its window ends with slot {last}, now is slot {now}.");
        }

        if (file.Challenger == state.Assignment!.Worker)
        {
            return Reject(ChallengeErrors.OwnResult, "A worker does not challenge its own result.");
        }

        return state.Challenges.Length >= rules.ChallengesPerTaskMaximum
            ? Reject(ChallengeErrors.TooMany, $"The task has {state.Challenges.Length} challenges.")
            : Accept(
                [
                    new ComputeTaskEvent.ChallengeFiled(new TaskChallenge(
                        file.Id, file.Challenger, file.EvidenceHash, file.Authorization, now, now + rules.ChallengeJudgingSlots, ChallengeOutcome.Pending, "")),
                ],
                new ComputeTaskEffect.Judge(file.Id));
    }

    private static TaskDecision DecideJudge(ComputeTaskState state, ComputeTaskCommand.JudgeChallenge judge, Slot now)
    {
        if (state.Challenges.FirstOrDefault(candidate => candidate.Id == judge.Id) is not { } challenge)
        {
            return Reject(ChallengeErrors.NotFound, $"The task has no challenge {judge.Id}.");
        }

        if (challenge.Outcome != ChallengeOutcome.Pending)
        {
            return Accept();
        }

        if (state.NextChallenge!.Id != judge.Id)
        {
            return Reject(ChallengeErrors.NotItsTurn, $"Challenge {state.NextChallenge.Id} was filed before and is not decided.");
        }

        Invariant.Require(judge.Verdict.EvidenceHash == challenge.EvidenceHash, "a challenge is judged by its own evidence");
        return judge.Verdict switch
        {
            FraudProofVerdict.Unbonded unbonded => Decided(ChallengeOutcome.Dropped, unbonded.Detail),
            _ when state.Status == ComputeTaskStatus.Invalid => Decided(ChallengeOutcome.Moot, "An earlier challenge was upheld."),
            FraudProofVerdict.Unavailable unavailable => challenge.JudgeBy < now ? Decided(ChallengeOutcome.Void, unavailable.Detail) : Accept(),
            FraudProofVerdict.Proven proven => Accept(
                new ComputeTaskEvent.ChallengeDecided(challenge.Id, ChallengeOutcome.Upheld, proven.Detail, now),
                new ComputeTaskEvent.Invalidated(
                    state.Assignment!.Worker, state.Attempt, state.Assignment.Stake, challenge.Challenger, ChallengeErrors.FaultProven, proven.Detail, now,
                    proven.TraceOnly)),
            FraudProofVerdict.NotProven failed => Decided(ChallengeOutcome.Rejected, failed.Detail),
            _ => throw new ArgumentOutOfRangeException(nameof(judge), judge, "Not a verdict."),
        };

        TaskDecision Decided(ChallengeOutcome outcome, string detail) =>
            Accept(new ComputeTaskEvent.ChallengeDecided(challenge.Id, outcome, detail, now));
    }

    private static TaskDecision DecideConclude(ComputeTaskState state, Slot now)
    {
        if (state.NextChallenge is { } pending)
        {
            return Reject(ComputeTaskErrors.ChallengePending, $"Challenge {pending.Id} is not decided.");
        }

        var last = state.DisputableUntil ?? state.History[^1].Slot;
        return now > last
            ? Accept(new ComputeTaskEvent.Finalized(now))
            : Reject(ComputeTaskErrors.TooEarly, $"The task is final after slot {last}, now is slot {now}.");
    }

    private static ComputeTaskState ApplyDecided(ComputeTaskState state, ComputeTaskEvent.ChallengeDecided decided)
    {
        var challenge = state.Challenges.First(candidate => candidate.Id == decided.Id);
        return state with { Challenges = state.Challenges.Replace(challenge, challenge with { Outcome = decided.Outcome, Detail = decided.Detail }) };
    }
}
