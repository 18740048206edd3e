using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Models;
using LazAI.Protocol.Proofs;
using LazAI.Protocol.Workers;

namespace LazAI.Protocol.Receipts;

/// <summary>
/// Everything that a stranger needs to check one result offline (PROTOCOL §17.1): the exact request and who signed it, the
/// model's weights and configuration and that its publisher signed them, the full response and the attested key that signed it,
/// the evidence for that key, and what the mode adds.
/// </summary>
/// <param name="Version">Version of this shape.</param>
/// <param name="Input">The input bytes, absent where they lie elsewhere.</param>
/// <param name="Collateral">The bundle that the evidence was verified with; absent where it needs none.</param>
/// <param name="Trace">The ends of the execution trace; in mode OP.</param>
/// <param name="Proof">The zero-knowledge proof; in mode TEE_ZK. Its verification key is in the model's description.</param>
/// <param name="DisputableUntil">Last slot in which the result could be challenged; absent where it could not be.</param>
/// <param name="Challenges">Its challenges in the order of filing.</param>
public sealed record Receipt(
    int Version,
    ulong ChainId,
    Bytes32 GenesisHash,
    TaskId TaskId,
    TaskRequest Request,
    string Parameters,
    ReadOnlyMemory<byte>? Input,
    SubmissionProof Submission,
    ModelDescription Model,
    RegistrationProof Registration,
    TaskResult Result,
    ReadOnlyMemory<byte> Output,
    ResultBatchProof Batch,
    Address Worker,
    WorkerSession Session,
    ReadOnlyMemory<byte> Evidence,
    ReadOnlyMemory<byte>? Collateral,
    TraceProof? Trace,
    ResultProof? Proof,
    TaskAssignment Assignment,
    ComputeTaskStatus Status,
    Slot? DisputableUntil,
    ImmutableArray<FiledChallenge> Challenges,
    SettledFee? Fee,
    ImmutableArray<StatusChange> History)
{
    public const int CurrentVersion = 5;
}

/// <summary>That the submitter has signed the request: its leaf lies under the signed root.</summary>
public sealed record SubmissionProof(
    uint Count, ulong Nonce, Slot DeadlineSlot, RecoverableSignature Signature, int Index, ImmutableArray<Bytes32> Path);

/// <summary>That the session has signed the result: its leaf lies under the signed root.</summary>
public sealed record ResultBatchProof(
    uint Count, ulong FirstSequence, RecoverableSignature Signature, int Index, ImmutableArray<Bytes32> Path);
