using System.Globalization;
using System.Numerics;
using LazAI.Cryptography.Fields;

namespace LazAI.Cryptography.Groth16;

/// <summary>Elements of prime fields of 256 bits as snarkjs writes them: decimal digits, no sign, no leading zero.</summary>
internal static class DecimalNumber
{
    // 10^77 is below 2^256, and every modulus has at most as many digits.
    private const int DigitsMaximum = 77;

    // As many as fit into a word.
    private const int DigitsPerStep = 19;

    /// <summary>Digits alone, and the only ones of their number.</summary>
    public static bool IsCanonical(ReadOnlySpan<byte> digits) =>
        digits.Length > 0 && !digits.ContainsAnyExceptInRange((byte)'0', (byte)'9') && (digits[0] != '0' || digits.Length == 1);

    /// <summary>Reads canonical digits; refuses a number that is not below the modulus.</summary>
    public static bool TryRead<T>(ReadOnlySpan<byte> digits, out T value)
        where T : unmanaged, IPrimeField<T>
    {
        value = default;
        if (digits.Length > DigitsMaximum)
        {
            return false;
        }

        Span<ulong> words = stackalloc ulong[4];
        words.Clear();
        while (!digits.IsEmpty)
        {
            var (step, factor) = (0UL, 1UL);
            foreach (var digit in digits[..Math.Min(digits.Length, DigitsPerStep)])
            {
                step = 10 * step + digit - '0';
                factor *= 10;
            }

            for (var i = 0; i < words.Length; i++)
            {
                words[i] = Limbs.MultiplyAdd(0, words[i], factor, ref step);
            }

            digits = digits[Math.Min(digits.Length, DigitsPerStep)..];
        }

        return T.TryFromWords(words, out value);
    }

    public static string Write<T>(in T value)
        where T : unmanaged, IPrimeField<T>
    {
        Span<byte> bytes = stackalloc byte[T.Size];
        value.Write(bytes);
        return new BigInteger(bytes, isUnsigned: true, isBigEndian: true).ToString(CultureInfo.InvariantCulture);
    }
}
