namespace LazAI.Cryptography.Bn254;

/// <summary>
/// The number x that BN254 is made from (Barreto and Naehrig, "Pairing-friendly elliptic curves of prime order", 2005):
/// p = 36x^4 + 36x^3 + 24x^2 + 6x + 1, r = p - 6x^2, trace of Frobenius 6x^2 + 1.
/// </summary>
internal static class CurveParameter
{
    public const ulong X = 4965661367192848881;

    /// <summary>6x + 2, the length of the optimal ate pairing's loop, has one bit more than 64.</summary>
    public static readonly UInt128 AteLoop = (UInt128)X * 6 + 2;

    /// <summary>Signed digits, lowest first: odd or 0, below 2^(width - 1), and of any width in a row at most one not 0.</summary>
    public static sbyte[] NonAdjacentForm(UInt128 number, int width)
    {
        var digits = new List<sbyte>();
        for (; number != 0; number >>= 1)
        {
            var digit = 0;
            if (UInt128.IsOddInteger(number))
            {
                digit = (int)(number & ((1U << width) - 1));
                digit -= digit >> (width - 1) << width;
                number -= (UInt128)(Int128)digit;
            }

            digits.Add((sbyte)digit);
        }

        return [.. digits];
    }
}
