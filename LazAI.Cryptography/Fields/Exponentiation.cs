namespace LazAI.Cryptography.Fields;

/// <summary>Powers with public exponents.</summary>
internal static class Exponentiation
{
    private const int WindowBits = 5;

    /// <summary>
    /// a^exponent by sliding windows of five bits (Handbook of Applied Cryptography, algorithm 14.85) over 64-bit words, lowest
    /// first. Its time depends on the exponent and not on a.
    /// </summary>
    public static T Power<T>(in T a, ReadOnlySpan<ulong> exponent)
        where T : unmanaged, IFieldElement<T>
    {
        // The odd powers a, a^3, ..., a^31.
        Span<T> odd = stackalloc T[1 << (WindowBits - 1)];
        odd[0] = a;
        var square = T.Square(in a);
        for (var i = 1; i < odd.Length; i++)
        {
            odd[i] = odd[i - 1] * square;
        }

        var result = T.One;
        var started = false;
        for (var bit = 64 * exponent.Length - 1; bit >= 0;)
        {
            if (!IsSet(exponent, bit))
            {
                result = started ? T.Square(in result) : result;
                bit--;
                continue;
            }

            // The window ends with a set bit, so that its power is an odd one.
            var last = Math.Max(bit - WindowBits + 1, 0);
            while (!IsSet(exponent, last))
            {
                last++;
            }

            var window = 0;
            for (; bit >= last; bit--)
            {
                window = 2 * window + (IsSet(exponent, bit) ? 1 : 0);
                result = started ? T.Square(in result) : result;
            }

            result = started ? result * odd[window >> 1] : odd[window >> 1];
            started = true;
        }

        return result;
    }

    private static bool IsSet(ReadOnlySpan<ulong> exponent, int bit) => (exponent[bit / 64] >> (bit % 64) & 1) != 0;
}
