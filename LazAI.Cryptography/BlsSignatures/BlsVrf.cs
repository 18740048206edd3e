using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using LazAI.Cryptography.Bls12381;
using LazAI.Cryptography.Curves;
using Fp2 = LazAI.Cryptography.Fields.QuadraticExtension<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>>;

namespace LazAI.Cryptography.BlsSignatures;

/// <summary>
/// A verifiable random function: for a key and a seed there is one output, which only the key's owner can tell, and which anyone can
/// check afterwards. The proof is the BLS signature of the seed, the output its SHA-256 (the construction of D. Boneh, B. Lynn,
/// H. Shacham's signatures by Y. Dodis, "Efficient construction of (distributed) verifiable random functions", 2003, in the random oracle model).
/// </summary>
/// <remarks>
/// Unique, since a key and a message have one signature and it has one encoding; a key has to be valid for that, which a
/// <see cref="BlsPublicKey"/> is. Proofs have a tag of their own: no signature that a validator gives for another purpose is a proof,
/// so nobody can have an output by asking for a signature.
/// </remarks>
public static class BlsVrf
{
    /// <summary>Bytes of a proof.</summary>
    public const int ProofSize = BlsSignature.Size;

    private static ReadOnlySpan<byte> Tag => "LAZAI_VRF_BLS12381G2_XMD:SHA-256_SSWU_RO_V1_"u8;

    /// <summary>The proof of the output for a seed; takes the same time for every key.</summary>
    /// <exception cref="ObjectDisposedException">The key was disposed.</exception>
    public static BlsSignature Prove(BlsSecretKey key, ReadOnlySpan<byte> seed)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.Multiply(Bls12381HashToCurve.HashToG2(seed, Tag));
    }

    /// <summary>
    /// The output, if the bytes are the proof that the key's owner makes for the seed. There is no other way to an output. Allocates nothing.
    /// </summary>
    [SkipLocalsInit]
    public static bool TryVerify(BlsPublicKey key, ReadOnlySpan<byte> seed, ReadOnlySpan<byte> proof, out Bytes32 output)
    {
        ArgumentNullException.ThrowIfNull(key);
        output = default;
        if (PointEncoding.ReadCompressed(proof, out AffinePoint<Fp2, G2Curve> signature) != PointRefusal.None
            || !BlsScheme.CoreVerify(in key.Point, Bls12381HashToCurve.HashToG2(seed, Tag), in signature))
        {
            return false;
        }

        SHA256.HashData(proof, MemoryMarshal.AsBytes(new Span<Bytes32>(ref output)));
        return true;
    }
}
