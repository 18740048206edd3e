using LazAI.Cryptography;
using LazAI.Protocol.Challenges;

namespace LazAI.Protocol.Receipts;

/// <summary>A challenge of the result (PROTOCOL §7.3) as its challenger has signed it, and what the service says has become of it.</summary>
/// <param name="EvidenceHash">Keccak-256 of the evidence; the service has it under <c>/v1/evidence</c>.</param>
/// <param name="Evidence">The evidence of a challenge that was judged, by which anybody judges it again; absent of others.</param>
public sealed record FiledChallenge(
    Address Challenger,
    Bytes32 EvidenceHash,
    ulong Nonce,
    Slot DeadlineSlot,
    RecoverableSignature Signature,
    Slot FiledAt,
    ChallengeOutcome Outcome,
    string Detail,
    ReadOnlyMemory<byte>? Evidence = null)
{
    /// <summary>The command that the signature covers.</summary>
    public FraudProofSubmission SubmissionFor(TaskId task) => new(Challenger, task, EvidenceHash, Nonce, DeadlineSlot);
}
