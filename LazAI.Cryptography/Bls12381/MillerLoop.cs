using System.Numerics;
using System.Runtime.CompilerServices;
using LazAI.Cryptography.Bls12381.Lanes;
using LazAI.Cryptography.Fields.Lanes;
using Fp12 = LazAI.Cryptography.Fields.DodecicExtension<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>, LazAI.Cryptography.Bls12381.Tower>;
using G1 = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>, LazAI.Cryptography.Bls12381.G1Curve>;
using G2 = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.QuadraticExtension<
        LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>>,
    LazAI.Cryptography.Bls12381.G2Curve>;
using Lanes4 = LazAI.Cryptography.Fields.Lanes.LaneField384<
    System.Runtime.Intrinsics.Vector256<double>,
    LazAI.Cryptography.Fields.Lanes.LaneVector256,
    LazAI.Cryptography.Bls12381.BaseModulus>;
using Lanes8 = LazAI.Cryptography.Fields.Lanes.LaneField384<
    System.Runtime.Intrinsics.Vector512<double>,
    LazAI.Cryptography.Fields.Lanes.LaneVector512,
    LazAI.Cryptography.Bls12381.BaseModulus>;

namespace LazAI.Cryptography.Bls12381;

/// <summary>
/// The product of f_(x,Q)(P) over pairs (V. Miller, "The Weil pairing, and its efficient calculation", 2004; for the optimal ate
/// pairing F. Vercauteren, "Optimal pairings", 2010). The pairs share the squarings. Points are public and in their subgroups.
/// </summary>
internal static class MillerLoop
{
    /// <summary>Pairs that share one walk; more are taken in turns, so that the state has a fixed place on the stack.</summary>
    public const int ChunkMaximum = 8;

    /// <summary>The bit of -x after its highest, where the walk begins.</summary>
    public const int TopBit = 62;

    /// <summary>Lines of one point: a tangent for each bit, a chord for each that is set.</summary>
    public static int LineCount { get; } = TopBit + BitOperations.PopCount(CurveParameter.NegatedX);

    public static bool HasAddition(int bit) => (CurveParameter.NegatedX >> bit & 1) != 0;

    /// <summary>Pairs with infinity count as 1.</summary>
    [SkipLocalsInit]
    public static Fp12 Product(ReadOnlySpan<G1> points, ReadOnlySpan<G2> twistPoints)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(twistPoints.Length, points.Length);
        var product = Fp12.One;
        Span<int> pairs = stackalloc int[ChunkMaximum];
        for (var next = 0; next < points.Length;)
        {
            var count = 0;
            for (; next < points.Length && count < ChunkMaximum; next++)
            {
                if (!points[next].IsInfinity && !twistPoints[next].IsInfinity)
                {
                    pairs[count++] = next;
                }
            }

            product *= LanePaths.Current switch
            {
                LanePath.Avx512 => RowMillerLoop<Lanes8>.Walk(pairs[..count], points, twistPoints),
                LanePath.Avx2 => RowMillerLoop<Lanes4>.Walk(pairs[..count], points, twistPoints),
                _ => Walk(pairs[..count], points, twistPoints),
            };
        }

        return product;
    }

    /// <summary>The same with lines made beforehand. Pairs with infinity count as 1.</summary>
    [SkipLocalsInit]
    public static Fp12 Product(ReadOnlySpan<G1> points, ReadOnlySpan<PreparedG2> twistPoints)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(twistPoints.Length, points.Length);
        var product = Fp12.One;
        Span<int> pairs = stackalloc int[ChunkMaximum];
        for (var next = 0; next < points.Length;)
        {
            var count = 0;
            for (; next < points.Length && count < ChunkMaximum; next++)
            {
                if (!points[next].IsInfinity && !twistPoints[next].IsInfinity)
                {
                    pairs[count++] = next;
                }
            }

            product *= LanePaths.Current switch
            {
                LanePath.Avx512 => RowMillerLoop<Lanes8>.Walk(pairs[..count], points, twistPoints),
                LanePath.Avx2 => RowMillerLoop<Lanes4>.Walk(pairs[..count], points, twistPoints),
                _ => Walk(pairs[..count], points, twistPoints),
            };
        }

        return product;
    }

    [SkipLocalsInit]
    private static Fp12 Walk(ReadOnlySpan<int> pairs, ReadOnlySpan<G1> points, ReadOnlySpan<G2> twistPoints)
    {
        Span<MillerPoint> walkers = stackalloc MillerPoint[ChunkMaximum];
        for (var i = 0; i < pairs.Length; i++)
        {
            walkers[i] = new(in twistPoints[pairs[i]]);
        }

        var f = Fp12.One;
        for (var bit = TopBit; bit >= 0; bit--)
        {
            f = Fp12.Square(in f);
            for (var i = 0; i < pairs.Length; i++)
            {
                Line.Multiply(ref f, MillerPoint.Double(ref walkers[i]), in points[pairs[i]]);
            }

            for (var i = 0; i < pairs.Length && HasAddition(bit); i++)
            {
                Line.Multiply(ref f, MillerPoint.Add(ref walkers[i], in twistPoints[pairs[i]]), in points[pairs[i]]);
            }
        }

        // x is negative: the inverse is wanted, which the final exponentiation does not tell from the conjugate.
        return f.Conjugate;
    }

    [SkipLocalsInit]
    private static Fp12 Walk(ReadOnlySpan<int> pairs, ReadOnlySpan<G1> points, ReadOnlySpan<PreparedG2> twistPoints)
    {
        var f = Fp12.One;
        var line = 0;
        for (var bit = TopBit; bit >= 0; bit--)
        {
            f = Fp12.Square(in f);
            for (var steps = HasAddition(bit) ? 2 : 1; steps > 0; steps--, line++)
            {
                foreach (var pair in pairs)
                {
                    Line.Multiply(ref f, in twistPoints[pair].Lines[line], in points[pair]);
                }
            }
        }

        return f.Conjugate;
    }
}
