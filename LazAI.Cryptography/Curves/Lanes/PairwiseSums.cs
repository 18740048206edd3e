using System.Runtime.CompilerServices;
using LazAI.Cryptography.Fields;
using LazAI.Cryptography.Fields.Lanes;

namespace LazAI.Cryptography.Curves.Lanes;

/// <summary>
/// Sums of groups of affine points, as <see cref="AffineBuckets"/> takes them, in lanes: the points of a group are added up in pairs, then
/// the sums in pairs again, and all pairs of a round share one inversion. Variable-time. Keeps its work memory for the next sums.
/// </summary>
/// <remarks>
/// An addition is five products and a square, where the complete formulas of <see cref="LanePoint{T, TField, TCurve}"/> take about twice as
/// much; and over the second group of a pairing they would have products with the curve's constant besides. Pairs of equal or opposite
/// points, whose denominator is 0, are seen by the product of all and added apart.
/// </remarks>
internal sealed class PairwiseSums<T, TField, TCurve>
    where T : unmanaged, ILaneCoordinate<T, TField>
    where TField : unmanaged, IFieldElement<TField>
    where TCurve : struct, ICurve<TField>
{
    private double[] _even = [];
    private double[] _odd = [];
    private int[] _items = [];
    private int[] _nextItems = [];
    private int[] _starts = [];
    private int[] _nextStarts = [];
    // Of each pair where its points' rows begin, and where its sum's will; whole vectors of them.
    private int[] _left = [];
    private int[] _right = [];
    private int[] _targets = [];

    // Of each vector of pairs, which points are to be negated.
    private uint[] _negatedLeft = [];
    private uint[] _negatedRight = [];
    private int[] _singles = [];
    private T[] _products = [];
    private uint[] _special = [];
    private readonly List<int> _infinities = [];

    /// <summary>Values of an affine point in memory: the rows of x and y.</summary>
    public static int PointLength => 2 * T.RowLength;

    /// <summary>Where the sums are.</summary>
    public double[] Rows { get; private set; } = [];

    /// <summary>The sum of a group: twice its place among the rows, plus one where it is to be negated; -1 where it is infinity.</summary>
    public int this[int group] => _starts[group] == _starts[group + 1] ? -1 : _items[_starts[group]];

    /// <summary>The sum of a group.</summary>
    public AffinePoint<TField, TCurve> Point(int group)
    {
        var item = this[group];
        if (item < 0)
        {
            return AffinePoint<TField, TCurve>.Infinity;
        }

        var point = Unpack(Rows, (item >> 1) * PointLength);
        return (item & 1) == 0 ? point : -point;
    }

    /// <summary>The rows of a point that is not infinity.</summary>
    public static void Pack(in AffinePoint<TField, TCurve> point, Span<double> rows)
    {
        T.Pack(in point.X, rows[..T.RowLength]);
        T.Pack(in point.Y, rows[T.RowLength..PointLength]);
    }

    /// <summary>Adds up.</summary>
    /// <param name="rows">Points, none of them infinity; or <see cref="Rows"/>, which are then overwritten.</param>
    /// <param name="items">The groups' points one group after another: twice the place of a point, plus one where it is subtracted.</param>
    /// <param name="starts">Where each group's items start, and after the last where they end.</param>
    public void Sum(double[] rows, ReadOnlySpan<int> items, ReadOnlySpan<int> starts)
    {
        Ensure(ref _items, items.Length);
        Ensure(ref _nextItems, items.Length);
        Ensure(ref _starts, starts.Length);
        Ensure(ref _nextStarts, starts.Length);
        var vectors = (items.Length / 2 + T.Count - 1) / T.Count;
        Ensure(ref _left, vectors * T.Count);
        Ensure(ref _right, vectors * T.Count);
        Ensure(ref _targets, vectors * T.Count);
        Ensure(ref _negatedLeft, vectors);
        Ensure(ref _negatedRight, vectors);
        Ensure(ref _products, vectors);
        Ensure(ref _special, vectors);
        Ensure(ref _singles, starts.Length);
        items.CopyTo(_items);
        starts.CopyTo(_starts);
        Rows = rows;
        while (Schedule(starts.Length - 1, out var pairs, out var singles, out var count))
        {
            ref var target = ref ReferenceEquals(Rows, _even) ? ref _odd : ref _even;
            Ensure(ref target, count * PointLength);
            foreach (var single in _singles.AsSpan(0, singles))
            {
                Copy(Rows, _items[single], target, _nextItems[single] >> 1);
            }

            AddPairs(Rows, target, pairs);
            Rows = target;

            // Singles were noted by the place where they came from.
            Settle(starts.Length - 1);
            DropInfinities(starts.Length - 1);
        }
    }

    // Which points make pairs, and where sums and single points go. False if no group has two.
    private bool Schedule(int groups, out int pairs, out int singles, out int count)
    {
        (pairs, singles, count) = (0, 0, 0);
        Array.Clear(_negatedLeft);
        Array.Clear(_negatedRight);
        for (var group = 0; group < groups; group++)
        {
            var (i, end) = (_starts[group], _starts[group + 1]);
            _nextStarts[group] = count;
            for (; i + 1 < end; i += 2)
            {
                var (left, right) = (_items[i], _items[i + 1]);
                _left[pairs] = (left >> 1) * PointLength;
                _right[pairs] = (right >> 1) * PointLength;
                _negatedLeft[pairs / T.Count] |= (uint)(left & 1) << (pairs % T.Count);
                _negatedRight[pairs / T.Count] |= (uint)(right & 1) << (pairs % T.Count);
                _targets[pairs++] = count++ * PointLength;
            }

            if (i < end)
            {
                _singles[singles++] = i;
                _nextItems[i] = 2 * count++;
            }
        }

        _nextStarts[groups] = count;

        // Lanes too many do the last pair's work again.
        for (var i = pairs; i > 0 && i % T.Count != 0; i++)
        {
            (_left[i], _right[i], _targets[i]) = (_left[pairs - 1], _right[pairs - 1], _targets[pairs - 1]);
            _negatedLeft[i / T.Count] |= (_negatedLeft[i / T.Count] >> ((pairs - 1) % T.Count) & 1) << (i % T.Count);
            _negatedRight[i / T.Count] |= (_negatedRight[i / T.Count] >> ((pairs - 1) % T.Count) & 1) << (i % T.Count);
        }

        return pairs > 0;
    }

    // Afterwards item i is at place i.
    private void Settle(int groups)
    {
        (_starts, _nextStarts) = (_nextStarts, _starts);
        for (var i = 0; i < _starts[groups]; i++)
        {
            _items[i] = 2 * i;
        }
    }

    private void DropInfinities(int groups)
    {
        if (_infinities.Count == 0)
        {
            return;
        }

        var places = _infinities.ToHashSet();
        _infinities.Clear();
        var count = 0;
        for (var group = 0; group < groups; group++)
        {
            var (start, end) = (_starts[group], _starts[group + 1]);
            _nextStarts[group] = count;
            for (var i = start; i < end; i++)
            {
                if (!places.Contains(i))
                {
                    _items[count++] = 2 * i;
                }
            }
        }

        _nextStarts[groups] = count;
        (_starts, _nextStarts) = (_nextStarts, _starts);
    }

    [SkipLocalsInit]
    private void AddPairs(double[] source, double[] target, int pairs)
    {
        var vectors = (pairs + T.Count - 1) / T.Count;
        T.Create(TField.One, out var one);
        var product = one;
        for (var i = 0; i < vectors; i++)
        {
            T.Gather(in source[0], _left.AsSpan(i * T.Count, T.Count), out var x1);
            T.Gather(in source[0], _right.AsSpan(i * T.Count, T.Count), out var x2);
            T.Subtract(in x2, in x1, out var denominator);
            _products[i] = product;
            T.Multiply(in denominator, in product, out product);
            var special = T.ZeroLanes(in product);
            _special[i] = special;
            if (special != 0)
            {
                T.Select(in denominator, in one, special, out denominator);
                T.Multiply(in denominator, in _products[i], out product);
            }
        }

        Invert(in product, out var inverse);
        for (var i = vectors - 1; i >= 0; i--)
        {
            ReadOnlySpan<int> left = _left.AsSpan(i * T.Count, T.Count), right = _right.AsSpan(i * T.Count, T.Count);
            T.Gather(in source[0], left, out var x1);
            T.Gather(in source[0], right, out var x2);
            T.Gather(in source[T.RowLength], left, out var y1);
            T.Gather(in source[T.RowLength], right, out var y2);
            if ((_negatedLeft[i] | _negatedRight[i]) != 0)
            {
                T.Negate(in y1, _negatedLeft[i], out y1);
                T.Negate(in y2, _negatedRight[i], out y2);
            }

            T.Subtract(in x2, in x1, out var denominator);
            if (_special[i] != 0)
            {
                T.Select(in denominator, in one, _special[i], out denominator);
            }

            T.Multiply(in inverse, in _products[i], out var slope);
            T.Multiply(in denominator, in inverse, out inverse);
            T.Subtract(in y2, in y1, out y2);
            T.Multiply(in y2, in slope, out slope);
            T.SquareSubtract(in slope, in x1, in x2, out x2);
            T.Subtract(in x1, in x2, out x1);
            T.MultiplySubtract(in x1, in slope, in y1, out y1);
            var targets = _targets.AsSpan(i * T.Count, T.Count);
            T.Scatter(in x2, ref target[0], targets);
            T.Scatter(in y1, ref target[T.RowLength], targets);
            if (_special[i] != 0)
            {
                AddApart(source, target, i, pairs);
            }
        }
    }

    // Of equal points the double, of opposite ones infinity.
    private void AddApart(double[] source, double[] target, int vector, int pairs)
    {
        for (var lane = 0; lane < T.Count; lane++)
        {
            var pair = vector * T.Count + lane;
            if (pair < pairs && (_special[vector] >> lane & 1) != 0)
            {
                var (a, b) = (Unpack(source, _left[pair]), Unpack(source, _right[pair]));
                a = (_negatedLeft[vector] >> lane & 1) == 0 ? a : -a;
                b = (_negatedRight[vector] >> lane & 1) == 0 ? b : -b;
                var sum = (new JacobianPoint<TField, TCurve>(in a) + b).ToAffine();
                if (sum.IsInfinity)
                {
                    _infinities.Add(_targets[pair] / PointLength);
                }
                else
                {
                    Pack(in sum, target.AsSpan(_targets[pair], PointLength));
                }
            }
        }
    }

    // All lanes by one inversion.
    private static void Invert(in T a, out T inverse)
    {
        Span<int> offsets = stackalloc int[T.Count];
        Span<double> rows = stackalloc double[T.Count * T.RowLength];
        Span<TField> values = stackalloc TField[T.Count];
        Span<TField> scratch = stackalloc TField[T.Count];
        for (var lane = 0; lane < offsets.Length; lane++)
        {
            offsets[lane] = lane * T.RowLength;
        }

        T.Scatter(in a, ref rows[0], offsets);
        for (var lane = 0; lane < values.Length; lane++)
        {
            values[lane] = T.Unpack(rows.Slice(offsets[lane], T.RowLength));
        }

        BatchInversion.Invert(values, scratch);
        for (var lane = 0; lane < values.Length; lane++)
        {
            T.Pack(in values[lane], rows.Slice(offsets[lane], T.RowLength));
        }

        T.Gather(in rows[0], offsets, out inverse);
    }

    private static AffinePoint<TField, TCurve> Unpack(double[] rows, int offset) => new(
        T.Unpack(rows.AsSpan(offset, T.RowLength)), T.Unpack(rows.AsSpan(offset + T.RowLength, T.RowLength)));

    // Rows of the negative of an element are the negatives.
    private static void Copy(double[] source, int item, double[] target, int place)
    {
        var point = target.AsSpan(place * PointLength, PointLength);
        source.AsSpan((item >> 1) * PointLength, PointLength).CopyTo(point);
        if ((item & 1) != 0)
        {
            foreach (ref var value in point[T.RowLength..])
            {
                value = -value;
            }
        }
    }

    private static void Ensure<TItem>(ref TItem[] array, int length)
    {
        if (array.Length < length)
        {
            array = new TItem[Math.Max(length, array.Length + array.Length / 2)];
        }
    }
}
