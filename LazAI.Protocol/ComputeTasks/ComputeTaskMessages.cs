using LazAI.Cryptography;
using LazAI.Protocol.Challenges;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Models;
using LazAI.Protocol.Proofs;
using LazAI.Protocol.Workers;

namespace LazAI.Protocol.ComputeTasks;

/// <summary>What can be asked of a task.</summary>
public abstract record ComputeTaskCommand
{
    /// <summary>Accepts the request. Its signature has been checked and its fee reserved.</summary>
    public sealed record Submit(
        TaskRequest Request,
        ReadOnlyMemory<byte>? Input,
        string Parameters,
        SubmissionReference Submission,
        RegisteredModel Model) : ComputeTaskCommand;

    /// <summary>Gives the task to the worker that the draw has chosen.</summary>
    public sealed record Assign(
        Address Worker, SessionId Session, Slot SessionUntil, int Attempt, Bytes32 RosterHash, int DrawIndex, Amount Stake, RegisteredModel Model)
        : ComputeTaskCommand;

    /// <summary>A heart-beat of the worker that holds the lease.</summary>
    public sealed record ExtendLease(Address Worker, SessionId Session, RegisteredModel Model) : ComputeTaskCommand;

    /// <summary>The worker gives the task back.</summary>
    public sealed record Decline(Address Worker, SessionId Session, string Reason, DeclineKind Kind, RegisteredModel Model) : ComputeTaskCommand;

    /// <summary>The slot clock has passed the lease or the deadline, as far as the caller knows.</summary>
    public sealed record CheckDeadlines : ComputeTaskCommand;

    /// <summary>A result under a session's verified signature.</summary>
    public sealed record AcceptResult(VerifiedTaskResult Result, long BatchVersion, RegisteredModel Model) : ComputeTaskCommand;

    /// <summary>Takes the proof of a result that has been handed in without it.</summary>
    public sealed record AcceptProof(ResultProof Proof, RegisteredModel Model) : ComputeTaskCommand;

    /// <summary>Files a challenge; its signature has been checked and its evidence is stored.</summary>
    public sealed record FileChallenge(ChallengeId Id, Address Challenger, Bytes32 EvidenceHash, long Authorization) : ComputeTaskCommand;

    /// <summary>Decides the challenge whose turn it is; its bond has been put up, or the verdict says that it has not.</summary>
    public sealed record JudgeChallenge(ChallengeId Id, FraudProofVerdict Verdict) : ComputeTaskCommand;

    /// <summary>Moves a verified task on, once it can no longer be challenged.</summary>
    public sealed record Conclude : ComputeTaskCommand;

    /// <summary>The ledger has paid.</summary>
    public sealed record MarkSettled(SettledFee Fee) : ComputeTaskCommand;
}

/// <summary>What a task records.</summary>
public abstract record ComputeTaskEvent
{
    public sealed record Submitted(
        TaskRequest Request,
        ReadOnlyMemory<byte>? Input,
        string Parameters,
        SubmissionReference Submission,
        int RulesVersion,
        Slot At) : ComputeTaskEvent;

    public sealed record Assigned(TaskAssignment Assignment, int Attempt) : ComputeTaskEvent;

    public sealed record LeaseExtended(Slot Until, Slot At) : ComputeTaskEvent;

    /// <summary>The attempt has failed through the worker: lease lapsed or task declined. The task waits again.</summary>
    public sealed record AttemptFailed(Address Worker, int Attempt, ErrorCode Reason, string Detail, Slot At) : ComputeTaskEvent;

    public sealed record Executed(TaskExecution Execution, Slot At) : ComputeTaskEvent;

    /// <summary>The proof of an executed task; whether it holds, the next event says.</summary>
    public sealed record ProofSubmitted(ResultProof Proof, Slot At) : ComputeTaskEvent;

    /// <summary>The result does not verify; the worker is at fault and the task waits again.</summary>
    public sealed record ResultRejected(Address Worker, int Attempt, ErrorCode Reason, string Detail, Slot At) : ComputeTaskEvent;

    /// <param name="DisputableUntil">Last slot in which the result may be challenged; null where it cannot be.</param>
    public sealed record Verified(SessionId Evidence, Slot? DisputableUntil, Slot At) : ComputeTaskEvent;

    public sealed record ChallengeFiled(TaskChallenge Challenge) : ComputeTaskEvent;

    public sealed record ChallengeDecided(ChallengeId Id, ChallengeOutcome Outcome, string Detail, Slot At) : ComputeTaskEvent;

    /// <summary>A fault of the result has been proven: the fee goes back, the worker is slashed.</summary>
    /// <param name="Stake">What the worker had at stake when it was given the task.</param>
    /// <param name="Reporter">Who has proven it.</param>
    /// <param name="TraceOnly">Whether no more than the trace is known to be false, so that a report stands that answers for the result alone.</param>
    public sealed record Invalidated(
        Address Worker, int Attempt, Amount Stake, Address Reporter, ErrorCode Reason, string Detail, Slot At, bool TraceOnly = false) : ComputeTaskEvent;

