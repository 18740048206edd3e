using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LazAI.Cryptography.Fields;

namespace LazAI.Cryptography.Curves;

/// <summary>The sum of k_i P_i by N. Pippenger's method, over any curve. Variable-time: for public numbers.</summary>
internal static class MultiScalarMultiplication
{
    /// <summary>Sums windows of c bits: points go into 2^(c-1) buckets by signed digit, and buckets are summed up by running sums.</summary>
    /// <param name="points">The points; infinity is allowed.</param>
    /// <param name="scalars">Their numbers, each <paramref name="wordsPerScalar"/> 64-bit words, lowest first.</param>
    /// <param name="wordsPerScalar">Words of a number.</param>
    public static JacobianPoint<TField, TCurve> VariableTime<TField, TCurve>(
        ReadOnlySpan<AffinePoint<TField, TCurve>> points, ReadOnlySpan<ulong> scalars, int wordsPerScalar = 4)
        where TField : unmanaged, IFieldElement<TField>
        where TCurve : struct, ICurve<TField>
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(scalars.Length, points.Length * wordsPerScalar);
        var window = WindowBits(points.Length);
        var windows = 64 * wordsPerScalar / window + 1;
        var rented = ArrayPool<byte>.Shared.Rent(
            (1 << (window - 1)) * Unsafe.SizeOf<JacobianPoint<TField, TCurve>>());
        var buckets = MemoryMarshal.Cast<byte, JacobianPoint<TField, TCurve>>(rented.AsSpan())[..(1 << (window - 1))];

        var result = JacobianPoint<TField, TCurve>.Infinity;
        for (var w = windows - 1; w >= 0; w--)
        {
            for (var i = 0; i < window; i++)
            {
                result = JacobianPoint<TField, TCurve>.Double(in result);
            }

            buckets.Fill(JacobianPoint<TField, TCurve>.Infinity);
            for (var i = 0; i < points.Length; i++)
            {
                var digit = SignedDigit(scalars.Slice(i * wordsPerScalar, wordsPerScalar), w * window, window);
                if (digit > 0)
                {
                    buckets[digit - 1] += points[i];
                }
                else if (digit < 0)
                {
                    buckets[-digit - 1] -= points[i];
                }
            }

            var (running, sum) = (JacobianPoint<TField, TCurve>.Infinity, JacobianPoint<TField, TCurve>.Infinity);
            for (var i = buckets.Length - 1; i >= 0; i--)
            {
                running += buckets[i];
                sum += running;
            }

            result += sum;
        }

        ArrayPool<byte>.Shared.Return(rented);
        return result;
    }

    // Windows in which the additions of points and of buckets together are fewest, by measurement.
    private static int WindowBits(int points) => points switch
    {
        < 4 => 3,
        < 16 => 4,
        < 64 => 5,
        < 256 => 6,
        < 1024 => 8,
        < 8192 => 10,
        _ => 13,
    };

    // Booth's recoding: bits offset-1 .. offset+length-1 make a digit in -2^(length-1) .. 2^(length-1).
    private static int SignedDigit(ReadOnlySpan<ulong> scalar, int offset, int length)
    {
        var bits = offset == 0 ? scalar[0] << 1 : Bits(scalar, offset - 1);
        var window = (int)(bits & ((1UL << (length + 1)) - 1));
        return (window + 1 >> 1) - ((window >> length) << length);
    }

    private static ulong Bits(ReadOnlySpan<ulong> scalar, int offset)
    {
        var (word, shift) = Math.DivRem(offset, 64);
        var bits = word < scalar.Length ? scalar[word] >> shift : 0;
        return shift != 0 && word + 1 < scalar.Length ? bits | scalar[word + 1] << (64 - shift) : bits;
    }
}
