using System.Buffers;
using System.Runtime.CompilerServices;
using Fp12 = LazAI.Cryptography.Fields.DodecicExtension<
    LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>, LazAI.Cryptography.Bn254.Tower>;
using G1Jacobian = LazAI.Cryptography.Curves.JacobianPoint<
    LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>, LazAI.Cryptography.Bn254.G1Curve>;
using G1Point = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>, LazAI.Cryptography.Bn254.G1Curve>;
using G2Point = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.QuadraticExtension<
        LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>>, LazAI.Cryptography.Bn254.G2Curve>;

namespace LazAI.Cryptography.Bn254;

/// <summary>The optimal ate pairing of BN254. Variable-time: for public points.</summary>
internal static class Pairing
{
    // Pairs that share the squarings of one Miller loop. More would save little and need more room for lines (14 KB each).
    public const int PairsPerLoop = 8;

    /// <summary>e(P, Q) for points of the groups, 1 where one is infinity.</summary>
    public static Fp12 Of(in G1Point p, in G2Point q) => FinalExponentiation.Run(MillerProduct([new(in p)], [q]));

    /// <summary>The product of e(P_i, Q_i) before the final exponentiation.</summary>
    public static Fp12 MillerProduct(ReadOnlySpan<G1Jacobian> p, ReadOnlySpan<G2Point> q)
    {
        Span<LineArgument> arguments = stackalloc LineArgument[PairsPerLoop];
        LineSets lines = default;
        var product = Fp12.One;
        while (!p.IsEmpty)
        {
            var count = Math.Min(p.Length, PairsPerLoop);
            LineArgument.From(p[..count], arguments);
            for (var i = 0; i < count; i++)
            {
                lines[i] ??= ArrayPool<Line>.Shared.Rent(AteLines.Count);
                AteLines.Write(in q[i], lines[i]);
            }

            product *= MillerLoop.Run(arguments[..count], lines[..count]);
            p = p[count..];
            q = q[count..];
        }

        foreach (var rented in lines)
        {
            if (rented is not null)
            {
                ArrayPool<Line>.Shared.Return(rented);
            }
        }

        return product;
    }

    [InlineArray(PairsPerLoop)]
    private struct LineSets
    {
        private Line[] _first;
    }
}
