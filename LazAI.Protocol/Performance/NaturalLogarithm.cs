using System.Numerics;

namespace LazAI.Protocol.Performance;

/// <summary>Natural logarithms in whole numbers: every machine comes to the same bits, which floating point does not promise.</summary>
public static class NaturalLogarithm
{
    /// <summary>Results are multiples of 2^-32.</summary>
    public const int FractionBits = 32;

    /// <summary>Bits after the point of a binary logarithm on its way; the last 16 of them only carry the error.</summary>
    private const int BinaryFractionBits = 48;

    /// <summary>ln 2 × 2^64, rounded to nearest.</summary>
    private const ulong Ln2 = 0xB17217F7D1CF79AC;

    /// <summary>ln(numerator / denominator) × 2^32.</summary>
    /// <remarks>
    /// The error is less than 0.51 units of 2^-32. Each binary logarithm is below the true one by less than 2^-47, so their difference is
    /// off by less than 2^-47 either way; times ln 2, and with the constant's own error, that is less than 2^-47, or 2^-15 units. Rounding adds
    /// half a unit.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">A number is not positive.</exception>
    public static long OfRatio(long numerator, long denominator)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(numerator);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(denominator);
        var binary = Binary((ulong)numerator) - Binary((ulong)denominator);
        var magnitude = (UInt128)(ulong)Math.Abs(binary) * Ln2;
        const int Excess = BinaryFractionBits + 64 - FractionBits;
        var rounded = (long)((magnitude + (UInt128.One << (Excess - 1))) >> Excess);
        return binary < 0 ? -rounded : rounded;
    }

    /// <summary>log2(number) × 2^48, rounded down.</summary>
    /// <remarks>
    /// The integer part is the position of the leading bit. Squaring the mantissa x, 1 ≤ x &lt; 2, doubles its logarithm: the next bit is
    /// whether the square reaches 2. Each squaring drops less than 2^-63 of the mantissa, which the logarithm sees as less than 2^-62; as
    /// the i-th bit weighs 2^-i, all of them together lower the result by less than 2^-62.
    /// </remarks>
    private static long Binary(ulong number)
    {
        var leading = BitOperations.Log2(number);
        var mantissa = number << (63 - leading);
        var result = (long)leading;
        for (var i = 0; i < BinaryFractionBits; i++)
        {
            var square = (UInt128)mantissa * mantissa;
            var reachesTwo = square >> 127 != UInt128.Zero;
            mantissa = (ulong)(square >> (reachesTwo ? 64 : 63));
            result = (result << 1) | (reachesTwo ? 1L : 0L);
        }

        return result;
    }
}
