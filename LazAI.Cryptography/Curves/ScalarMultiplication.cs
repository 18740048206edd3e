using LazAI.Cryptography.Fields;

namespace LazAI.Cryptography.Curves;

/// <summary>A number times a point. Numbers are 64-bit words, lowest first.</summary>
internal static class ScalarMultiplication
{
    /// <summary>Of any so many digits of a non-adjacent form in a row, at most one is not 0.</summary>
    public const int Width = 5;

    private const int SecretWindowBits = 4;
    private const int WordsMaximum = 8;

    /// <summary>k P by digits of a non-adjacent form of width 5. For public numbers: its time tells the digits.</summary>
    public static JacobianPoint<TField, TCurve> VariableTime<TField, TCurve>(
        in JacobianPoint<TField, TCurve> point, ReadOnlySpan<ulong> scalar)
        where TField : unmanaged, IFieldElement<TField>
        where TCurve : struct, ICurve<TField>
    {
        Span<sbyte> digits = stackalloc sbyte[64 * WordsMaximum + 1];
        var count = NonAdjacentForm(scalar, digits);

        // The odd multiples 1P, 3P, ..., 15P.
        Span<JacobianPoint<TField, TCurve>> odd = stackalloc JacobianPoint<TField, TCurve>[1 << (Width - 2)];
        odd[0] = point;
        var twice = JacobianPoint<TField, TCurve>.Double(in point);
        for (var i = 1; i < odd.Length; i++)
        {
            odd[i] = odd[i - 1] + twice;
        }

        var result = JacobianPoint<TField, TCurve>.Infinity;
        for (var i = count - 1; i >= 0; i--)
        {
            result = JacobianPoint<TField, TCurve>.Double(in result);
            if (digits[i] > 0)
            {
                result += odd[digits[i] >> 1];
            }
            else if (digits[i] < 0)
            {
                result -= odd[-digits[i] >> 1];
            }
        }

        return result;
    }

    /// <summary>
    /// k P for a secret k below 2^(64 * words): windows of four bits, the multiple taken by reading the whole table, complete
    /// formulas. Constant-time in the number and the point.
    /// </summary>
    public static AffinePoint<TField, TCurve> ConstantTime<TField, TCurve>(
        in AffinePoint<TField, TCurve> point, ReadOnlySpan<ulong> scalar)
        where TField : unmanaged, IFieldElement<TField>
        where TCurve : struct, ICurve<TField>
    {
        Span<ProjectivePoint<TField, TCurve>> multiples = stackalloc ProjectivePoint<TField, TCurve>[1 << SecretWindowBits];
        multiples[0] = ProjectivePoint<TField, TCurve>.Infinity;
        multiples[1] = new(in point);
        for (var i = 2; i < multiples.Length; i++)
        {
            multiples[i] = multiples[i - 1] + multiples[1];
        }

        var result = ProjectivePoint<TField, TCurve>.Infinity;
        for (var bit = 64 * scalar.Length - SecretWindowBits; bit >= 0; bit -= SecretWindowBits)
        {
            for (var i = 0; i < SecretWindowBits; i++)
            {
                result = ProjectivePoint<TField, TCurve>.Double(in result);
            }

            var window = (scalar[bit / 64] >> (bit % 64)) & (ulong)(multiples.Length - 1);
            var addend = multiples[0];
            for (var i = 1; i < multiples.Length; i++)
            {
                // All ones where i is the window: (x - 1) >> 63 is 1 for x = 0 only.
                var mask = 0UL - ((((ulong)i ^ window) - 1) >> 63);
                addend = ProjectivePoint<TField, TCurve>.Select(in addend, in multiples[i], mask);
            }

            result += addend;
        }

        multiples.Clear();
        return result.ToAffine();
    }

    /// <summary>
    /// Digits that are 0 or odd and below 2^(<see cref="Width"/> - 1), lowest first, one more than the number has bits (Hankerson,
    /// Menezes, Vanstone, "Guide to Elliptic Curve Cryptography", algorithm 3.35). Returns how many count.
    /// </summary>
    public static int NonAdjacentForm(ReadOnlySpan<ulong> scalar, Span<sbyte> digits)
    {
        digits.Clear();
        var (count, carry, bits) = (0, 0, 64 * scalar.Length);
        for (var i = 0; i <= bits;)
        {
            var bit = (int)(i < bits ? scalar[i / 64] >> (i % 64) & 1 : 0);
            if (bit == carry)
            {
                i++;
                continue;
            }

            var window = Bits(scalar, i, Width) + carry;
            carry = window >> (Width - 1) & 1;
            digits[i] = (sbyte)(window - (carry << Width));
            count = i + 1;
            i += Width;
        }

        return count;
    }

    private static int Bits(ReadOnlySpan<ulong> scalar, int offset, int length)
    {
        var (word, shift) = Math.DivRem(offset, 64);
        var bits = word < scalar.Length ? scalar[word] >> shift : 0;
        if (shift + length > 64 && word + 1 < scalar.Length)
        {
            bits |= scalar[word + 1] << (64 - shift);
        }

        return (int)(bits & (1UL << length) - 1);
    }
}
