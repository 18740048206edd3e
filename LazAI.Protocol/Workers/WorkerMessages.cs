using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Protocol.Encoding;

namespace LazAI.Protocol.Workers;

/// <summary>What can be asked of a worker's record.</summary>
public abstract record WorkerCommand
{
    /// <summary>Gives out a nonce for a session's evidence; the caller draws it.</summary>
    public sealed record IssueChallenge(Bytes32 Nonce) : WorkerCommand;

    /// <summary>Opens a session; evidence, binding and signature have been verified.</summary>
    public sealed record OpenSession(WorkerSession Session, ReadOnlyMemory<byte> Evidence) : WorkerCommand;

    /// <summary>A session's evidence was judged again, by newer collateral, and does not do any more.</summary>
    /// <param name="Session">Of which session.</param>
    /// <param name="Reason">What is to be said of it.</param>
    /// <param name="AtOnce">The evidence would be refused now; else there is time for a next session.</param>
    public sealed record RequireReattestation(SessionId Session, ErrorCode Reason, bool AtOnce) : WorkerCommand;

    /// <summary>The worker drains and leaves.</summary>
    public sealed record CloseSession(SessionId Session) : WorkerCommand;

    /// <summary>Takes a signed batch of results into the session's sequence.</summary>
    public sealed record AcceptResults(VerifiedResultBatch Batch) : WorkerCommand;

    /// <summary>An attempt of this worker has failed.</summary>
    public sealed record RecordFailure(TaskId TaskId, int Attempt, ErrorCode Reason) : WorkerCommand;

    /// <summary>Results of this worker have been verified.</summary>
    /// <param name="Total">How many there are by now, so that a repetition counts nothing twice.</param>
    public sealed record RecordVerified(long Total) : WorkerCommand;

    /// <summary>A result of this worker was shown to be false.</summary>
    /// <param name="StakeThen">What it had at stake when it was given the task.</param>
    /// <param name="Reporter">Who has shown it; null where the result itself did.</param>
    public sealed record RecordOffence(TaskId TaskId, int Attempt, ErrorCode Reason, Amount StakeThen, Address? Reporter) : WorkerCommand;

    /// <summary>The worker has shown itself.</summary>
    public sealed record Heartbeat : WorkerCommand;

    /// <summary>Asks whether the worker is down.</summary>
    /// <param name="ObservedSince">Since when the service itself has been listening: its own outage is nobody's fault.</param>
    public sealed record JudgeLiveness(Slot ObservedSince) : WorkerCommand;
}

/// <summary>What a worker's record holds.</summary>
public abstract record WorkerEvent
{
    public sealed record ChallengeIssued(Bytes32 Nonce, Slot Until, Slot At) : WorkerEvent;

    public sealed record SessionOpened(WorkerSession Session, ReadOnlyMemory<byte> Evidence, Slot At) : WorkerEvent;

    public sealed record SessionClosed(SessionId Session, Slot At) : WorkerEvent;

    /// <summary>The session ends early: what was known of its platform has changed, and fresh evidence has to show how it stands.</summary>
    /// <param name="Until">Its last slot from now on.</param>
    public sealed record ReattestationRequired(SessionId Session, ErrorCode Reason, Slot Until, Slot At) : WorkerEvent;

    /// <param name="SessionVersion">Number of the event that opened the session: what leads from a result to its evidence.</param>
    public sealed record ResultsAccepted(
        SessionId Session,
        long SessionVersion,
        ulong FirstSequence,
        Bytes32 ResultsRoot,
        ImmutableArray<Bytes32> StructHashes,
        RecoverableSignature Signature,
        Slot At) : WorkerEvent;

    public sealed record FailureRecorded(TaskId TaskId, int Attempt, ErrorCode Reason, Slot At) : WorkerEvent;

    /// <summary>Caught with a false result: its sessions end, it is jailed, and a part of its stake is slashed.</summary>
    public sealed record OffenceRecorded(
        OperationId Id,
        TaskId TaskId,
        int Attempt,
        ErrorCode Reason,
        BasisPoints Slash,
        Amount StakeThen,
        Address? Reporter,
        BasisPoints ReporterShare,
        Slot JailedUntil,
        Slot At) : WorkerEvent;

    public sealed record VerifiedRecorded(long Total, Slot At) : WorkerEvent;

    public sealed record Seen(Slot At) : WorkerEvent;

    /// <summary>Silent too long while declared online: its sessions end and a part of its stake is slashed.</summary>
    public sealed record FoundDown(OperationId Id, Slot LastSeen, BasisPoints Slash, Slot At) : WorkerEvent;

    public static EventCodec<WorkerEvent> Codec { get; } = new("worker");
}

/// <summary>A worker asks nothing of others: the coordinator reads off the log what a slash owes.</summary>
public abstract record WorkerEffect;

/// <summary>Why a worker is refused.</summary>
public static class WorkerErrors
{
    public static readonly ErrorCode NotFound = new("worker/not-found");
    public static readonly ErrorCode TooManyChallenges = new("worker/too-many-challenges");
    public static readonly ErrorCode ChallengeUnknown = new("worker/challenge-unknown");
    public static readonly ErrorCode ChallengeExpired = new("worker/challenge-expired");
    public static readonly ErrorCode EvidenceExpired = new("worker/evidence-expired");
    public static readonly ErrorCode CapacityInvalid = new("worker/capacity-invalid");
    public static readonly ErrorCode TooManySessions = new("worker/too-many-sessions");
    public static readonly ErrorCode SessionUnknown = new("worker/session-unknown");
    public static readonly ErrorCode SessionExpired = new("worker/session-expired");
    public static readonly ErrorCode Jailed = new("worker/jailed");
    public static readonly ErrorCode StakeTooLow = new("worker/stake-too-low");
    public static readonly ErrorCode BatchSize = new("worker/batch-size");
    public static readonly ErrorCode SequenceGap = new("worker/sequence-gap");
    public static readonly ErrorCode SequenceReplayed = new("worker/sequence-replayed");
    public static readonly ErrorCode SignatureInvalid = new("worker/signature-invalid");

    /// <summary>Intel has judged the platforms of this family anew since the session was opened.</summary>
    public static readonly ErrorCode TcbRecovery = new("worker/tcb-recovery");
}
