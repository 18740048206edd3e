using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using LazAI.Cryptography.Curves;
using LazAI.Cryptography.Fields.Lanes;
using Fp = LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>;
using Fp2 = LazAI.Cryptography.Fields.QuadraticExtension<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>>;
using G2 = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.QuadraticExtension<
        LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>>,
    LazAI.Cryptography.Bls12381.G2Curve>;

namespace LazAI.Cryptography.Bls12381.Lanes;

/// <summary>
/// Sums of points of G2 times numbers low + high X^2 (E. Straus, "Addition chains of vectors", 1964). Variable-time: for public numbers.
/// </summary>
/// <remarks>
/// Every lane sums up its own points, which share the doublings of 64 bits. For numbers as short as these the buckets of N. Pippenger's
/// method would save little.
/// </remarks>
internal static class LaneG2Sum
{
    // One point alone is faster without.
    private const int LanesMinimum = 2;

    // Points of a lane that share doublings: their multiples, 3.5 KB a point, stay in the cache.
    private const int PointsPerLane = 8;

    private const int DigitBits = 4;
    private const int Multiples = 1 << (DigitBits - 1);
    private const int Digits = 64 / DigitBits + 1;

    /// <summary>Σ (low_i + high_i X^2) P_i. Allocates nothing.</summary>
    /// <param name="points">Points of the group, infinity among them.</param>
    /// <param name="weights">For each its low and its high word.</param>
    public static JacobianPoint<Fp2, G2Curve> Weighted(ReadOnlySpan<G2> points, ReadOnlySpan<ulong> weights)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(weights.Length, 2 * points.Length);
        return (points.Length < LanesMinimum ? LanePath.Scalar : LanePaths.Current) switch
        {
            LanePath.Avx512 => Compute<LaneField384<Vector512<double>, LaneVector512, BaseModulus>>(points, weights),
            LanePath.Avx2 => Compute<LaneField384<Vector256<double>, LaneVector256, BaseModulus>>(points, weights),
            _ => ComputeWithoutLanes(points, weights),
        };
    }

    // ψ twice is multiplication by X^2.
    private static JacobianPoint<Fp2, G2Curve> ComputeWithoutLanes(ReadOnlySpan<G2> points, ReadOnlySpan<ulong> weights)
    {
        var rented = ArrayPool<G2>.Shared.Rent(2 * points.Length);
        for (var i = 0; i < points.Length; i++)
        {
            rented[2 * i] = points[i];
            rented[2 * i + 1] = G2Curve.PsiPsi(in points[i]);
        }

        var sum = MultiScalarMultiplication.VariableTime<Fp2, G2Curve>(rented.AsSpan(0, 2 * points.Length), weights, wordsPerScalar: 1);
        ArrayPool<G2>.Shared.Return(rented);
        return sum;
    }

    private static JacobianPoint<Fp2, G2Curve> Compute<T>(ReadOnlySpan<G2> points, ReadOnlySpan<ulong> weights)
        where T : unmanaged, ILaneField<T, Fp>
    {
        var count = T.Count * PointsPerLane;
        var table = ArrayPool<double>.Shared.Rent(count * (Multiples + 1) * LaneG2Point<T>.RowLength);
        var digits = ArrayPool<short>.Shared.Rent(2 * count * Digits);
        var sum = JacobianPoint<Fp2, G2Curve>.Infinity;
        for (; !points.IsEmpty; points = points[count..], weights = weights[(2 * count)..])
        {
            count = Math.Min(count, points.Length);
            sum += ComputeChunk<T>(points[..count], weights, table, digits);
        }

        ArrayPool<short>.Shared.Return(digits);
        ArrayPool<double>.Shared.Return(table);
        return sum;
    }

    [SkipLocalsInit]
    private static JacobianPoint<Fp2, G2Curve> ComputeChunk<T>(
        ReadOnlySpan<G2> points, ReadOnlySpan<ulong> weights, Span<double> table, Span<short> digits)
        where T : unmanaged, ILaneField<T, Fp>
    {
        var groups = (points.Length + T.Count - 1) / T.Count;
        Span<int> offsets = stackalloc int[T.Count];
        for (var group = 0; group < groups; group++)
        {
            WriteMultiples<T>(points[(group * T.Count)..], group * T.Count, table, offsets);
        }

        for (var i = 0; i < groups * T.Count; i++)
        {
            // Lanes too many have infinity, for which any digit will do.
            var index = Math.Min(i, points.Length - 1);
            SignedDigits.Write(weights.Slice(2 * index, 1), DigitBits, digits.Slice(2 * i * Digits, Digits));
            SignedDigits.Write(weights.Slice(2 * index + 1, 1), DigitBits, digits.Slice((2 * i + 1) * Digits, Digits));
        }

        LaneG2Point<T>.Infinity(out var sum);
        for (var digit = Digits - 1; digit >= 0; digit--)
        {
            for (var bit = 0; bit < DigitBits && digit < Digits - 1; bit++)
            {
                LaneG2Point<T>.Double(in sum, out sum);
            }

            for (var group = 0; group < groups; group++)
            {
                var negative = Entries<T>(digits, 0, digit, group * T.Count, offsets);
                LaneG2Point<T>.Gather(in table[0], offsets, out var addend);
                LaneQuadratic<T, Fp>.Negate(in addend.Y, negative, out addend.Y);
                LaneG2Point<T>.Add(in sum, in addend, out sum);

                negative = Entries<T>(digits, 1, digit, group * T.Count, offsets);
                LaneG2Point<T>.Gather(in table[0], offsets, out addend);
                LaneG2Subgroup<T>.PsiPsi(in addend, out addend);
                LaneQuadratic<T, Fp>.Negate(in addend.Y, negative, out addend.Y);
                LaneG2Point<T>.Add(in sum, in addend, out sum);
            }
        }

        return AddLanes(in sum, table, offsets);
    }

    // 0 P, 1 P, ..., 8 P of every lane, one point after another.
    [SkipLocalsInit]
    private static void WriteMultiples<T>(ReadOnlySpan<G2> points, int first, Span<double> table, Span<int> offsets)
        where T : unmanaged, ILaneField<T, Fp>
    {
        for (var lane = 0; lane < offsets.Length; lane++)
        {
            offsets[lane] = (first + lane) * (Multiples + 1) * LaneG2Point<T>.RowLength;
            LaneG2Point<T>.Pack(lane < points.Length ? points[lane] : G2.Infinity, table[offsets[lane]..]);
        }

        LaneG2Point<T>.Gather(in table[0], offsets, out var point);
        LaneG2Point<T>.Infinity(out var next);
        LaneG2Point<T>.Scatter(in next, ref table[0], offsets);
        next = point;
        for (var multiple = 1; multiple <= Multiples; multiple++)
        {
            for (var lane = 0; lane < offsets.Length; lane++)
            {
                offsets[lane] += LaneG2Point<T>.RowLength;
            }

            LaneG2Point<T>.Scatter(in next, ref table[0], offsets);
            if (multiple < Multiples)
            {
                LaneG2Point<T>.Add(in next, in point, out next);
            }
        }
    }

    // Where the multiple that a digit of the low or the high word counts is in each lane, and in which lanes it is subtracted.
    private static uint Entries<T>(ReadOnlySpan<short> digits, int word, int index, int first, Span<int> offsets)
        where T : unmanaged, ILaneField<T, Fp>
    {
        var negative = 0U;
        for (var lane = 0; lane < offsets.Length; lane++)
        {
            var digit = (int)digits[(2 * (first + lane) + word) * Digits + index];
            offsets[lane] = ((first + lane) * (Multiples + 1) + Math.Abs(digit)) * LaneG2Point<T>.RowLength;
            negative |= (uint)digit >> 31 << lane;
        }

        return negative;
    }

    private static JacobianPoint<Fp2, G2Curve> AddLanes<T>(in LaneG2Point<T> lanes, Span<double> rows, Span<int> offsets)
        where T : unmanaged, ILaneField<T, Fp>
    {
        for (var lane = 0; lane < offsets.Length; lane++)
        {
            offsets[lane] = lane * LaneG2Point<T>.RowLength;
        }

        LaneG2Point<T>.Scatter(in lanes, ref rows[0], offsets);
        var sum = JacobianPoint<Fp2, G2Curve>.Infinity;
        foreach (var offset in offsets)
        {
            sum += LaneG2Point<T>.Unpack(rows.Slice(offset, LaneG2Point<T>.RowLength));
        }

        return sum;
    }
}
