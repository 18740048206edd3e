using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Protocol.Challenges;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Proofs;

namespace LazAI.Protocol.ComputeTasks;

/// <summary>A task as its events have made it: the execution record.</summary>
/// <param name="Input">The inline input, null where it lies elsewhere.</param>
/// <param name="Parameters">One JSON object, exactly as it was sent.</param>
/// <param name="Attempt">How many assignments there have been.</param>
/// <param name="Assignment">Who holds the lease, or who held it for the result that is there.</param>
/// <param name="DisputableUntil">Last slot in which the verified result may be challenged; null where it cannot be.</param>
/// <param name="Challenges">In the order of filing, which is the order in which they are judged.</param>
/// <param name="History">Every status with the slot in which it was reached.</param>
public sealed record ComputeTaskState(
    ComputeTaskStatus Status,
    TaskRequest? Request,
    ReadOnlyMemory<byte>? Input,
    string Parameters,
    SubmissionReference? Submission,
    int RulesVersion,
    int Attempt,
    TaskAssignment? Assignment,
    TaskExecution? Execution,
    SettledFee? Fee,
    Slot? DisputableUntil,
    ImmutableArray<TaskChallenge> Challenges,
    ImmutableArray<StatusChange> History)
{
    public static ComputeTaskState Initial { get; } =
        new(ComputeTaskStatus.None, null, null, "", null, 0, 0, null, null, null, null, [], []);

    /// <summary>Nothing more will happen to it.</summary>
    public bool IsTerminal =>
        Status is ComputeTaskStatus.Settled or ComputeTaskStatus.Expired or ComputeTaskStatus.Invalid && NextChallenge is null;

    /// <summary>Whether its result may still be challenged, or a challenge of it is undecided.</summary>
    public bool IsInDispute(Slot now) =>
        Status == ComputeTaskStatus.Verified && DisputableUntil is { } last && (last >= now || NextChallenge is not null);

    /// <summary>The challenge whose turn it is, or null.</summary>
    public TaskChallenge? NextChallenge => Challenges.FirstOrDefault(challenge => challenge.Outcome == ChallengeOutcome.Pending);
}

/// <summary>Which signed submission a task came in with.</summary>
/// <param name="Version">Number of the authorising event in the submitter's account stream.</param>
/// <param name="Index">The request's place among the submission's Merkle leaves.</param>
public sealed record SubmissionReference(long Version, int Index);

/// <summary>A lease.</summary>
/// <param name="Until">Last slot of the lease.</param>
/// <param name="RosterHash">The published roster that the draw was made from.</param>
/// <param name="DrawIndex">How many draws came before because their worker had no capacity left.</param>
/// <param name="Stake">What the worker had at stake then: what a proven fault is counted from.</param>
public sealed record TaskAssignment(Address Worker, SessionId Session, Slot AssignedAt, Slot Until, Bytes32 RosterHash, int DrawIndex, Amount Stake);

/// <summary>A result and where its signature is.</summary>
/// <param name="Output">The result bytes.</param>
/// <param name="BatchVersion">Number of the event in the worker's stream that holds the signed batch.</param>
/// <param name="Trace">Where the execution trace is; in mode OP.</param>
/// <param name="Proof">The proof; in mode TEE_ZK, once it is there.</param>
public sealed record TaskExecution(
    TaskResult Result, ReadOnlyMemory<byte> Output, long BatchVersion, StoredTrace? Trace = null, ResultProof? Proof = null);

/// <summary>A stored execution trace.</summary>
/// <param name="Hash">Keccak-256 of its roots, under which they are stored.</param>
/// <param name="ResultOpening">Siblings that show the result's tiles below the last root.</param>
public sealed record StoredTrace(Bytes32 Hash, ImmutableArray<Bytes32> ResultOpening);

/// <summary>What a task has cost and what went back.</summary>
public sealed record SettledFee(Amount Charged, Amount Refunded);

/// <summary>A line of the history.</summary>
public sealed record StatusChange(ComputeTaskStatus Status, Slot Slot, int Attempt);
