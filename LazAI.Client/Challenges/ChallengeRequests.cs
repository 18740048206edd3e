using System.Buffers.Binary;
using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.Challenges;

namespace LazAI.Client;

/// <summary>Signed challenges for processes that may die at any moment.</summary>
public static class ChallengeRequests
{
    /// <summary>
    /// Challenges a task's result by a command that follows from signer, task, evidence and window alone, to the last byte of its signature. So who finds the
    /// same fault again after a crash sends the same command, which the service takes once.
    /// </summary>
    /// <param name="windowUntil">Last slot of the result's window: the command's deadline.</param>
    public static SubmitFraudProofRequest SubmitFraudProofOnce(
        this SignedRequests requests, TaskId task, ChallengeEvidence evidence, Slot windowUntil)
    {
        ArgumentNullException.ThrowIfNull(requests);
        ArgumentNullException.ThrowIfNull(evidence);
        var bytes = evidence.Encode();
        var evidenceHash = Keccak256.Hash(bytes);
        var submission = new FraudProofSubmission(requests.Signer, task, evidenceHash, NonceOf(requests.Signer, task, evidenceHash), windowUntil);
        return new SubmitFraudProofRequest(
            requests.ChainId, task, bytes, submission.Signer, submission.Nonce, submission.DeadlineSlot, requests.Sign(submission));
    }

    /// <summary>53 bits, as of any command (<see cref="CommandNonce"/>), but of a hash.</summary>
    private static ulong NonceOf(Address challenger, TaskId task, Bytes32 evidenceHash)
    {
        Span<byte> hash = stackalloc byte[Bytes32.Size];
        Keccak256.Hash([.. "LazAI.fraud-proof-nonce.v1"u8, .. challenger.AsSpan(), .. task.Value.AsSpan(), .. evidenceHash.AsSpan()], hash);
        return BinaryPrimitives.ReadUInt64BigEndian(hash) & (ulong)Slot.NumberMaximum;
    }
}
