using LazAI.Cryptography.Arithmetic;
using LazAI.Cryptography.Bls12381;
using LazAI.Cryptography.Curves.Lanes;
using Fp = LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bls12381.ScalarModulus>;
using G1 = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>, LazAI.Cryptography.Bls12381.G1Curve>;
using G1Jacobian = LazAI.Cryptography.Curves.JacobianPoint<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>, LazAI.Cryptography.Bls12381.G1Curve>;

namespace LazAI.Cryptography.Kzg;

/// <summary>g1_lincomb of EIP-4844: the sum of k_i P_i.</summary>
internal static class LinearCombination
{
    public static G1Jacobian Sum(ReadOnlySpan<G1> points, ReadOnlySpan<Fr> scalars, int degreeOfParallelism = 1)
    {
        using var words = new Scratch<ulong>(FieldElements.Words * scalars.Length);
        FieldElements.ToWords(scalars, words.Span);
        return LaneMultiScalarMultiplication.VariableTime<BaseModulus, G1Curve>(
            points, words.Span, FieldElements.Words, degreeOfParallelism);
    }

    /// <summary>The same over the points of a table that makes one sum.</summary>
    public static G1Jacobian Sum(FixedBaseTable<Fp, G1Curve> table, ReadOnlySpan<Fr> scalars, int degreeOfParallelism = 1)
    {
        using var words = new Scratch<ulong>(FieldElements.Words * scalars.Length);
        FieldElements.ToWords(scalars, words.Span);
        var sum = G1Jacobian.Infinity;
        table.VariableTime(words.Span, new(ref sum), degreeOfParallelism);
        return sum;
    }
}
