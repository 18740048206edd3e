using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Models;
using LazAI.Protocol.Workers;

namespace LazAI.Protocol.Receipts;

/// <summary>
/// Everything that a stranger needs to check one result offline (PROTOCOL §17.1): the exact request and who signed it, the
/// model's weights and configuration and that its publisher signed them, the full response and the attested key that signed it,
/// and the evidence for that key.
/// </summary>
/// <param name="Version">Version of this shape.</param>
/// <param name="Input">The input bytes, absent where they lie elsewhere.</param>
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
    TaskAssignment Assignment,
    ComputeTaskStatus Status,
    SettledFee? Fee,
    ImmutableArray<StatusChange> History)
{
    public const int CurrentVersion = 2;
}

/// <summary>That the submitter has signed the request: its leaf lies under the signed root.</summary>
public sealed record SubmissionProof(
    uint Count, ulong Nonce, Slot DeadlineSlot, RecoverableSignature Signature, int Index, ImmutableArray<Bytes32> Path);

/// <summary>That the session has signed the result: its leaf lies under the signed root.</summary>
public sealed record ResultBatchProof(
    uint Count, ulong FirstSequence, RecoverableSignature Signature, int Index, ImmutableArray<Bytes32> Path);
