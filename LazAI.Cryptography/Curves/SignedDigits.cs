using System.Numerics;

namespace LazAI.Cryptography.Curves;

/// <summary>Numbers in digits of c bits between -2^(c-1) and 2^(c-1), by A. D. Booth's recoding.</summary>
internal static class SignedDigits
{
    /// <summary>Bits of the longest number.</summary>
    public static int BitLength(ReadOnlySpan<ulong> numbers, int wordsPerNumber)
    {
        for (var word = wordsPerNumber - 1; word >= 0; word--)
        {
            var all = 0UL;
            for (var i = word; i < numbers.Length; i += wordsPerNumber)
            {
                all |= numbers[i];
            }

            if (all != 0)
            {
                return 64 * word + 64 - BitOperations.LeadingZeroCount(all);
            }
        }

        return 0;
    }

    /// <summary>How many digits a number of so many bits has.</summary>
    public static int Count(int bitLength, int digitBits) => bitLength / digitBits + 1;

    /// <summary>The digits, lowest first.</summary>
    public static void Write(ReadOnlySpan<ulong> number, int digitBits, Span<short> digits)
    {
        for (var i = 0; i < digits.Length; i++)
        {
            digits[i] = (short)Digit(number, i, digitBits);
        }
    }

    /// <summary>One of the digits.</summary>
    public static int Digit(ReadOnlySpan<ulong> number, int index, int digitBits)
    {
        // Its bits and the one below them.
        var bits = (index == 0 ? (int)(number[0] << 1) : Bits(number, index * digitBits - 1)) & ((1 << (digitBits + 1)) - 1);
        return ((bits + 1) >> 1) - ((bits >> digitBits) << digitBits);
    }

    private static int Bits(ReadOnlySpan<ulong> number, int offset)
    {
        var (word, shift) = (offset >> 6, offset & 63);
        var bits = word < number.Length ? number[word] >> shift : 0;
        return (int)(shift != 0 && word + 1 < number.Length ? bits | number[word + 1] << (64 - shift) : bits);
    }
}
