using System.Runtime.CompilerServices;
using LazAI.Cryptography.Fields;
using LazAI.Cryptography.Fields.Lanes;

namespace LazAI.Cryptography.Curves.Lanes;

/// <summary>In every lane a number of its own times a point of its own. For public numbers: digits are places in a table.</summary>
internal static class LaneScalarMultiplication<T, TField, TCurve>
    where T : unmanaged, ILaneField<T, TField>
    where TField : unmanaged, IPrimeField<TField>
    where TCurve : struct, ICurve<TField>
{
    private const int DigitBits = 5;
    private const int Multiples = 1 << (DigitBits - 1);
    private const int WordsMaximum = 4;

    /// <summary>k P in every lane.</summary>
    /// <param name="point">The points, which may be infinity.</param>
    /// <param name="scalars">For each lane its number of so many 64-bit words, lowest first; four words at most.</param>
    /// <param name="wordsPerScalar">Words of a number.</param>
    /// <param name="result">May be where the points were.</param>
    [SkipLocalsInit]
    public static void Multiply(
        in LanePoint<T, TField, TCurve> point, ReadOnlySpan<ulong> scalars, int wordsPerScalar, out LanePoint<T, TField, TCurve> result)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(wordsPerScalar, WordsMaximum);
        var count = SignedDigits.Count(SignedDigits.BitLength(scalars, wordsPerScalar), DigitBits);
        Span<short> digits = stackalloc short[T.Count * count];
        for (var lane = 0; lane < T.Count; lane++)
        {
            SignedDigits.Write(scalars.Slice(lane * wordsPerScalar, wordsPerScalar), DigitBits, digits.Slice(lane * count, count));
        }

        // 0 P, 1 P, ..., 16 P of every lane, one lane after another.
        const int RowLength = LanePoint<T, TField, TCurve>.RowLength;
        Span<double> table = stackalloc double[T.Count * (Multiples + 1) * RowLength];
        Span<int> offsets = stackalloc int[T.Count];
        LanePoint<T, TField, TCurve>.Infinity(out var next);
        for (var multiple = 0; multiple <= Multiples; multiple++)
        {
            for (var lane = 0; lane < offsets.Length; lane++)
            {
                offsets[lane] = (lane * (Multiples + 1) + multiple) * RowLength;
            }

            LanePoint<T, TField, TCurve>.Scatter(in next, ref table[0], offsets);
            LanePoint<T, TField, TCurve>.Add(in next, in point, out next);
        }

        LanePoint<T, TField, TCurve>.Infinity(out result);
        for (var i = count - 1; i >= 0; i--)
        {
            for (var bit = 0; bit < DigitBits && i < count - 1; bit++)
            {
                LanePoint<T, TField, TCurve>.Double(in result, out result);
            }

            var negative = 0U;
            for (var lane = 0; lane < offsets.Length; lane++)
            {
                var digit = (int)digits[lane * count + i];
                offsets[lane] = (lane * (Multiples + 1) + Math.Abs(digit)) * RowLength;
                negative |= (uint)digit >> 31 << lane;
            }

            LanePoint<T, TField, TCurve>.Gather(in table[0], offsets, out var addend);
            T.Negate(in addend.Y, negative, out addend.Y);
            LanePoint<T, TField, TCurve>.Add(in result, in addend, out result);
        }
    }
}
