using LazAI.Cryptography.Curves;
using LazAI.Cryptography.Fields;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.ScalarModulus>;
using G2Point = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.QuadraticExtension<
        LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>>, LazAI.Cryptography.Bn254.G2Curve>;

namespace LazAI.Cryptography.Groth16;

/// <summary>By which keys of our development set-up are known in every form, snarkjs's files included: their gamma.</summary>
/// <remarks>
/// Of a key's secrets gamma alone need not be one: it is 1 in every key of snarkjs. Here it is the digest of a sentence. So the mark is
/// part of every equation, is kept by whoever contributes to delta afterwards, and cannot come about by accident.
/// </remarks>
internal static class DevelopmentMark
{
    public static Fr Gamma { get; } =
        PrimeField<Fr>.Reduce(Keccak256.Hash("LazAI: whoever made this key alone can prove anything with it."u8).AsSpan());

    public static G2Point Gamma2 { get; } = Multiply(Gamma);

    private static G2Point Multiply(in Fr scalar)
    {
        Span<ulong> words = stackalloc ulong[4];
        scalar.ToWords(words);
        return ScalarMultiplication.ConstantTime(G2Point.Generator, words);
    }
}
