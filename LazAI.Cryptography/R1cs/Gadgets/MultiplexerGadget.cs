using System.Collections.Immutable;
using LazAI.Cryptography.Bn254;

namespace LazAI.Cryptography.R1cs.Gadgets;

/// <summary>Choice between values by bits or by an index.</summary>
public static class MultiplexerGadget
{
    /// <summary>One of two values: one constraint. <b>The caller has made sure that the bit is one.</b></summary>
    public static LinearCombination Select(CircuitBuilder builder, LinearCombination bit, LinearCombination whenOne, LinearCombination whenZero)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(whenOne);
        return builder.Multiply(bit, whenOne - whenZero) + whenZero;
    }

    /// <summary>The value at an index; demands that there is one. Two constraints a value.</summary>
    public static LinearCombination Select(CircuitBuilder builder, LinearCombination index, ImmutableArray<LinearCombination> values) =>
        DotProductGadget.DotProduct(builder, OneHot(builder, index, values.Length), values);

    /// <summary>For each place a bit, which is 1 at the index alone; demands that the index is a place. One constraint a place.</summary>
    public static ImmutableArray<LinearCombination> OneHot(CircuitBuilder builder, LinearCombination index, int places)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentOutOfRangeException.ThrowIfLessThan(places, 1);
        var value = builder.HasValues ? builder.ValueOf(index) : Bn254Scalar.Zero;
        ImmutableArray<LinearCombination> bits =
            [.. Enumerable.Range(0, places).Select(place => BitsGadget.HintBoolean(builder, () => value == new Bn254Scalar((ulong)place)))];
        builder.AssertEqual(LinearCombination.Sum(bits), LinearCombination.One, WitnessRefusalReason.OutOfRange, "index");
        builder.AssertEqual(LinearCombination.Sum(bits.Select((bit, place) => bit * place)), index, WitnessRefusalReason.OutOfRange, "index");
        return bits;
    }
}
