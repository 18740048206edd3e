using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using LazAI.Cryptography;
using LazAI.Cryptography.Bn254;
using LazAI.Cryptography.Groth16;

namespace LazAI.Protocol.Ownership;

/// <summary>A claim whose proof holds. Only <see cref="TryVerify"/> makes it.</summary>
public sealed class VerifiedClaim
{
    private VerifiedClaim(ClaimId id) => Id = id;

    public ClaimId Id { get; }

    /// <summary>Checks that these are the claim's key, proof and signals, and that the proof holds (PROTOCOL §7.2).</summary>
    /// <param name="verificationKey">snarkjs' verification_key.json.</param>
    /// <param name="proof">snarkjs' proof.json.</param>
    /// <remarks>It does not check what the circuit says: which keys stand for which statements is for the reader to know.</remarks>
    public static bool TryVerify(
        ClaimContent content,
        ReadOnlySpan<byte> verificationKey,
        ReadOnlySpan<byte> proof,
        [NotNullWhen(true)] out VerifiedClaim? verified,
        [NotNullWhen(false)] out Rejection? refusal)
    {
        ArgumentNullException.ThrowIfNull(content);
        verified = null;
        refusal = Refuse(content, verificationKey, proof);
        if (refusal is not null)
        {
            return false;
        }

        verified = new VerifiedClaim(content.ComputeId());
        return true;
    }

    private static Rejection? Refuse(ClaimContent content, ReadOnlySpan<byte> verificationKey, ReadOnlySpan<byte> proof)
    {
        if (content.VerificationKeyHash != Keccak256.Hash(verificationKey) || content.ProofHash != Keccak256.Hash(proof))
        {
            return new Rejection(OwnershipErrors.ClaimMismatch, "The claim names another verification key or another proof.");
        }

        if (!VerificationKey.TryParse(verificationKey, out var key, out var refusal)
            || !Proof.TryParse(proof, out var parsed, out refusal)
            || !TryReadSignals(content.Signals, out var signals, out refusal)
            || !key.Verify(parsed, signals, out refusal))
        {
            return new Rejection(OwnershipErrors.ClaimUnproven, $"The proof does not hold: {refusal}.");
        }

        return null;
    }

    private static bool TryReadSignals(ImmutableArray<Bytes32> words, out Bn254Scalar[] signals, out Groth16Refusal refusal)
    {
        signals = new Bn254Scalar[words.Length];
        refusal = Groth16Refusal.None;
        for (var i = 0; i < words.Length; i++)
        {
            if (!Bn254Scalar.TryRead(words[i].AsSpan(), out signals[i]))
            {
                refusal = Groth16Refusal.SignalNotBelowOrder;
                return false;
            }
        }

        return true;
    }
}
