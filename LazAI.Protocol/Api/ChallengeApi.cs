using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Protocol.Challenges;
using LazAI.Protocol.ComputeTasks;

namespace LazAI.Protocol.Api;

/// <summary><c>POST /v1/verifier/fraud-proofs</c>, S1's <c>submitFraudProof</c>: evidence under a signed <see cref="FraudProofSubmission"/>.</summary>
/// <param name="Evidence">Canonical JSON of <see cref="ChallengeEvidence"/> (base64).</param>
public sealed record SubmitFraudProofRequest(
    ulong ChainId,
    TaskId TaskId,
    ReadOnlyMemory<byte> Evidence,
    Address Challenger,
    ulong Nonce,
    Slot DeadlineSlot,
    RecoverableSignature Signature);

/// <summary>A challenge with the task that it is of.</summary>
/// <param name="DisputableUntil">Last slot in which the task's result may be challenged.</param>
/// <param name="Bond">What its challenger has put up.</param>
public sealed record ChallengeView(TaskId TaskId, Slot? DisputableUntil, Amount Bond, TaskChallenge Challenge);

/// <summary>The challenges of one task in the order in which they are judged.</summary>
public sealed record TaskChallenges(TaskId TaskId, ComputeTaskStatus Status, Slot? DisputableUntil, ImmutableArray<TaskChallenge> Challenges);

/// <summary>Answer of S1's <c>verifyResult</c>.</summary>
/// <param name="Valid">Whether the result is verified; an optimistic one is only when its window is over.</param>
/// <param name="Reason">For people.</param>
public sealed record ResultValidity(TaskId TaskId, bool Valid, VerifyMode VerifyMode, ComputeTaskStatus Status, string Reason)
{
    /// <summary>S1: an optimistic result is valid once its window is over without a proof against it, others once their evidence is verified.</summary>
    public static ResultValidity Of(TaskId taskId, ComputeTaskState task)
    {
        ArgumentNullException.ThrowIfNull(task);
        var mode = task.Request!.VerifyMode;
        var (valid, reason) = task.Status switch
        {
            ComputeTaskStatus.Final or ComputeTaskStatus.Settled => (true, "Verified, and no longer open to challenges."),
            ComputeTaskStatus.Verified when mode == VerifyMode.Optimistic => (false, $"Open to challenges until slot {task.DisputableUntil}."),
            ComputeTaskStatus.Verified or ComputeTaskStatus.Batched or ComputeTaskStatus.Provisional => (true, "Its evidence holds."),
            ComputeTaskStatus.Invalid => (false, "A fault was proven."),
            ComputeTaskStatus.Expired => (false, "There was no result in time."),
            _ => (false, "There is no verified result yet."),
        };
        return new ResultValidity(taskId, valid, mode, task.Status, reason);
    }
}

/// <summary>A line of <c>GET /v1/challenges</c>.</summary>
/// <param name="Worker">Whose result is challenged.</param>
/// <param name="Status">Of the task now.</param>
/// <param name="DisputableUntil">Last slot in which the task's result may be challenged.</param>
/// <param name="Bond">What its challenger has put up.</param>
/// <param name="DecidedAt">Absent while it is pending.</param>
/// <param name="Offence">What an upheld challenge has cost the worker; absent until the worker's record has it.</param>
public sealed record ChallengeSummary(
    TaskId TaskId,
    TaskChallenge Challenge,
    ModelId ModelId,
    VerifyMode VerifyMode,
    Address Worker,
    ComputeTaskStatus Status,
    Slot? DisputableUntil,
    Amount Bond,
    Slot? DecidedAt,
    OffenceView? Offence);
