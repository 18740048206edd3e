namespace LazAI.Cryptography.R1cs.Gadgets;

/// <summary>
/// What a hidden layer of an int8 model does with an accumulator: min(127, (max(acc · multiplier, 0) + rounding) >> shift), with
/// rounding = 2^(shift - 1), and 0 where the shift is 0.
/// </summary>
public static class RequantizationGadget
{
    /// <summary>The greatest activation.</summary>
    public const int ActivationMaximum = 127;

    private const int ActivationBits = 7;

    /// <summary>Seven bits of the accumulator, scaled, rectified and capped: one constraint a bit of the accumulator and seven.</summary>
    /// <param name="accumulator">Known to be from -<paramref name="magnitude"/> to <paramref name="magnitude"/>.</param>
    /// <param name="magnitude">1 or more.</param>
    /// <param name="shift">0 to 62.</param>
    /// <param name="multiplier">1 or more.</param>
    /// <remarks>
    /// t = acc · multiplier + rounding is written in two's complement. Where it is negative the result is 0. So it is where the accumulator
    /// alone is negative: t is then below the rounding, hence t >> shift is 0, and the specified (0 + rounding) >> shift is 0, too.
    /// </remarks>
    /// <exception cref="OverflowException">The greatest t has more than 63 bits.</exception>
    public static LinearCombination Requantize(CircuitBuilder builder, LinearCombination accumulator, long magnitude, int shift, int multiplier = 1)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(accumulator);
        ArgumentOutOfRangeException.ThrowIfLessThan(magnitude, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(shift);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(shift, 62);
        ArgumentOutOfRangeException.ThrowIfLessThan(multiplier, 1);
        var rounding = shift == 0 ? 0 : 1L << (shift - 1);
        var bits = 64 - (int)long.LeadingZeroCount(checked(magnitude * multiplier + rounding));
        var twosComplement = BitsGadget.Decompose(builder, accumulator * multiplier + rounding + BitsGadget.PowerOfTwo(bits), bits + 1, "accumulator");
        var isNotNegative = twosComplement[bits];
        var shifted = twosComplement[Math.Min(shift, bits)..bits];
        var low = BitsGadget.Compose(shifted.Take(ActivationBits));
        var isBelowCap = EqualityGadget.IsZero(builder, LinearCombination.Sum(shifted.Skip(ActivationBits)));
        var capped = MultiplexerGadget.Select(builder, isBelowCap, low, ActivationMaximum);
        return builder.Multiply(isNotNegative, capped);
    }
}
