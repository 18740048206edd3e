using System.Buffers;
using System.Runtime.Intrinsics;
using LazAI.Cryptography.Fields;
using LazAI.Cryptography.Fields.Lanes;

namespace LazAI.Cryptography.Curves.Lanes;

/// <summary>
/// Sums of k_i P_i over points that stay the same: with 2^(c w) P_i for each digit w of c bits in a table, all digits of a number
/// go into the same buckets, and nothing is left to double. Variable-time: for public numbers.
/// </summary>
/// <remarks>
/// A table takes 128 bytes for each digit of each point: 128 n (256 / c + 1), which for 4096 points is 10.5 MB with c = 13, and for
/// 128 sums of 64 points each 34.6 MB with c = 8. Work memory is rented: a twentieth of that, and 200 bytes a bucket.
/// </remarks>
internal abstract class FixedBaseTable<TField, TCurve>
    where TField : unmanaged, IPrimeField<TField>
    where TCurve : struct, ICurve<TField>
{
    protected const int WordsPerScalar = 4;
    protected const int ScalarBits = 64 * WordsPerScalar;

    /// <summary>Sums up: of each <see cref="PointsPerSum"/> points in turn the sum of the products with their numbers.</summary>
    /// <param name="scalars">Four 64-bit words for each point, lowest first.</param>
    /// <param name="sums">One for each sum.</param>
    /// <param name="degree">Threads to use.</param>
    public abstract void VariableTime(ReadOnlySpan<ulong> scalars, Span<JacobianPoint<TField, TCurve>> sums, int degree = 1);

    public abstract int PointsPerSum { get; }
}

/// <summary>Makes tables for the machine's widest vectors.</summary>
internal static class FixedBaseTable
{
    /// <summary>A table of points, of which so many follow each other that make a sum; null where the machine has no vectors for it.</summary>
    public static FixedBaseTable<MontgomeryField384<TModulus>, TCurve>? Create<TModulus, TCurve>(
        ReadOnlySpan<AffinePoint<MontgomeryField384<TModulus>, TCurve>> points, int pointsPerSum, int digitBits)
        where TModulus : struct, IModulus384
        where TCurve : struct, ICurve<MontgomeryField384<TModulus>> => LanePaths.Current switch
        {
            LanePath.Avx512 => new Table<LaneField384<Vector512<double>, LaneVector512, TModulus>, MontgomeryField384<TModulus>, TCurve>(
                points, pointsPerSum, digitBits),
            LanePath.Avx2 => new Table<LaneField384<Vector256<double>, LaneVector256, TModulus>, MontgomeryField384<TModulus>, TCurve>(
                points, pointsPerSum, digitBits),
            _ => null,
        };

    /// <inheritdoc cref="Create{TModulus, TCurve}(ReadOnlySpan{AffinePoint{MontgomeryField384{TModulus}, TCurve}}, int, int)"/>
    public static FixedBaseTable<MontgomeryField256<TModulus>, TCurve>? Create<TModulus, TCurve>(
        ReadOnlySpan<AffinePoint<MontgomeryField256<TModulus>, TCurve>> points, int pointsPerSum, int digitBits)
        where TModulus : struct, IModulus256
        where TCurve : struct, ICurve<MontgomeryField256<TModulus>> => LanePaths.Current switch
        {
            LanePath.Avx512 => new Table<LaneField256<Vector512<double>, LaneVector512, TModulus>, MontgomeryField256<TModulus>, TCurve>(
                points, pointsPerSum, digitBits),
            LanePath.Avx2 => new Table<LaneField256<Vector256<double>, LaneVector256, TModulus>, MontgomeryField256<TModulus>, TCurve>(
                points, pointsPerSum, digitBits),
            _ => null,
        };

    private sealed class Table<T, TField, TCurve> : FixedBaseTable<TField, TCurve>
        where T : unmanaged, ILaneField<T, TField>
        where TField : unmanaged, IPrimeField<TField>
        where TCurve : struct, ICurve<TField>
    {
        private const int PointLength = BucketSums<T, TField, TCurve>.PointLength;

        private readonly int _digitBits;
        private readonly int _digits;
        private readonly bool[] _isInfinity;
        private readonly double[] _rows;

        public Table(ReadOnlySpan<AffinePoint<TField, TCurve>> points, int pointsPerSum, int digitBits)
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual(points.Length % pointsPerSum, 0);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(digitBits, 15);
            PointsPerSum = pointsPerSum;
            _digitBits = digitBits;
            _digits = SignedDigits.Count(ScalarBits, digitBits);
            _isInfinity = new bool[points.Length];
            _rows = GC.AllocateUninitializedArray<double>(checked(points.Length * _digits * PointLength));
            for (var i = 0; i < points.Length; i++)
            {
                // In the place of infinity stands a point that the digits never name.
                _isInfinity[i] = points[i].IsInfinity;
                var point = _isInfinity[i] ? AffinePoint<TField, TCurve>.Generator : points[i];
                T.Pack(in point.X, _rows.AsSpan(i * PointLength, LaneRow.Length));
                T.Pack(in point.Y, _rows.AsSpan(i * PointLength + LaneRow.Length, LaneRow.Length));
            }

            var groups = new LanePoint<T, TField, TCurve>[(points.Length + T.Count - 1) / T.Count];
            var products = new T[groups.Length];
            for (var w = 1; w < _digits; w++)
            {
                Multiply(w, points.Length, groups);
                Normalize(w, points.Length, groups, products);
            }
        }

