using LazAI.Cryptography.Bn254;
using Fp12 = LazAI.Cryptography.Fields.DodecicExtension<
    LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>, LazAI.Cryptography.Bn254.Tower>;
using G1Jacobian = LazAI.Cryptography.Curves.JacobianPoint<
    LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>, LazAI.Cryptography.Bn254.G1Curve>;
using G2Point = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.QuadraticExtension<
        LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>>, LazAI.Cryptography.Bn254.G2Curve>;

namespace LazAI.Cryptography;

/// <summary>EIP-197: the pairing check on alt_bn128 (BN254), the EVM's precompiled contract 0x08.</summary>
public static class Eip197
{
    /// <summary>Bytes of a pair: a point of G1, then one of G2, whose coordinates have the factor of u first.</summary>
    public const int PairSize = PointEncoding.G1Size + PointEncoding.G2Size;

    /// <summary>More pairs than a block of 30 million gas can pay for at 34,000 each (EIP-1108).</summary>
    public const int PairsMaximum = 1024;

    // Pairs that are read before their pairings are computed.
    private const int PairsAtOnce = Pairing.PairsPerLoop;

    /// <summary>Tells whether the product of the pairings is 1; no pair at all makes 1.</summary>
    /// <param name="input">Pairs of points, not padded.</param>
    /// <param name="isOne">The answer.</param>
    /// <param name="refusal">Why the input is none: every point is checked, whatever the answer.</param>
    public static bool TryPairingCheck(ReadOnlySpan<byte> input, out bool isOne, out Bn254Refusal refusal)
    {
        isOne = false;
        refusal = input.Length % PairSize != 0 ? Bn254Refusal.LengthInvalid
            : input.Length > PairsMaximum * PairSize ? Bn254Refusal.TooManyPairs
            : Bn254Refusal.None;
        if (refusal != Bn254Refusal.None)
        {
            return false;
        }

        Span<G1Jacobian> p = stackalloc G1Jacobian[PairsAtOnce];
        Span<G2Point> q = stackalloc G2Point[PairsAtOnce];
        var product = Fp12.One;
        while (!input.IsEmpty)
        {
            var count = Math.Min(input.Length / PairSize, PairsAtOnce);
            for (var i = 0; i < count; i++)
            {
                refusal = ReadPair(input.Slice(i * PairSize, PairSize), out p[i], out q[i]);
                if (refusal != Bn254Refusal.None)
                {
                    return false;
                }
            }

            product *= Pairing.MillerProduct(p[..count], q[..count]);
            input = input[(count * PairSize)..];
        }

        isOne = FinalExponentiation.Run(in product).IsOne;
        return true;
    }

    private static Bn254Refusal ReadPair(ReadOnlySpan<byte> bytes, out G1Jacobian p, out G2Point q)
    {
        q = default;
        var refusal = PointEncoding.ReadG1(bytes[..PointEncoding.G1Size], out var point);
        p = new(in point);
        return refusal != Bn254Refusal.None ? refusal : PointEncoding.ReadG2(bytes[PointEncoding.G1Size..], out q);
    }
}