    public sealed record Finalized(Slot At) : ComputeTaskEvent;

    public sealed record Settled(SettledFee Fee, Slot At) : ComputeTaskEvent;

    public sealed record Expired(ErrorCode Reason, Slot At) : ComputeTaskEvent;

    public static EventCodec<ComputeTaskEvent> Codec { get; } = new("task");
}

/// <summary>What follows once a task's events are durable.</summary>
public abstract record ComputeTaskEffect
{
    /// <summary>Put the task before its worker.</summary>
    public sealed record Offer(TaskAssignment Assignment) : ComputeTaskEffect;

    /// <summary>Have the bond put up and the evidence judged of the challenge whose turn it is.</summary>
    public sealed record Judge(ChallengeId Id) : ComputeTaskEffect;

    /// <summary>Take it away from a worker that no longer holds it.</summary>
    public sealed record Withdraw(Address Worker, SessionId Session) : ComputeTaskEffect;
}

/// <summary>Why a task says no.</summary>
public static class ComputeTaskErrors
{
    public static readonly ErrorCode NotFound = new("task/not-found");
    public static readonly ErrorCode DeadlinePassed = new("task/deadline-passed");
    public static readonly ErrorCode DeadlineTooFar = new("task/deadline-too-far");
    public static readonly ErrorCode ModelMismatch = new("task/model-mismatch");
    public static readonly ErrorCode ModeNotSupported = new("task/mode-not-supported");
    public static readonly ErrorCode FeeTooLow = new("task/fee-too-low");
    public static readonly ErrorCode ParametersTooLarge = new("task/parameters-too-large");
    public static readonly ErrorCode ParametersInvalid = new("task/parameters-invalid");
    public static readonly ErrorCode ParametersMismatch = new("task/parameters-mismatch");
    public static readonly ErrorCode ParametersRefused = new("task/parameters-refused");
    public static readonly ErrorCode InputMissing = new("task/input-missing");
    public static readonly ErrorCode InputTooLarge = new("task/input-too-large");
    public static readonly ErrorCode InputSize = new("task/input-size");
    public static readonly ErrorCode InputMismatch = new("task/input-mismatch");
    public static readonly ErrorCode LocationInvalid = new("task/location-invalid");
    public static readonly ErrorCode NotSubmitted = new("task/not-submitted");
    public static readonly ErrorCode NotAssigned = new("task/not-assigned");
    public static readonly ErrorCode AttemptOutdated = new("task/attempt-outdated");
    public static readonly ErrorCode WrongSession = new("task/wrong-session");
    public static readonly ErrorCode WrongWorker = new("task/wrong-worker");
    public static readonly ErrorCode SessionTooShort = new("task/session-too-short");
    public static readonly ErrorCode LeaseLapsed = new("task/lease-lapsed");
    public static readonly ErrorCode Declined = new("task/declined");
    public static readonly ErrorCode DataSetsUnavailable = new("task/data-sets-unavailable");
    public static readonly ErrorCode AlreadyExecuted = new("task/already-executed");
    public static readonly ErrorCode OutputTooLarge = new("task/output-too-large");
    public static readonly ErrorCode OutputMismatch = new("task/output-mismatch");
    public static readonly ErrorCode ObjectiveMismatch = new("task/objective-mismatch");
    public static readonly ErrorCode TraceMissing = new("task/trace-missing");
    public static readonly ErrorCode TraceInvalid = new("task/trace-invalid");
    public static readonly ErrorCode ProofMissing = new("task/proof-missing");
    public static readonly ErrorCode ProofInvalid = new("task/proof-invalid");
    public static readonly ErrorCode ProofNotAwaited = new("task/proof-not-awaited");
    public static readonly ErrorCode ProofUnexpected = new("task/proof-unexpected");
    public static readonly ErrorCode NotVerified = new("task/not-verified");
    public static readonly ErrorCode TooEarly = new("task/too-early");
    public static readonly ErrorCode ChallengePending = new("task/challenge-pending");
    public static readonly ErrorCode NotFinal = new("task/not-final");
    public static readonly ErrorCode FeeMismatch = new("task/fee-mismatch");
    public static readonly ErrorCode AttemptsUsedUp = new("task/attempts-used-up");

    /// <summary>Whether a rejected result is false beyond doubt, and so an offence and not only a failure: who has signed it has signed a
    /// proof that does not hold, a trace of another input, or a result that the model's program cannot have.</summary>
    public static bool IsFalseResult(ErrorCode reason) => reason == ProofInvalid || reason == TraceInvalid;

    /// <summary>Whether a failed attempt counts against its worker's reputation: that owners have not opened their data sets to it does not.</summary>
    public static bool IsWorkersFault(ErrorCode reason) => reason != DataSetsUnavailable;
}
