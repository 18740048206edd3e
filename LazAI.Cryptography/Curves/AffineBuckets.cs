using LazAI.Cryptography.Arithmetic;
using LazAI.Cryptography.Fields;

namespace LazAI.Cryptography.Curves;

/// <summary>
/// The heart of N. Pippenger's method: points go into buckets B_0, B_1, ..., and the sum of (k + 1) B_k is taken. Variable-time: for
/// public numbers.
/// </summary>
/// <remarks>
/// The points of a bucket are added up in pairs, then the sums in pairs again, and all pairs of a round, whatever their bucket, share
/// one inversion. So an addition of affine points is 5 multiplications and a squaring, where one into a Jacobian point is 8 and 3.
/// </remarks>
internal static class AffineBuckets
{
    // With fewer pairs an inversion costs more than is saved.
    private const int PairsMinimum = 16;

    /// <summary>Sums up.</summary>
    /// <param name="points">The points.</param>
    /// <param name="entries">
    /// The buckets' points one bucket after another: twice the index of a point that is not infinity, plus one where it is subtracted.
    /// </param>
    /// <param name="starts">Where each bucket's entries start, and after the last where they end.</param>
    public static JacobianPoint<TField, TCurve> Sum<TField, TCurve>(
        ReadOnlySpan<AffinePoint<TField, TCurve>> points, ReadOnlySpan<int> entries, ReadOnlySpan<int> starts)
        where TField : unmanaged, IFieldElement<TField>
        where TCurve : struct, ICurve<TField>
    {
        entries = entries[starts[0]..starts[^1]];
        using var bucketed = new Scratch<AffinePoint<TField, TCurve>>(entries.Length);
        for (var i = 0; i < entries.Length; i++)
        {
            ref readonly var point = ref points[entries[i] >> 1];
            bucketed.Span[i] = (entries[i] & 1) == 0 ? point : -point;
        }

        using var ends = new Scratch<int>(starts.Length - 1);
        for (var k = 0; k < ends.Span.Length; k++)
        {
            ends.Span[k] = starts[k + 1] - starts[0];
        }

        AddInPairs(bucketed.Span, ends.Span);

        // (k + 1) B_k for all k by sums of sums, from the last bucket down.
        var (running, sum) = (JacobianPoint<TField, TCurve>.Infinity, JacobianPoint<TField, TCurve>.Infinity);
        for (var k = ends.Span.Length - 1; k >= 0; k--)
        {
            for (var i = k == 0 ? 0 : ends.Span[k - 1]; i < ends.Span[k]; i++)
            {
                running += bucketed.Span[i];
            }

            sum += running;
        }

        return sum;
    }

    // Leaves buckets of one point, but for a few where many are not worth an inversion any more, close together from the start.
    private static void AddInPairs<TField, TCurve>(Span<AffinePoint<TField, TCurve>> points, Span<int> ends)
        where TField : unmanaged, IFieldElement<TField>
        where TCurve : struct, ICurve<TField>
    {
        using var inverses = new Scratch<TField>(points.Length / 2);
        using var scratch = new Scratch<TField>(points.Length / 2);
        while (true)
        {
            var pairs = 0;
            var start = 0;
            foreach (var end in ends)
            {
                for (var i = start; i + 1 < end; i += 2)
                {
                    inverses.Span[pairs++] = AffineAddition.Denominator(in points[i], in points[i + 1]);
                }

                start = end;
            }

            if (pairs < PairsMinimum)
            {
                return;
            }

            BatchInversion.Invert(inverses.Span[..pairs], scratch.Span[..pairs]);
            (pairs, start) = (0, 0);
            var target = 0;
            foreach (ref var end in ends)
            {
                var i = start;
                for (; i + 1 < end; i += 2)
                {
                    points[target++] = AffineAddition.Add(in points[i], in points[i + 1], in inverses.Span[pairs++]);
                }

                if (i < end)
                {
                    points[target++] = points[i];
                }

                (start, end) = (end, target);
            }
        }
    }
}
