namespace LazAI.Cryptography.R1cs.Gadgets;

/// <summary>The order of numbers that are known to have so many bits at most: <b>the caller has checked their ranges</b>.</summary>
/// <remarks>
/// With a and b below 2^n, a - b + 2^n is below 2^(n+1), and its bit n tells whether a is b or more. Numbers beyond the range would
/// compare modulo r, that is, wrongly.
/// </remarks>
public static class ComparisonGadget
{
    /// <summary>Bits of the numbers at most: their difference has one more.</summary>
    public const int BitsMaximum = BitsGadget.BitsMaximum - 1;

    /// <summary>1 where left is less than right, 0 elsewhere: one constraint a bit and one more.</summary>
    /// <param name="bits">Of either number at most.</param>
    public static LinearCombination IsLess(CircuitBuilder builder, LinearCombination left, LinearCombination right, int bits)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bits, BitsMaximum);
        return 1 - BitsGadget.Decompose(builder, left - right + BitsGadget.PowerOfTwo(bits), bits + 1, "comparison")[bits];
    }

    /// <summary>Demands that left is not more than right: one constraint a bit.</summary>
    /// <param name="bits">Of either number at most.</param>
    /// <param name="subject">What a refusal calls it.</param>
    public static void AssertLessOrEqual(CircuitBuilder builder, LinearCombination left, LinearCombination right, int bits, string subject)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(right);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bits, BitsMaximum);
        BitsGadget.Decompose(builder, right - left, bits, subject, WitnessRefusalReason.ClaimFails);
    }
}
