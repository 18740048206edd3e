using System.Collections.Immutable;
using System.Numerics;
using LazAI.Cryptography.Bn254;

namespace LazAI.Cryptography.R1cs.Gadgets;

/// <summary>The place of the greatest number, the lowest place where several are equal.</summary>
public static class ArgmaxGadget
{
    /// <summary>
    /// The index: for each number as many constraints as it has bits and two more. <b>The numbers are known to be from
    /// -2^(bits-1) to 2^(bits-1) - 1.</b>
    /// </summary>
    /// <remarks>
    /// A bit for each place, exactly one of them 1, chooses the greatest. From it every number is taken, and 1 more if it stands further
    /// ahead; no difference may be negative, that is, each has at most so many bits. Only one choice passes.
    /// </remarks>
    /// <param name="bits">Of a number, its sign included.</param>
    public static LinearCombination Argmax(CircuitBuilder builder, ImmutableArray<LinearCombination> numbers, int bits)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bits, ComparisonGadget.BitsMaximum);
        ArgumentOutOfRangeException.ThrowIfLessThan(numbers.Length, 1);
        var winner = builder.HasValues ? IndexOfGreatest([.. numbers.Select(number => Signed(builder.ValueOf(number)))]) : 0;
        ImmutableArray<LinearCombination> isChosen =
            [.. Enumerable.Range(0, numbers.Length).Select(place => BitsGadget.HintBoolean(builder, () => place == winner))];
        builder.AssertEqual(LinearCombination.Sum(isChosen), LinearCombination.One);
        var greatest = DotProductGadget.DotProduct(builder, isChosen, numbers);
        for (var place = 0; place < numbers.Length; place++)
        {
            var isBeforeChosen = LinearCombination.Sum(isChosen.Skip(place + 1));
            BitsGadget.AssertInRange(builder, greatest - numbers[place] - isBeforeChosen, bits, "greatest");
        }

        return LinearCombination.Sum(isChosen.Select((bit, place) => bit * place));
    }

    private static int IndexOfGreatest(BigInteger[] numbers) => Array.IndexOf(numbers, numbers.Max());

    private static BigInteger Signed(Bn254Scalar value) =>
        value.ToBigInteger() is var number && number > Bn254Scalar.Modulus / 2 ? number - Bn254Scalar.Modulus : number;
}
