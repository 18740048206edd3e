using System.Runtime.CompilerServices;
using LazAI.Cryptography.Bls12381;
using LazAI.Cryptography.Bls12381.Lanes;
using LazAI.Cryptography.Curves;
using Fp = LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>;
using G1 = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>, LazAI.Cryptography.Bls12381.G1Curve>;

namespace LazAI.Cryptography.BlsSignatures;

/// <summary>
/// The scheme with proofs of possession (draft-irtf-cfrg-bls-signature, section 3.3). Aggregates of it mean something only for keys
/// whose proofs have been verified: anyone can make up a key that cancels out another one.
/// </summary>
public sealed class BlsProofOfPossession : BlsScheme
{
    /// <summary>Most keys that sign one message together.</summary>
    public const int KeysMaximum = 1 << 16;

    private const int SummedAtOnce = 128;

    // Section 4.2.3.
    private static ReadOnlySpan<byte> ProofTag => "BLS_POP_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_"u8;

    internal BlsProofOfPossession()
        : base("POP")
    {
    }

    /// <summary>PopProve (section 3.3.2): the key signs its public key, under a tag that no message is signed with.</summary>
    /// <exception cref="ObjectDisposedException">The key was disposed.</exception>
    public BlsSignature Prove(BlsSecretKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        Span<byte> bytes = stackalloc byte[BlsPublicKey.Size];
        key.PublicKey.Write(bytes);
        return key.Multiply(Bls12381HashToCurve.HashToG2(bytes, ProofTag));
    }

    /// <summary>PopVerify (section 3.3.3): whether the proof was made with the key's secret.</summary>
    [SkipLocalsInit]
    public bool VerifyProof(BlsPublicKey key, BlsSignature proof)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(proof);
        Span<byte> bytes = stackalloc byte[BlsPublicKey.Size];
        key.Write(bytes);
        return CoreVerify(in key.Point, Bls12381HashToCurve.HashToG2(bytes, ProofTag), in proof.Point);
    }

    /// <summary>
    /// FastAggregateVerify (section 3.3.4): whether the owners of all keys signed the same message. False for no keys, for more than
    /// <see cref="KeysMaximum"/>, and for keys that cancel out.
    /// </summary>
    /// <param name="keys">Keys whose proofs have been verified.</param>
    /// <param name="message">What they signed.</param>
    /// <param name="signature">The sum of their signatures.</param>
    [SkipLocalsInit]
    public bool FastAggregateVerify(ReadOnlySpan<BlsPublicKey> keys, ReadOnlySpan<byte> message, BlsSignature signature)
    {
        ArgumentNullException.ThrowIfNull(signature);
        if (keys.IsEmpty || keys.Length > KeysMaximum)
        {
            return false;
        }

        var sum = Sum(keys);

        // The identity is no valid key: KeyValidate of CoreVerify.
        return !sum.IsInfinity && CoreVerify(sum.ToAffine(), Hash(keys[0], message), in signature.Point);
    }
    [SkipLocalsInit]
    private static JacobianPoint<Fp, G1Curve> Sum(ReadOnlySpan<BlsPublicKey> keys)
    {
        Span<G1> points = stackalloc G1[SummedAtOnce];
        var sum = JacobianPoint<Fp, G1Curve>.Infinity;
        while (!keys.IsEmpty)
        {
            var count = Math.Min(keys.Length, points.Length);
            for (var i = 0; i < count; i++)
            {
                points[i] = keys[i].Point;
            }

            sum += LaneG1Sum.Of(points[..count]);
            keys = keys[count..];
        }

        return sum;
    }
}