        public override int PointsPerSum { get; }

        public override void VariableTime(ReadOnlySpan<ulong> scalars, Span<JacobianPoint<TField, TCurve>> sums, int degree = 1)
        {
            var points = _isInfinity.Length;
            ArgumentOutOfRangeException.ThrowIfNotEqual(scalars.Length, WordsPerScalar * points);
            ArgumentOutOfRangeException.ThrowIfNotEqual(sums.Length, points / PointsPerSum);
            var buckets = 1 << (_digitBits - 1);
            var digits = ArrayPool<short>.Shared.Rent(points * _digits);
            for (var i = 0; i < points; i++)
            {
                var own = digits.AsSpan(i * _digits, _digits);
                if (_isInfinity[i])
                {
                    own.Clear();
                }
                else
                {
                    SignedDigits.Write(scalars.Slice(WordsPerScalar * i, WordsPerScalar), _digitBits, own);
                }
            }

            var starts = ArrayPool<int>.Shared.Rent(sums.Length * buckets + 1);
            var entries = ArrayPool<int>.Shared.Rent(points * _digits);
            BucketSort.BySum(
                digits.AsSpan(0, points * _digits), _digits, buckets, PointsPerSum, starts.AsSpan(0, sums.Length * buckets + 1), entries);
            BucketSums<T, TField, TCurve>.Compute(_rows, entries, starts.AsSpan(0, sums.Length * buckets + 1), sums, degree);
            ArrayPool<int>.Shared.Return(entries);
            ArrayPool<int>.Shared.Return(starts);
            ArrayPool<short>.Shared.Return(digits);
        }

        // The points of digit w, as many a group as there are lanes, from those of the digit before.
        private void Multiply(int w, int points, LanePoint<T, TField, TCurve>[] groups)
        {
            Span<int> offsets = stackalloc int[T.Count];
            for (var group = 0; group < groups.Length; group++)
            {
                ref var point = ref groups[group];
                Offsets(w - 1, points, group, offsets);
                T.Gather(in _rows[0], offsets, out point.X);
                T.Gather(in _rows[LaneRow.Length], offsets, out point.Y);
                T.Create(TField.One, out point.Z);
                for (var bit = 0; bit < _digitBits; bit++)
                {
                    LanePoint<T, TField, TCurve>.Double(in point, out point);
                }
            }
        }

        // To affine points by one inversion in every lane.
        private void Normalize(int w, int points, LanePoint<T, TField, TCurve>[] groups, T[] products)
        {
            Span<int> offsets = stackalloc int[T.Count];
            products[0] = groups[0].Z;
            for (var group = 1; group < groups.Length; group++)
            {
                T.Multiply(in products[group - 1], in groups[group].Z, out products[group]);
            }

            LaneExponentiation.Invert<T, TField>(in products[^1], out var inverse);
            for (var group = groups.Length - 1; group >= 0; group--)
            {
                ref var point = ref groups[group];
                var own = inverse;
                if (group > 0)
                {
                    T.Multiply(in inverse, in products[group - 1], out own);
                    T.Multiply(in inverse, in point.Z, out inverse);
                }

                Offsets(w, points, group, offsets);
                T.Multiply(in point.X, in own, out point.X);
                T.Multiply(in point.Y, in own, out point.Y);
                T.Scatter(in point.X, ref _rows[0], offsets);
                T.Scatter(in point.Y, ref _rows[LaneRow.Length], offsets);
            }
        }

        // Lanes too many do the last point's work again.
        private static void Offsets(int w, int points, int group, Span<int> offsets)
        {
            for (var lane = 0; lane < offsets.Length; lane++)
            {
                offsets[lane] = (w * points + Math.Min(group * T.Count + lane, points - 1)) * PointLength;
            }
        }
    }
}
