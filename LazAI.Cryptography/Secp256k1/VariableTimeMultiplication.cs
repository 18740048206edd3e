using System.Runtime.CompilerServices;

namespace LazAI.Cryptography.Secp256k1;

/// <summary>
/// a * G + b * P for public scalars and points: four interleaved windowed non-adjacent forms of 128 bits, two of G by a table for
/// 2^128 G, two of P by the endomorphism, over one chain of doublings (Straus). NOT constant-time.
/// </summary>
internal static class VariableTimeMultiplication
{
    private const int PointWidth = 5;
    private const int PointEntries = 1 << (PointWidth - 2);
    public const int GeneratorWidth = 12;
    private const int GeneratorEntries = 1 << (GeneratorWidth - 2);

    // The odd multiples 1, 3, 5, ... of G and of 2^128 G, in all 160 KiB.
    public static readonly AffinePoint[] Generator = OddMultiples(AffinePoint.Generator, GeneratorEntries);
    public static readonly AffinePoint[] GeneratorHigh = OddMultiples(TwoTo128G(), GeneratorEntries);

    /// <summary>a * G + b * P.</summary>
    [SkipLocalsInit]
    public static JacobianPoint Multiply(in Scalar a, in Scalar b, in AffinePoint point)
    {
        Span<AffinePoint> multiples = stackalloc AffinePoint[PointEntries];
        OddMultiples(in point, multiples, out var z);

        // lambda * (x, y) = (beta x, y), on the isomorphic curve as well.
        Span<AffinePoint> lambdaMultiples = stackalloc AffinePoint[PointEntries];
        for (var i = 0; i < PointEntries; i++)
        {
            FieldElement.Multiply(out lambdaMultiples[i].X, in Glv.Beta, in multiples[i].X);
            lambdaMultiples[i].Y = multiples[i].Y;
        }

        Span<short> first = stackalloc short[WindowedNaf.Length];
        Span<short> second = stackalloc short[WindowedNaf.Length];
        Span<short> low = stackalloc short[WindowedNaf.Length];
        Span<short> high = stackalloc short[WindowedNaf.Length];
        Glv.Split(in b, out var b1, out var b2);
        var length = Math.Max(
            Math.Max(WindowedNaf.Fill(first, b1, PointWidth), WindowedNaf.Fill(second, b2, PointWidth)),
            Math.Max(
                WindowedNaf.Fill(low, new SignedHalf(a.Low, false), GeneratorWidth),
                WindowedNaf.Fill(high, new SignedHalf(a.High, false), GeneratorWidth)));

        var result = JacobianPoint.Infinity;
        for (var i = length - 1; i >= 0; i--)
        {
            result.Double();
            if (first[i] != 0)
            {
                result.Add(Pick(multiples, first[i]));
            }

            if (second[i] != 0)
            {
                result.Add(Pick(lambdaMultiples, second[i]));
            }

            if (low[i] != 0)
            {
                result.AddIsomorphic(Pick(Generator, low[i]), in z);
            }

            if (high[i] != 0)
            {
                result.AddIsomorphic(Pick(GeneratorHigh, high[i]), in z);
            }
        }

        // Back from the curve on which P's multiples are affine.
        FieldElement.Multiply(out result.Z, in result.Z, in z);
        return result;
    }

    /// <summary>P, 3P, 5P, ... in affine form, for tables that are kept.</summary>
    public static AffinePoint[] OddMultiples(AffinePoint point, int count)
    {
        var twice = new JacobianPoint(in point);
        twice.Double();
        var step = twice.ToAffineVariableTime();
        var multiples = new JacobianPoint[count];
        multiples[0] = new JacobianPoint(in point);
        for (var i = 1; i < count; i++)
        {
            multiples[i] = multiples[i - 1];
            multiples[i].Add(in step);
        }

        var affine = new AffinePoint[count];
        JacobianPoint.ToAffineVariableTime(multiples, affine);
        return affine;
    }

    private static AffinePoint Pick(ReadOnlySpan<AffinePoint> oddMultiples, int digit)
    {
        if (digit > 0)
        {
            return oddMultiples[digit >> 1];
        }

        var point = oddMultiples[-digit >> 1];
        FieldElement.Negate(out point.Y, in point.Y, 1);
        point.Y.Carry();
        return point;
    }

    // P, 3P, 5P, ... with one common denominator z instead of an inversion: 2P is taken as affine on the isomorphic curve
    // (x d^2, y d^3), where adding it stays cheap, and at the end all multiples are brought to the last one's denominator.
    [SkipLocalsInit]
    private static void OddMultiples(in AffinePoint point, Span<AffinePoint> multiples, out FieldElement z)
    {
        var twice = new JacobianPoint(in point);
        twice.Double();
        var step = new AffinePoint(in twice.X, in twice.Y);
        step.X.Carry();
        step.Y.Carry();

        Span<FieldElement> ratios = stackalloc FieldElement[PointEntries];
        FieldElement.Square(out var d2, in twice.Z);
        FieldElement.Multiply(out var d3, in d2, in twice.Z);
        FieldElement.Multiply(out multiples[0].X, in point.X, in d2);
        FieldElement.Multiply(out multiples[0].Y, in point.Y, in d3);
        var sum = new JacobianPoint(in multiples[0]);
        for (var i = 1; i < multiples.Length; i++)
        {
            sum.Add(in step, out ratios[i]);
            multiples[i] = new AffinePoint(in sum.X, in sum.Y);
        }

        FieldElement.Multiply(out z, in sum.Z, in twice.Z);

        multiples[^1].X.Carry();
        multiples[^1].Y.Carry();
        var scale = FieldElement.One;
        for (var i = multiples.Length - 2; i >= 0; i--)
        {
            FieldElement.Multiply(out scale, in scale, in ratios[i + 1]);
            FieldElement.Square(out var scale2, in scale);
            FieldElement.Multiply(out multiples[i].X, in scale2, in multiples[i].X);
            FieldElement.Multiply(out scale2, in scale2, in scale);
            FieldElement.Multiply(out multiples[i].Y, in scale2, in multiples[i].Y);
        }
    }

    private static AffinePoint TwoTo128G()
    {
        var point = new JacobianPoint(AffinePoint.Generator);
        for (var i = 0; i < 128; i++)
        {
            point.Double();
        }

        return point.ToAffineVariableTime();
    }
}
