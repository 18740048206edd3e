using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.ScalarModulus>;

namespace LazAI.Cryptography.R1cs.Gadgets;

/// <summary>Comparison with zero.</summary>
public static class EqualityGadget
{
    /// <summary>1 where a number is zero, 0 elsewhere: three constraints.</summary>
    /// <remarks>
    /// The usual two (circomlib's IsZero) leave the inverse free where there is none. That is sound, but a free wire: the third
    /// makes it 0 there, so that <see cref="UnconstrainedVariableChecker"/> need not know of exceptions.
    /// </remarks>
    public static LinearCombination IsZero(CircuitBuilder builder, LinearCombination value)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(value);
        if (value.IsConstant)
        {
            return value.ConstantTerm.IsZero ? LinearCombination.One : LinearCombination.Zero;
        }

        var inverse = builder.UnconstrainedHint(builder.HasValues ? Fr.Invert(builder.Evaluate(value)) : Fr.Zero);
        var isZero = 1 - builder.Multiply(value, inverse);
        builder.Constrain(value, isZero, LinearCombination.Zero);
        builder.Constrain(inverse, isZero, LinearCombination.Zero);
        return isZero;
    }

    /// <summary>1 where two numbers are equal, 0 elsewhere.</summary>
    public static LinearCombination IsEqual(CircuitBuilder builder, LinearCombination left, LinearCombination right) => IsZero(builder, left - right);

    /// <summary>Demands that a number is not zero, and gives its inverse: one constraint.</summary>
    /// <param name="subject">What a refusal calls it.</param>
    public static LinearCombination Invert(CircuitBuilder builder, LinearCombination value, string subject)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var inverse = builder.UnconstrainedHint(builder.HasValues ? Fr.Invert(builder.Evaluate(value)) : Fr.Zero);
        builder.Constrain(value, inverse, LinearCombination.One, WitnessRefusalReason.Zero, subject);
        return inverse;
    }
}
