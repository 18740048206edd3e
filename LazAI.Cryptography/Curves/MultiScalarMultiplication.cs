using LazAI.Cryptography.Arithmetic;
using LazAI.Cryptography.Fields;

namespace LazAI.Cryptography.Curves;

/// <summary>
/// The sum of k_i P_i by N. Pippenger's method, over any curve, on any machine; <see cref="Lanes.LaneMultiScalarMultiplication"/> is
/// faster over prime fields where there are vectors for it. Variable-time: for public numbers.
/// </summary>
/// <remarks>
/// The numbers are cut into signed digits of c bits, and each digit's points are summed up apart (<see cref="AffineBuckets"/>), on as
/// many cores as are given. Work memory is rented: six bytes a digit for each point, and for each core at work an affine point and a
/// coordinate for each.
/// </remarks>
internal static class MultiScalarMultiplication
{
    /// <summary>Sums over points that vary.</summary>
    /// <param name="points">The points; infinity is allowed.</param>
    /// <param name="scalars">Their numbers, each <paramref name="wordsPerScalar"/> 64-bit words, lowest first.</param>
    /// <param name="wordsPerScalar">Words of a number.</param>
    /// <param name="degree">Threads to use.</param>
    public static JacobianPoint<TField, TCurve> VariableTime<TField, TCurve>(
        ReadOnlySpan<AffinePoint<TField, TCurve>> points, ReadOnlySpan<ulong> scalars, int wordsPerScalar = 4, int degree = 1)
        where TField : unmanaged, IFieldElement<TField>
        where TCurve : struct, ICurve<TField>
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(scalars.Length, points.Length * wordsPerScalar);
        var bits = SignedDigits.BitLength(scalars, wordsPerScalar);
        var window = WindowBits(points.Length, bits);
        var windows = SignedDigits.Count(bits, window);
        using var digits = new Scratch<short>(points.Length * windows);
        for (var i = 0; i < points.Length; i++)
        {
            var own = digits.Span.Slice(i * windows, windows);
            if (points[i].IsInfinity)
            {
                own.Clear();
            }
            else
            {
                SignedDigits.Write(scalars.Slice(i * wordsPerScalar, wordsPerScalar), window, own);
            }
        }

        var buckets = 1 << (window - 1);
        using var starts = new Scratch<int>(windows * buckets + 1);
        using var entries = new Scratch<int>(points.Length * windows);
        BucketSort.ByDigit(digits.Span, windows, buckets, starts.Span, entries.Span);
        using var sums = new Scratch<JacobianPoint<TField, TCurve>>(windows);
        if (degree <= 1)
        {
            for (var w = 0; w < windows; w++)
            {
                sums.Span[w] = AffineBuckets.Sum(points, entries.Span, starts.Span.Slice(w * buckets, buckets + 1));
            }
        }
        else
        {
            SumOnCores(points, entries.Memory, starts.Memory, buckets, sums.Memory, degree);
        }

        var result = JacobianPoint<TField, TCurve>.Infinity;
        for (var w = windows - 1; w >= 0; w--)
        {
            for (var bit = 0; bit < window; bit++)
            {
                result = JacobianPoint<TField, TCurve>.Double(in result);
            }

            result += sums.Span[w];
        }

        return result;
    }

    // Apart, since a method that has a closure allocates it even where it does not use it.
    private static void SumOnCores<TField, TCurve>(
        ReadOnlySpan<AffinePoint<TField, TCurve>> points,
        Memory<int> entries,
        Memory<int> starts,
        int buckets,
        Memory<JacobianPoint<TField, TCurve>> sums,
        int degree)
        where TField : unmanaged, IFieldElement<TField>
        where TCurve : struct, ICurve<TField>
    {
        using var copy = new Scratch<AffinePoint<TField, TCurve>>(points.Length);
        points.CopyTo(copy.Span);
        var shared = copy.Memory;
        Parallel.For(0, sums.Length, new ParallelOptions { MaxDegreeOfParallelism = degree }, w =>
            sums.Span[w] = AffineBuckets.Sum<TField, TCurve>(shared.Span, entries.Span, starts.Span.Slice(w * buckets, buckets + 1)));
    }

    // The number of bits for which additions are fewest: one for each point, and for each bucket two that cost about twice as much.
    private static int WindowBits(int points, int bitLength)
    {
        var (best, bestCost) = (1, double.MaxValue);
        for (var window = 2; window <= 14; window++)
        {
            var cost = SignedDigits.Count(bitLength, window) * (points + 3.5 * (1 << (window - 1)));
            if (cost < bestCost)
            {
                (best, bestCost) = (window, cost);
            }
        }

        return best;
    }
}
