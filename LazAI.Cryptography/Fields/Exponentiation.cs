namespace LazAI.Cryptography.Fields;

/// <summary>Powers with public exponents.</summary>
internal static class Exponentiation
{
    private const int WindowBits = 4;

    /// <summary>
    /// a^exponent by a window of four bits over 64-bit words, lowest first. Its time depends on the exponent and not on a.
    /// </summary>
    public static T Power<T>(in T a, ReadOnlySpan<ulong> exponent)
        where T : unmanaged, IFieldElement<T>
    {
        Span<T> powers = stackalloc T[1 << WindowBits];
        powers[0] = T.One;
        for (var i = 1; i < powers.Length; i++)
        {
            powers[i] = powers[i - 1] * a;
        }

        var result = T.One;
        var started = false;
        for (var bit = 64 * exponent.Length - WindowBits; bit >= 0; bit -= WindowBits)
        {
            if (started)
            {
                result = T.Square(T.Square(T.Square(T.Square(in result))));
            }

            var window = (int)(exponent[bit / 64] >> (bit % 64)) & (powers.Length - 1);
            if (window != 0)
            {
                result = started ? result * powers[window] : powers[window];
                started = true;
            }
        }

        return result;
    }
}
