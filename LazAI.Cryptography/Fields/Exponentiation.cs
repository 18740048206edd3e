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

        // The highest window is where the power starts; each other one is multiplied in after the squarings that lead to its end.
        var bit = 64 * exponent.Length - 1;
        var result = T.One;
        var (started, squarings) = (false, 0);
        while (bit >= 0)
        {
            if (!IsSet(exponent, bit))
            {
                bit--;
                squarings++;
                continue;
            }

            // The window ends with a set bit, so that its power is an odd one.
            var last = Math.Max(bit - WindowBits + 1, 0);
            while (!IsSet(exponent, last))
            {
                last++;
            }

            var length = bit - last + 1;
            var window = (int)(exponent[last / 64] >> (last % 64));
            if (last / 64 != bit / 64)
            {
                window |= (int)(exponent[bit / 64] << (64 - last % 64));
            }

            window &= (1 << length) - 1;
            if (started)
            {
                result = T.Square(in result, squarings + length) * odd[window >> 1];
            }
            else
            {
                (result, started) = (odd[window >> 1], true);
            }

            squarings = 0;
            bit = last - 1;
        }

        return T.Square(in result, squarings);
    }

    private static bool IsSet(ReadOnlySpan<ulong> exponent, int bit) => (exponent[bit / 64] >> (bit % 64) & 1) != 0;
}
