using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Protocol.Challenges;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Proofs;
using LazAI.Simulation.Parties;

namespace LazAI.Simulation.Auditing;

/// <summary>Where a task stands, as the inspector has it from the events.</summary>
public enum TaskStage
{
    Waiting,
    Held,
    Executed,
    Verified,
    Final,
    Settled,
    Expired,
    Invalid,
}

/// <summary>One task in the inspector's book.</summary>
public sealed class TaskRecord(TaskId taskId, TaskRequest request, ReadOnlyMemory<byte>? input, Slot at)
{
    public TaskId TaskId { get; } = taskId;

    public TaskRequest Request { get; } = request;

    public ReadOnlyMemory<byte>? Input { get; } = input;

    public TaskStage Stage { get; set; } = TaskStage.Waiting;

    /// <summary>Slot of the last event.</summary>
    public Slot Last { get; set; } = at;

    public int Attempts { get; set; }

    public TaskAssignment? Assignment { get; set; }

    public TaskExecution? Execution { get; set; }

    /// <summary>What was handed in as the result's proof, with it or after it.</summary>
    public ResultProof? Proof { get; set; }

    public bool IsProven => Proof is { } proof && proof.ComputeHash() == Execution!.Result.ZkPublicHash;

    /// <summary>What is false about the result; null if it is right, or if there is none.</summary>
    public Lie? Lie { get; set; }

    /// <summary>Last slot in which the result may be challenged.</summary>
    public Slot DisputableUntil { get; set; }

    /// <summary>In the order of filing.</summary>
    public List<ChallengeRecord> Challenges { get; } = [];

    /// <summary>The challenge whose turn it is.</summary>
    public ChallengeRecord? NextChallenge => Challenges.FirstOrDefault(challenge => challenge.Outcome == ChallengeOutcome.Pending);

    /// <summary>Its fee has been divided or goes back.</summary>
    public bool IsEnded => Stage is TaskStage.Settled or TaskStage.Expired or TaskStage.Invalid;

    public Address Worker => Assignment!.Worker;
}

/// <summary>One challenge in the inspector's book.</summary>
/// <param name="isSound">Its evidence shows that the result is false, which it is.</param>
public sealed class ChallengeRecord(TaskChallenge challenge, TaskRecord task, bool isSound)
{
    public ChallengeId Id { get; } = challenge.Id;

    public TaskRecord Task { get; } = task;

    public Address Challenger { get; } = challenge.Challenger;

    public Bytes32 EvidenceHash { get; } = challenge.EvidenceHash;

    public Slot JudgeBy { get; } = challenge.JudgeBy;

    public bool IsSound { get; } = isSound;

    public ChallengeOutcome Outcome { get; set; } = ChallengeOutcome.Pending;

    /// <summary>The ledger holds its bond.</summary>
    public bool IsBonded { get; set; }

    /// <summary>The bond has gone where it belongs.</summary>
    public bool IsReturned { get; set; }

    /// <summary>Its challenger has at some time since had less than the bond.</summary>
    public bool CouldNotPay { get; set; }
}
