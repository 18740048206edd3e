using LazAI.Cryptography;
using LazAI.Protocol.Encoding;

namespace LazAI.Protocol.Challenges;

/// <summary>S1's <c>submitFraudProof(taskId, evidence, challenger)</c> as the challenger signs it.</summary>
/// <param name="EvidenceHash">Keccak-256 of the evidence.</param>
public sealed record FraudProofSubmission(Address Signer, TaskId TaskId, Bytes32 EvidenceHash, ulong Nonce, Slot DeadlineSlot) : ISignedCommand
{
    public const string EncodeType =
        "FraudProofSubmission(address challenger,bytes32 taskId,bytes32 evidenceHash,uint64 nonce,uint64 deadlineSlot)";

    private static readonly Bytes32 s_typeHash = Eip712.TypeHash(EncodeType);

    public Bytes32 StructHash()
    {
        var hasher = new Eip712StructHasher(s_typeHash);
        hasher.Append(Signer);
        hasher.Append(TaskId.Value);
        hasher.Append(EvidenceHash);
        hasher.Append(Nonce);
        hasher.Append((ulong)DeadlineSlot.Number);
        return hasher.Finish();
    }

    /// <summary><c>H(structHash)</c>: the challenge that this submission files.</summary>
    public ChallengeId ComputeChallengeId()
    {
        Span<byte> bytes = stackalloc byte[32];
        StructHash().CopyTo(bytes);
        return new ChallengeId(Keccak256.Hash(bytes));
    }
}
