using LazAI.Cryptography.Fields;
using LazAI.Cryptography.Fields.Lanes;

namespace LazAI.Cryptography.Curves.Lanes;

/// <summary>
/// A sum of k_i P_i by N. Pippenger's method, digit by digit, so that the digits of several sums can be shared out among threads; with
/// buckets that are summed up by <see cref="PairwiseSums{T, TField, TCurve}"/>. Variable-time.
/// </summary>
/// <remarks>
/// Of buckets B_1, ..., B_m the sum of k B_k is needed. With k = 2^h i + j it is 2^h times the sum of i R_i, plus the sum of j C_j, where R_i
/// and C_j are sums of a row and of a column of the buckets: two additions for each bucket, as by running sums, but in pairs that do not
/// wait for each other. Rows and columns are of the same form, with square roots of so many.
/// </remarks>
internal sealed class WindowedSum<T, TField, TCurve>
    where T : unmanaged, ILaneCoordinate<T, TField>
    where TField : unmanaged, IFieldElement<TField>
    where TCurve : struct, ICurve<TField>
{
    private const int WordsPerNumber = 4;

    // So few weights are left to running sums.
    private const int WeightsMinimum = 7;

    // What a digit costs besides its additions, in additions.
    private const int AdditionsPerWindow = 1500;
    private const int WindowBitsMaximum = 15;

    private readonly double[] _rows;
    private readonly ulong[] _numbers;
    private readonly int _digitBits;

    /// <summary>Prepares a sum; infinity is left out.</summary>
    /// <param name="points">Where the points are.</param>
    /// <param name="places">Of each number, twice its point's place, plus one where it is to be subtracted.</param>
    /// <param name="numbers">Four words each, lowest first.</param>
    public WindowedSum(ReadOnlySpan<AffinePoint<TField, TCurve>> points, ReadOnlySpan<int> places, ReadOnlySpan<ulong> numbers)
    {
        var count = 0;
        foreach (var place in places)
        {
            count += points[place >> 1].IsInfinity ? 0 : 1;
        }

        _rows = GC.AllocateUninitializedArray<double>(count * PairwiseSums<T, TField, TCurve>.PointLength);
        _numbers = GC.AllocateUninitializedArray<ulong>(count * WordsPerNumber);
        for (var (i, j) = (0, 0); i < places.Length; i++)
        {
            ref readonly var point = ref points[places[i] >> 1];
            if (!point.IsInfinity)
            {
                PairwiseSums<T, TField, TCurve>.Pack(
                    (places[i] & 1) == 0 ? point : -point,
                    _rows.AsSpan(j * PairwiseSums<T, TField, TCurve>.PointLength, PairwiseSums<T, TField, TCurve>.PointLength));
                numbers.Slice(WordsPerNumber * i, WordsPerNumber).CopyTo(_numbers.AsSpan(WordsPerNumber * j));
                j++;
            }
        }

        var bits = SignedDigits.BitLength(_numbers, WordsPerNumber);
        _digitBits = DigitBits(_numbers, bits);
        Windows = SignedDigits.Count(bits, _digitBits);
    }

    /// <summary>Digits of the numbers.</summary>
    public int Windows { get; }

    /// <summary>The sum of a digit's buckets, each times its number.</summary>
    public JacobianPoint<TField, TCurve> Window(int window, PairwiseSums<T, TField, TCurve> sums)
    {
        var count = _numbers.Length / WordsPerNumber;
        var buckets = 1 << (_digitBits - 1);
        var digits = new short[count];
        var starts = new int[buckets + 1];
        for (var i = 0; i < count; i++)
        {
            var digit = SignedDigits.Digit(_numbers.AsSpan(WordsPerNumber * i, WordsPerNumber), window, _digitBits);
            digits[i] = (short)digit;
            if (digit != 0)
            {
                starts[Math.Abs(digit) - 1]++;
            }
        }

        var total = 0;
        for (var bucket = 0; bucket < buckets; bucket++)
        {
            total += starts[bucket];
            starts[bucket] = total;
        }

        starts[buckets] = total;
        if (total == 0)
        {
            return JacobianPoint<TField, TCurve>.Infinity;
        }

        // Filled from the ends, so that the starts are right afterwards.
        var items = new int[total];
        for (var i = count - 1; i >= 0; i--)
        {
            var digit = (int)digits[i];
            if (digit != 0)
            {
                items[--starts[Math.Abs(digit) - 1]] = 2 * i + (digit < 0 ? 1 : 0);
            }
        }

        sums.Sum(_rows, items, starts);
        Array.Clear(digits);
        Array.Clear(items);
        return Weighted(sums, buckets);
    }

    /// <summary>The whole sum of its windows' sums.</summary>
    public JacobianPoint<TField, TCurve> Join(ReadOnlySpan<JacobianPoint<TField, TCurve>> windows)
    {
        var result = JacobianPoint<TField, TCurve>.Infinity;
        for (var w = windows.Length - 1; w >= 0; w--)
        {
            for (var bit = 0; bit < _digitBits; bit++)
            {
                result = JacobianPoint<TField, TCurve>.Double(in result);
            }

            result += windows[w];
        }

        return result;
    }

    /// <summary>Overwrites the numbers.</summary>
    public void Clear() => Array.Clear(_numbers);

    // Weights 1, 2, ..., of which the whole set counts 2^Doublings times.
    private readonly record struct WeightedSet(int Weights, int Doublings);

    private static JacobianPoint<TField, TCurve> Weighted(PairwiseSums<T, TField, TCurve> sums, int buckets)
    {
        List<WeightedSet> sets = [new(buckets, 0)];
        while (sets.Exists(set => set.Weights > WeightsMinimum))
        {
            sets = Split(sums, sets);
        }

        var (result, first) = (JacobianPoint<TField, TCurve>.Infinity, 0);
        foreach (var set in sets)
        {
            var (running, sum) = (JacobianPoint<TField, TCurve>.Infinity, JacobianPoint<TField, TCurve>.Infinity);
            for (var weight = set.Weights; weight > 0; weight--)
            {
                running += sums.Point(first + weight - 1);
                sum += running;
            }

            for (var i = 0; i < set.Doublings; i++)
            {
                sum = JacobianPoint<TField, TCurve>.Double(in sum);
            }

            result += sum;
            first += set.Weights;
        }

        return result;
    }

    // Rows and columns of the large sets; small ones stay as they are.
    private static List<WeightedSet> Split(PairwiseSums<T, TField, TCurve> sums, List<WeightedSet> sets)
    {
        var (split, items, starts, first) = (new List<WeightedSet>(), new List<int>(), new List<int>(), 0);
        void Add(int weight)
        {
            if (sums[first + weight - 1] is >= 0 and var item)
            {
                items.Add(item);
            }
        }

        foreach (var (weights, doublings) in sets)
        {
            if (weights <= WeightsMinimum)
            {
                split.Add(new(weights, doublings));
                for (var weight = 1; weight <= weights; weight++)
                {
                    starts.Add(items.Count);
                    Add(weight);
                }
            }
            else
            {
                var bits = (System.Numerics.BitOperations.Log2((uint)weights) + 1) / 2;
                var (rows, columns) = (weights >> bits, (1 << bits) - 1);
                split.Add(new(rows, doublings + bits));
                for (var row = 1; row <= rows; row++)
                {
                    starts.Add(items.Count);
                    for (var column = 0; column <= columns && (row << bits) + column <= weights; column++)
                    {
                        Add((row << bits) + column);
                    }
                }

                split.Add(new(columns, doublings));
                for (var column = 1; column <= columns; column++)
                {
                    starts.Add(items.Count);
                    for (var weight = column; weight <= weights; weight += 1 << bits)
                    {
                        Add(weight);
                    }
                }
            }

            first += weights;
        }

        starts.Add(items.Count);
        sums.Sum(sums.Rows, items.ToArray(), starts.ToArray());
        return split;
    }

    // The number of bits for which additions are fewest: for each number as many as it has digits, for each bucket two.
    private static int DigitBits(ReadOnlySpan<ulong> numbers, int bitLength)
    {
        var allBits = 0L;
        for (var i = 0; i < numbers.Length; i += WordsPerNumber)
        {
            allBits += SignedDigits.BitLength(numbers.Slice(i, WordsPerNumber), WordsPerNumber);
        }

        var (best, bestCost) = (1, double.MaxValue);
        for (var bits = 2; bits <= WindowBitsMaximum; bits++)
        {
            var cost = (double)allBits / bits + SignedDigits.Count(bitLength, bits) * ((1 << bits) + (double)AdditionsPerWindow);
            if (cost < bestCost)
            {
                (best, bestCost) = (bits, cost);
            }
        }

        return best;
    }
}
