using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using LazAI.Cryptography.Curves;
using LazAI.Cryptography.Curves.Lanes;
using LazAI.Cryptography.Fields.Lanes;
using Fp = LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>;
using G1 = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>, LazAI.Cryptography.Bls12381.G1Curve>;

namespace LazAI.Cryptography.Bls12381.Lanes;

/// <summary>Many points of G1, each times a number low + high X^2 of its own, one a lane. Variable-time: for public numbers.</summary>
internal static class LaneG1Weights
{
    // From so many points on lanes are faster, even if the others do a point's work again.
    private const int LanesMinimum = 2;

    private const int DigitBits = 4;
    private const int Multiples = 1 << (DigitBits - 1);
    private const int Digits = 64 / DigitBits + 1;

    /// <summary>As <see cref="G1Multiplication.VariableTime"/> of each. Allocates nothing.</summary>
    /// <param name="points">Points of the group.</param>
    /// <param name="weights">For each its low and its high word.</param>
    /// <param name="products">The products; each may have another Z than one calculation alone gives.</param>
    public static void Multiply(ReadOnlySpan<G1> points, ReadOnlySpan<ulong> weights, Span<JacobianPoint<Fp, G1Curve>> products)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(weights.Length, 2 * points.Length);
        var done = LanePaths.Current switch
        {
            LanePath.Avx512 => Multiply<LaneField384<Vector512<double>, LaneVector512, BaseModulus>>(points, weights, products),
            LanePath.Avx2 => Multiply<LaneField384<Vector256<double>, LaneVector256, BaseModulus>>(points, weights, products),
            _ => 0,
        };
        for (; done < points.Length; done++)
        {
            products[done] = G1Multiplication.VariableTime(in points[done], weights[2 * done], weights[2 * done + 1]);
        }
    }

    // How many are done; a rest too small for lanes is not.
    private static int Multiply<T>(ReadOnlySpan<G1> points, ReadOnlySpan<ulong> weights, Span<JacobianPoint<Fp, G1Curve>> products)
        where T : unmanaged, ILaneField<T, Fp>
    {
        var done = 0;
        for (; points.Length - done >= LanesMinimum; done += Math.Min(T.Count, points.Length - done))
        {
            var count = Math.Min(T.Count, points.Length - done);
            MultiplyGroup<T>(points.Slice(done, count), weights.Slice(2 * done, 2 * count), products.Slice(done, count));
        }

        return done;
    }

    [SkipLocalsInit]
    private static void MultiplyGroup<T>(ReadOnlySpan<G1> points, ReadOnlySpan<ulong> weights, Span<JacobianPoint<Fp, G1Curve>> products)
        where T : unmanaged, ILaneField<T, Fp>
    {
        const int RowLength = LanePoint<T, Fp, G1Curve>.RowLength;
        const int TableLength = (Multiples + 1) * RowLength;
        Span<double> table = stackalloc double[T.Count * TableLength];
        Span<int> offsets = stackalloc int[T.Count];
        Span<short> low = stackalloc short[T.Count * Digits];
        Span<short> high = stackalloc short[T.Count * Digits];
        for (var lane = 0; lane < offsets.Length; lane++)
        {
            var index = lane < points.Length ? lane : 0;
            offsets[lane] = lane * TableLength;
            LanePoint<T, Fp, G1Curve>.Pack(new(in points[index]), table[offsets[lane]..]);
            SignedDigits.Write(weights.Slice(2 * index, 1), DigitBits, low.Slice(lane * Digits, Digits));
            SignedDigits.Write(weights.Slice(2 * index + 1, 1), DigitBits, high.Slice(lane * Digits, Digits));
        }

        LanePoint<T, Fp, G1Curve>.Gather(in table[0], offsets, out var point);
        WriteMultiples(in point, table, offsets);

        // The endomorphism is -X^2.
        T.Create(G1Curve.CubeRootOfUnity, out var beta);
        LanePoint<T, Fp, G1Curve>.Infinity(out var sum);
        for (var i = Digits - 1; i >= 0; i--)
        {
            for (var bit = 0; bit < DigitBits && i < Digits - 1; bit++)
            {
                LanePoint<T, Fp, G1Curve>.Double(in sum, out sum);
            }

            var negative = Entries(low, i, TableLength, RowLength, offsets);
            LanePoint<T, Fp, G1Curve>.Gather(in table[0], offsets, out var addend);
            T.Negate(in addend.Y, negative, out addend.Y);
            LanePoint<T, Fp, G1Curve>.Add(in sum, in addend, out sum);

            negative = Entries(high, i, TableLength, RowLength, offsets);
            LanePoint<T, Fp, G1Curve>.Gather(in table[0], offsets, out addend);
            T.Multiply(in addend.X, in beta, out addend.X);
            T.Negate(in addend.Y, ~negative, out addend.Y);
            LanePoint<T, Fp, G1Curve>.Add(in sum, in addend, out sum);
        }

        for (var lane = 0; lane < offsets.Length; lane++)
        {
            offsets[lane] = lane * RowLength;
        }

        LanePoint<T, Fp, G1Curve>.Scatter(in sum, ref table[0], offsets);
        for (var i = 0; i < products.Length; i++)
        {
            products[i] = LanePoint<T, Fp, G1Curve>.Unpack(table.Slice(offsets[i], RowLength));
        }
    }

    // 0 P, 1 P, ..., 8 P of every lane, one lane after another.
    [SkipLocalsInit]
    private static void WriteMultiples<T>(in LanePoint<T, Fp, G1Curve> point, Span<double> table, Span<int> offsets)
        where T : unmanaged, ILaneField<T, Fp>
    {
        LanePoint<T, Fp, G1Curve>.Infinity(out var next);
        LanePoint<T, Fp, G1Curve>.Scatter(in next, ref table[0], offsets);
        next = point;
        for (var multiple = 1; multiple <= Multiples; multiple++)
        {
            for (var lane = 0; lane < offsets.Length; lane++)
            {
                offsets[lane] += LanePoint<T, Fp, G1Curve>.RowLength;
            }

            LanePoint<T, Fp, G1Curve>.Scatter(in next, ref table[0], offsets);
            if (multiple < Multiples)
            {
                LanePoint<T, Fp, G1Curve>.Add(in next, in point, out next);
            }
        }
    }

    // Where the multiple that a digit counts is in each lane, and in which lanes it is subtracted.
    private static uint Entries(ReadOnlySpan<short> digits, int index, int tableLength, int rowLength, Span<int> offsets)
    {
        var negative = 0U;
        for (var lane = 0; lane < offsets.Length; lane++)
        {
            var digit = (int)digits[lane * Digits + index];
            offsets[lane] = lane * tableLength + Math.Abs(digit) * rowLength;
            negative |= (uint)digit >> 31 << lane;
        }

        return negative;
    }
}
