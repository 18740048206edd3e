using System.Runtime.CompilerServices;
using LazAI.Cryptography.Bls12381;
using Fp12 = LazAI.Cryptography.Fields.DodecicExtension<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>, LazAI.Cryptography.Bls12381.Tower>;
using G1 = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>, LazAI.Cryptography.Bls12381.G1Curve>;
using G2 = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.QuadraticExtension<
        LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>>,
    LazAI.Cryptography.Bls12381.G2Curve>;

namespace LazAI.Cryptography;

/// <summary>The pairing check of EIP-2537, which reads as many pairs at a time as share a Miller loop.</summary>
internal static class Eip2537PairingCheck
{
    private const int PairSize = Eip2537.G1Size + Eip2537.G2Size;

    [SkipLocalsInit]
    public static bool TryRun(ReadOnlySpan<byte> input, out bool isOne, out Eip2537Refusal refusal)
    {
        isOne = false;
        var (pairs, rest) = Math.DivRem(input.Length, PairSize);
        refusal = rest != 0 || pairs == 0 ? Eip2537Refusal.LengthInvalid
            : pairs > Eip2537.PairingPairsMaximum ? Eip2537Refusal.TooManyPairs
            : Eip2537Refusal.None;
        if (refusal != Eip2537Refusal.None)
        {
            return false;
        }

        Span<G1> p = stackalloc G1[MillerLoop.ChunkMaximum];
        Span<G2> q = stackalloc G2[MillerLoop.ChunkMaximum];
        var product = Fp12.One;
        while (!input.IsEmpty)
        {
            var count = Math.Min(input.Length / PairSize, MillerLoop.ChunkMaximum);
            for (var i = 0; i < count; i++)
            {
                refusal = ReadPair(input.Slice(i * PairSize, PairSize), out p[i], out q[i]);
                if (refusal != Eip2537Refusal.None)
                {
                    return false;
                }
            }

            product *= MillerLoop.Product(p[..count], q[..count]);
            input = input[(count * PairSize)..];
        }

        isOne = FinalExponentiation.PowerCubed(in product).IsOne;
        return true;
    }

    private static Eip2537Refusal ReadPair(ReadOnlySpan<byte> bytes, out G1 p, out G2 q)
    {
        q = default;
        var refusal = Eip2537Encoding.Read(bytes[..Eip2537.G1Size], out p);
        return refusal != Eip2537Refusal.None ? refusal : Eip2537Encoding.Read(bytes[Eip2537.G1Size..], out q);
    }
}
