namespace LazAI.Cryptography.Secp256k1;

/// <summary>Windowed non-adjacent forms: digits that are zero or odd, with at least width - 1 zeros between two of them. Not constant-time.</summary>
internal static class WindowedNaf
{
    /// <summary>Digits of a 128-bit number: one more than bits for the last carry.</summary>
    public const int Length = 129;

    /// <summary>
    /// Fills <see cref="Length"/> digits, lowest first, each between -2^(width-1) and 2^(width-1), and returns how many there are
    /// up to the last that is not zero.
    /// </summary>
    public static int Fill(Span<short> digits, SignedHalf value, int width)
    {
        digits = digits[..Length];
        digits.Clear();
        var used = 0;
        uint carry = 0;
        var position = 0;
        while (position < Length)
        {
            var rest = position < 128 ? value.Magnitude >> position : UInt128.Zero;
            if (((uint)rest & 1) == carry)
            {
                position++;
                continue;
            }

            var count = Math.Min(width, Length - position);
            var digit = ((uint)rest & (1u << count) - 1) + carry;
            carry = digit >> (width - 1) & 1;
            var signed = (int)digit - (int)(carry << width);
            digits[position] = (short)(value.IsNegative ? -signed : signed);
            used = position + 1;
            position += count;
        }

        return used;
    }
}
