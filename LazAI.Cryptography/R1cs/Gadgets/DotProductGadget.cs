namespace LazAI.Cryptography.R1cs.Gadgets;

/// <summary>Sums of products.</summary>
public static class DotProductGadget
{
    /// <summary>a_0 · b_0 + a_1 · b_1 + ...: one constraint a product of two numbers that are not constant.</summary>
    /// <exception cref="ArgumentException">There are more factors on one side.</exception>
    public static LinearCombination DotProduct(CircuitBuilder builder, IReadOnlyList<LinearCombination> left, IReadOnlyList<LinearCombination> right)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return left.Count == right.Count
            ? LinearCombination.Sum(left.Zip(right, builder.Multiply))
            : throw new ArgumentException("Both sides of a dot product have the same length.", nameof(right));
    }
}
