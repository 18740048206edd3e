using System.Buffers;
using System.Runtime.Intrinsics;
using LazAI.Cryptography.Fields;
using LazAI.Cryptography.Fields.Lanes;

namespace LazAI.Cryptography.Curves.Lanes;

/// <summary>
/// The sum of k_i P_i by N. Pippenger's method, many additions at once, over the curves of prime fields. Variable-time: for public
/// numbers. Work memory is rented: about 280 bytes a point and 200 a bucket, of which there are a few times as many as points.
/// </summary>
internal static class LaneMultiScalarMultiplication
{
    // Below, sorting and packing cost more than lanes save.
    private const int PointsMinimum = 16;

    /// <summary>Sums over points that vary.</summary>
    /// <param name="points">The points; infinity is allowed.</param>
    /// <param name="scalars">Their numbers, each <paramref name="wordsPerScalar"/> 64-bit words, lowest first.</param>
    /// <param name="wordsPerScalar">Words of a number.</param>
    /// <param name="degree">Threads to use.</param>
    public static JacobianPoint<MontgomeryField384<TModulus>, TCurve> VariableTime<TModulus, TCurve>(
        ReadOnlySpan<AffinePoint<MontgomeryField384<TModulus>, TCurve>> points, ReadOnlySpan<ulong> scalars, int wordsPerScalar = 4, int degree = 1)
        where TModulus : struct, IModulus384
        where TCurve : struct, ICurve<MontgomeryField384<TModulus>> => (points.Length < PointsMinimum ? LanePath.Scalar : LanePaths.Current) switch
        {
            LanePath.Avx512 => Compute<LaneField384<Vector512<double>, LaneVector512, TModulus>, MontgomeryField384<TModulus>, TCurve>(
                points, scalars, wordsPerScalar, degree),
            LanePath.Avx2 => Compute<LaneField384<Vector256<double>, LaneVector256, TModulus>, MontgomeryField384<TModulus>, TCurve>(
                points, scalars, wordsPerScalar, degree),
            _ => MultiScalarMultiplication.VariableTime(points, scalars, wordsPerScalar, degree),
        };

    /// <inheritdoc cref="VariableTime{TModulus, TCurve}(ReadOnlySpan{AffinePoint{MontgomeryField384{TModulus}, TCurve}}, ReadOnlySpan{ulong}, int, int)"/>
    public static JacobianPoint<MontgomeryField256<TModulus>, TCurve> VariableTime<TModulus, TCurve>(
        ReadOnlySpan<AffinePoint<MontgomeryField256<TModulus>, TCurve>> points, ReadOnlySpan<ulong> scalars, int wordsPerScalar = 4, int degree = 1)
        where TModulus : struct, IModulus256
        where TCurve : struct, ICurve<MontgomeryField256<TModulus>> => (points.Length < PointsMinimum ? LanePath.Scalar : LanePaths.Current) switch
        {
            LanePath.Avx512 => Compute<LaneField256<Vector512<double>, LaneVector512, TModulus>, MontgomeryField256<TModulus>, TCurve>(
                points, scalars, wordsPerScalar, degree),
            LanePath.Avx2 => Compute<LaneField256<Vector256<double>, LaneVector256, TModulus>, MontgomeryField256<TModulus>, TCurve>(
                points, scalars, wordsPerScalar, degree),
            _ => MultiScalarMultiplication.VariableTime(points, scalars, wordsPerScalar, degree),
        };

    private static JacobianPoint<TField, TCurve> Compute<T, TField, TCurve>(
        ReadOnlySpan<AffinePoint<TField, TCurve>> points, ReadOnlySpan<ulong> scalars, int wordsPerScalar, int degree)
        where T : unmanaged, ILaneField<T, TField>
        where TField : unmanaged, IPrimeField<TField>
        where TCurve : struct, ICurve<TField>
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(scalars.Length, points.Length * wordsPerScalar);
        var bits = SignedDigits.BitLength(scalars, wordsPerScalar);
        var window = WindowBits(points.Length, bits);
        var windows = SignedDigits.Count(bits, window);
        var buckets = 1 << (window - 1);

        var rows = ArrayPool<double>.Shared.Rent(points.Length * BucketSums<T, TField, TCurve>.PointLength);
        var digits = ArrayPool<short>.Shared.Rent(points.Length * windows);
        for (var i = 0; i < points.Length; i++)
        {
            var row = rows.AsSpan(i * BucketSums<T, TField, TCurve>.PointLength, BucketSums<T, TField, TCurve>.PointLength);
            T.Pack(in points[i].X, row[..LaneRow.Length]);
            T.Pack(in points[i].Y, row[LaneRow.Length..]);
            var own = digits.AsSpan(i * windows, windows);
            if (points[i].IsInfinity)
            {
                own.Clear();
            }
            else
            {
                SignedDigits.Write(scalars.Slice(i * wordsPerScalar, wordsPerScalar), window, own);
            }
        }

        var sums = ArrayPool<JacobianPoint<TField, TCurve>>.Shared.Rent(windows);
        var starts = ArrayPool<int>.Shared.Rent(windows * buckets + 1);
        var entries = ArrayPool<int>.Shared.Rent(points.Length * windows);
        BucketSort.ByDigit(digits.AsSpan(0, points.Length * windows), windows, buckets, starts.AsSpan(0, windows * buckets + 1), entries);
        BucketSums<T, TField, TCurve>.Compute(
            rows, entries, starts.AsSpan(0, windows * buckets + 1), sums.AsSpan(0, windows), degree);

        var result = JacobianPoint<TField, TCurve>.Infinity;
        for (var w = windows - 1; w >= 0; w--)
        {
            for (var bit = 0; bit < window; bit++)
            {
                result = JacobianPoint<TField, TCurve>.Double(in result);
            }

            result += sums[w];
        }

        ArrayPool<int>.Shared.Return(entries);
        ArrayPool<int>.Shared.Return(starts);
        ArrayPool<JacobianPoint<TField, TCurve>>.Shared.Return(sums);
        ArrayPool<short>.Shared.Return(digits);
        ArrayPool<double>.Shared.Return(rows);
        return result;
    }

    // The number of bits for which additions of points and of buckets, two for each, are fewest.
    private static int WindowBits(int points, int bitLength)
    {
        var (best, bestCost) = (1, double.MaxValue);
        for (var window = 2; window <= 14; window++)
        {
            var cost = SignedDigits.Count(bitLength, window) * (points + 2.3 * (1 << (window - 1)));
            if (cost < bestCost)
            {
                (best, bestCost) = (window, cost);
            }
        }

        return best;
    }
}
