using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using LazAI.Cryptography.Fields;
using LazAI.Cryptography.Fields.Lanes;

namespace LazAI.Cryptography.Curves.Lanes;

/// <summary>
/// The heart of N. Pippenger's method in lanes: points go into buckets, and of each set of buckets B_0, B_1, ... the sum of
/// (k + 1) B_k is taken. Variable-time: for public numbers.
/// </summary>
/// <remarks>
/// Every lane adds up a bucket of its own, from the first point to the last, so that no two lanes ever want the same bucket and a sum
/// stays where it is until it is done. Buckets are taken in the order of their sizes; lanes end at about the same time.
/// </remarks>
internal static class BucketSums<T, TField, TCurve>
    where T : unmanaged, ILaneField<T, TField>
    where TField : unmanaged, IPrimeField<TField>
    where TCurve : struct, ICurve<TField>
{
    /// <summary>Values of an affine point in memory: the rows of x and y.</summary>
    public const int PointLength = 2 * LaneRow.Length;

    // Fewer running sums than these leave lanes empty.
    private const int RunsMinimum = 24;

    private const int BucketLength = 3 * LaneRow.Length;

    /// <summary>Sums up sets of buckets.</summary>
    /// <param name="points">Rows of affine points, none of them infinity.</param>
    /// <param name="entries">The buckets' points one bucket after another: twice the index of a point, plus one where it is subtracted.</param>
    /// <param name="starts">Where each bucket's entries start, and after the last where they end.</param>
    /// <param name="sums">One sum for each set.</param>
    /// <param name="degree">Threads to use.</param>
    public static void Compute(
        double[] points, int[] entries, ReadOnlySpan<int> starts, Span<JacobianPoint<TField, TCurve>> sums, int degree = 1)
    {
        var buckets = starts.Length - 1;
        var rented = ArrayPool<double>.Shared.Rent(buckets * BucketLength);
        var order = ArrayPool<int>.Shared.Rent(3 * buckets);
        var filled = Order(starts, order);
        Fill(points, entries, order, filled, rented, degree);
        Clear(starts, rented);
        Reduce(rented, buckets / sums.Length, sums, degree);
        ArrayPool<int>.Shared.Return(order);
        ArrayPool<double>.Shared.Return(rented);
    }

    // The buckets that have points, largest first, as (bucket, start, count). Returns how many these are.
    private static int Order(ReadOnlySpan<int> starts, Span<int> order)
    {
        var largest = 0;
        for (var i = 0; i < starts.Length - 1; i++)
        {
            largest = Math.Max(largest, starts[i + 1] - starts[i]);
        }

        var rented = ArrayPool<int>.Shared.Rent(largest + 1);
        var positions = rented.AsSpan(0, largest + 1);
        positions.Clear();
        for (var i = 0; i < starts.Length - 1; i++)
        {
            positions[starts[i + 1] - starts[i]]++;
        }

        var filled = 0;
        for (var count = largest; count > 0; count--)
        {
            (positions[count], filled) = (filled, filled + positions[count]);
        }

        for (var i = 0; i < starts.Length - 1; i++)
        {
            var count = starts[i + 1] - starts[i];
            if (count > 0)
            {
                var position = 3 * positions[count]++;
                order[position] = i;
                order[position + 1] = starts[i];
                order[position + 2] = count;
            }
        }

        ArrayPool<int>.Shared.Return(rented);
        return filled;
    }

    private static void Fill(double[] points, int[] entries, int[] order, int filled, double[] buckets, int degree)
    {
        var groups = (filled + T.Count - 1) / T.Count;
        if (degree <= 1)
        {
            for (var group = 0; group < groups; group++)
            {
                Fill(points, entries, order, filled, group, buckets);
            }
        }
        else
        {
            FillOnCores(points, entries, order, filled, groups, buckets, degree);
        }
    }

    // Apart, since a method that has a closure allocates it even where it does not use it.
    private static void FillOnCores(double[] points, int[] entries, int[] order, int filled, int groups, double[] buckets, int degree) =>
        Parallel.For(
            0, groups, new ParallelOptions { MaxDegreeOfParallelism = degree }, group => Fill(points, entries, order, filled, group, buckets));

    // One bucket a lane, the longest in the first.
    [SkipLocalsInit]
    private static void Fill(double[] points, int[] entries, int[] order, int filled, int group, double[] buckets)
    {
        Span<int> starts = stackalloc int[T.Count];
        Span<int> counts = stackalloc int[T.Count];
        Span<int> offsets = stackalloc int[T.Count];
        Span<int> targets = stackalloc int[T.Count];
        for (var lane = 0; lane < T.Count; lane++)
        {
            // Lanes too many do the last bucket's work again.
            var position = 3 * Math.Min(group * T.Count + lane, filled - 1);
            targets[lane] = order[position] * BucketLength;
            starts[lane] = order[position + 1];
            counts[lane] = order[position + 2];
        }

        LanePoint<T, TField, TCurve> sum;
        var negative = Entries(0, entries, starts, counts, offsets, out _);
        Gather(points, offsets, negative, out sum.X, out sum.Y);
        T.Create(TField.One, out sum.Z);
        for (var step = 1; step < counts[0]; step++)
        {
            negative = Entries(step, entries, starts, counts, offsets, out var ended);
            Gather(points, offsets, negative, out var x, out var y);
            if (ended == 0)
            {
                LanePoint<T, TField, TCurve>.Add(in sum, in x, in y, out sum);
            }
            else
            {
                LanePoint<T, TField, TCurve>.Add(in sum, in x, in y, out var next);
                LanePoint<T, TField, TCurve>.Select(in next, in sum, ended, out sum);
            }
        }

        LanePoint<T, TField, TCurve>.Scatter(in sum, ref buckets[0], targets);
    }

    // Where each lane's point is, which are to be subtracted, and which lanes have none any more and take their first again.
    private static uint Entries(
        int step, int[] entries, ReadOnlySpan<int> starts, ReadOnlySpan<int> counts, Span<int> offsets, out uint ended)
    {
        var negative = 0U;
        ended = 0;
        for (var lane = 0; lane < offsets.Length; lane++)
        {
            var position = starts[lane] + step;
            if (step >= counts[lane])
            {
                position = starts[lane];
                ended |= 1U << lane;
            }

            var entry = entries[position];
            offsets[lane] = (entry >> 1) * PointLength;
            negative |= (uint)(entry & 1) << lane;
        }

        return negative;
    }

    private static void Gather(double[] points, ReadOnlySpan<int> offsets, uint negative, out T x, out T y)
    {
        T.Gather(in points[0], offsets, out x);
        T.Gather(in points[LaneRow.Length], offsets, out y);
        T.Negate(in y, negative, out y);
    }

    // Buckets without points are infinity.
    private static void Clear(ReadOnlySpan<int> starts, Span<double> buckets)
    {
        Span<double> one = stackalloc double[LaneRow.Length];
        T.Pack(TField.One, one);
        for (var i = 0; i < starts.Length - 1; i++)
        {
            if (starts[i] == starts[i + 1])
            {
                var bucket = buckets.Slice(i * BucketLength, BucketLength);
                bucket.Clear();
                one.CopyTo(bucket[LaneRow.Length..]);
            }
        }
    }

    // Every lane has a run of neighbouring buckets, of which it takes the sum and the sum of (j + 1) times the j-th.
    private static void Reduce(double[] buckets, int size, Span<JacobianPoint<TField, TCurve>> sums, int degree)
    {
        var runsPerSet = 1;
        while (runsPerSet * sums.Length < RunsMinimum && runsPerSet < size)
        {
            runsPerSet *= 2;
        }

        var length = size / runsPerSet;
        var runs = runsPerSet * sums.Length;
        var results = ArrayPool<double>.Shared.Rent(2 * runs * BucketLength);
        var groups = (runs + T.Count - 1) / T.Count;
        if (degree <= 1)
        {
            for (var group = 0; group < groups; group++)
            {
                Run(buckets, length, group, runs, results);
            }
        }
        else
        {
            RunOnCores(buckets, length, groups, runs, results, degree);
        }

        for (var set = 0; set < sums.Length; set++)
        {
            sums[set] = Join(results.AsSpan(2 * set * runsPerSet * BucketLength, 2 * runsPerSet * BucketLength), length);
        }

        ArrayPool<double>.Shared.Return(results);
    }

    private static void RunOnCores(double[] buckets, int length, int groups, int runs, double[] results, int degree) => Parallel.For(
        0, groups, new ParallelOptions { MaxDegreeOfParallelism = degree }, group => Run(buckets, length, group, runs, results));

    [SkipLocalsInit]
    private static void Run(double[] buckets, int length, int group, int runs, double[] results)
    {
        Span<int> offsets = stackalloc int[T.Count];
        for (var lane = 0; lane < T.Count; lane++)
        {
            offsets[lane] = (Math.Min(group * T.Count + lane, runs - 1) * length + length - 1) * BucketLength;
        }

        LanePoint<T, TField, TCurve>.Gather(in buckets[0], offsets, out var running);
        var sum = running;
        for (var j = length - 2; j >= 0; j--)
        {
            for (var lane = 0; lane < offsets.Length; lane++)
            {
                offsets[lane] -= BucketLength;
            }

            LanePoint<T, TField, TCurve>.Gather(in buckets[0], offsets, out var bucket);
            LanePoint<T, TField, TCurve>.Add(in running, in bucket, out running);
            LanePoint<T, TField, TCurve>.Add(in sum, in running, out sum);
        }

        for (var lane = 0; lane < T.Count; lane++)
        {
            offsets[lane] = 2 * Math.Min(group * T.Count + lane, runs - 1) * BucketLength;
        }

        LanePoint<T, TField, TCurve>.Scatter(in running, ref results[0], offsets);
        LanePoint<T, TField, TCurve>.Scatter(in sum, ref results[BucketLength], offsets);
    }

    // Run s begins with bucket s * length: the sum of all of its sums and of s * length times its bucket's plain sum.
    private static JacobianPoint<TField, TCurve> Join(ReadOnlySpan<double> runs, int length)
    {
        var count = runs.Length / (2 * BucketLength);
        var (running, multiple, sum) =
            (JacobianPoint<TField, TCurve>.Infinity, JacobianPoint<TField, TCurve>.Infinity, JacobianPoint<TField, TCurve>.Infinity);
        for (var s = count - 1; s >= 0; s--)
        {
            sum += LanePoint<T, TField, TCurve>.Unpack(runs.Slice((2 * s + 1) * BucketLength, BucketLength));
            if (s > 0)
            {
                running += LanePoint<T, TField, TCurve>.Unpack(runs.Slice(2 * s * BucketLength, BucketLength));
                multiple += running;
            }
        }

        for (var bit = 0; bit < BitOperations.Log2((uint)length); bit++)
        {
            multiple = JacobianPoint<TField, TCurve>.Double(in multiple);
        }

        return sum + multiple;
    }
}
