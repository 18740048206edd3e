using System.Collections.Immutable;
using LazAI.Cryptography.Bn254;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.ScalarModulus>;

namespace LazAI.Cryptography.R1cs.Gadgets;

/// <summary>Bits of numbers, and with them ranges: one constraint a bit.</summary>
public static class BitsGadget
{
    /// <summary>
    /// Bits of a number at most: 2^253 is below r, so that every number has one form. With 254 there would be two for the least numbers.
    /// </summary>
    public const int BitsMaximum = 253;

    /// <summary>2^<paramref name="exponent"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not below r for certain.</exception>
    public static Bn254Scalar PowerOfTwo(int exponent)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(exponent);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(exponent, BitsMaximum);
        var power = Bn254Scalar.One;
        for (var i = 0; i < exponent; i++)
        {
            power += power;
        }

        return power;
    }

    /// <summary>Demands that a number is 0 or 1.</summary>
    /// <param name="subject">What a refusal calls it.</param>
    public static void AssertBoolean(CircuitBuilder builder, LinearCombination value, string subject)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Constrain(value, value - 1, LinearCombination.Zero, WitnessRefusalReason.NotBoolean, subject);
    }

    /// <summary>A wire that is 0 or 1, and otherwise what the prover says.</summary>
    public static LinearCombination HintBoolean(CircuitBuilder builder, Func<bool> value)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var bit = builder.UnconstrainedHint(() => value() ? Bn254Scalar.One : Bn254Scalar.Zero);
        AssertBoolean(builder, bit, "bit");
        return bit;
    }

    /// <summary>Demands that a number is below 2^<paramref name="bits"/>, and gives its bits, the lowest first.</summary>
    /// <param name="subject">What a refusal calls it.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are not 1 to <see cref="BitsMaximum"/> bits.</exception>
    public static ImmutableArray<LinearCombination> Decompose(CircuitBuilder builder, LinearCombination value, int bits, string subject) =>
        Decompose(builder, value, bits, subject, WitnessRefusalReason.OutOfRange);

    internal static ImmutableArray<LinearCombination> Decompose(
        CircuitBuilder builder, LinearCombination value, int bits, string subject, WitnessRefusalReason reason)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentOutOfRangeException.ThrowIfLessThan(bits, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bits, BitsMaximum);
        Span<ulong> words = stackalloc ulong[4];
        words.Clear();
        if (builder.HasValues)
        {
            builder.Evaluate(value).ToWords(words);
            if (BitLength(words) > bits)
            {
                builder.Refuse(reason, subject);
            }
        }

        var result = ImmutableArray.CreateBuilder<LinearCombination>(bits);
        for (var i = 0; i < bits; i++)
        {
            var bit = builder.UnconstrainedHint((words[i / 64] >> (i % 64) & 1) == 0 ? Fr.Zero : Fr.One);
            AssertBoolean(builder, bit, subject);
            result.Add(bit);
        }

        builder.AssertEqual(Compose(result), value, subject);
        return result.MoveToImmutable();
    }

    /// <summary>Demands that a number is below 2^<paramref name="bits"/>.</summary>
    /// <inheritdoc cref="Decompose(CircuitBuilder, LinearCombination, int, string)"/>
    public static void AssertInRange(CircuitBuilder builder, LinearCombination value, int bits, string subject) =>
        Decompose(builder, value, bits, subject);

    /// <summary>The number of these bits, the lowest first.</summary>
    public static LinearCombination Compose(IEnumerable<LinearCombination> bits)
    {
        ArgumentNullException.ThrowIfNull(bits);
        var (sum, power) = (new TermSum(), Fr.One);
        foreach (var bit in bits)
        {
            sum.Add(bit, in power);
            power = Fr.Double(in power);
        }

        return sum.ToLinearCombination();
    }

    private static int BitLength(ReadOnlySpan<ulong> words)
    {
        var top = words.LastIndexOfAnyExcept(0UL);
        return top < 0 ? 0 : 64 * (top + 1) - (int)ulong.LeadingZeroCount(words[top]);
    }
}
