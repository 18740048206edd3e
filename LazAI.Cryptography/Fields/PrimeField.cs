using System.Numerics;
using System.Runtime.CompilerServices;

namespace LazAI.Cryptography.Fields;

/// <summary>What every prime field gets from its modulus: inverses, square roots, reduction of long numbers, signs.</summary>
internal static class PrimeField<T>
    where T : unmanaged, IPrimeField<T>
{
    private static readonly ulong[] _progenitor = Words((T.Modulus - 3) / 4);
    private static readonly ulong[] _half = Words((T.Modulus - 1) / 2);

    private static readonly bool _isThreeModuloFour = T.Modulus % 4 == 3;

    // Digits of so many bytes are below every modulus of the field's size.
    private static readonly int _digit = T.Size / 2;
    private static readonly T _digitBase = Exponentiation.Power(T.Double(T.One), [(ulong)(8 * _digit)]);

    /// <summary>1/2.</summary>
    public static T Half { get; } = Invert(T.Double(T.One));

    /// <summary>1/a, and 0 for 0; constant-time.</summary>
    public static T Invert(in T a) => ModularInversion<T>.Invert(in a);

    /// <summary>
    /// a^((p - 3)/4) for primes that are 3 modulo 4, from which one exponentiation gives root and inverse alike (M. Scott, "A note
    /// on the calculation of some functions in finite fields: tricks of the trade", 2020). With s for it and c = 1 where a is a
    /// square, -1 where it is none: (a s)^2 = c a and 1/(a s) = c s. Constant-time.
    /// </summary>
    public static T Progenitor(in T a) => _isThreeModuloFour
        ? Exponentiation.Power(in a, _progenitor)
        : throw new NotSupportedException("Square roots are implemented for primes that are 3 modulo 4.");

    /// <summary>A square root, for primes that are 3 modulo 4.</summary>
    public static bool TrySquareRoot(in T a, out T root)
    {
        root = a * Progenitor(in a);
        return T.Square(in root).Equals(a);
    }

    /// <summary>A constant of a standard in hex, which must be below p.</summary>
    public static T Parse(string hex)
    {
        Span<byte> bytes = stackalloc byte[T.Size];
        Convert.FromHexString(hex.PadLeft(2 * T.Size, '0'), bytes, out _, out _);
        return T.TryRead(bytes, out var value) ? value : throw new FormatException($"{hex} is not below the modulus.");
    }

    /// <summary>Big-endian bytes of any length, modulo p (RFC 8017's OS2IP, then mod p).</summary>
    public static T Reduce(ReadOnlySpan<byte> bytes)
    {
        Span<byte> padded = stackalloc byte[T.Size];
        var result = T.Zero;
        while (!bytes.IsEmpty)
        {
            var length = bytes.Length % _digit is var rest && rest != 0 ? rest : _digit;
            padded.Clear();
            bytes[..length].CopyTo(padded[^length..]);
            T.TryRead(padded, out var digit);
            result = result * _digitBase + digit;
            bytes = bytes[length..];
        }

        return result;
    }

    /// <summary>Whether the number is more than (p - 1)/2: the sign of compressed points. Variable-time.</summary>
    [SkipLocalsInit]
    public static bool IsLexicographicallyLarger(in T a)
    {
        Span<ulong> words = stackalloc ulong[T.Size / 8];
        a.ToWords(words);
        for (var i = words.Length - 1; i >= 0; i--)
        {
            if (words[i] != _half[i])
            {
                return words[i] > _half[i];
            }
        }

        return false;
    }

    /// <summary>Parity of the number: sgn0 of RFC 9380, section 4.1.</summary>
    [SkipLocalsInit]
    public static bool IsOdd(in T a)
    {
        Span<ulong> words = stackalloc ulong[T.Size / 8];
        a.ToWords(words);
        return (words[0] & 1) != 0;
    }

    private static ulong[] Words(BigInteger number)
    {
        var words = new ulong[T.Size / 8];
        for (var i = 0; i < words.Length; i++)
        {
            words[i] = (ulong)((number >> (64 * i)) & ulong.MaxValue);
        }

        return words;
    }
}
