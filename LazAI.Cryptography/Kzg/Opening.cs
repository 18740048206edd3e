using LazAI.Cryptography.Arithmetic;
using LazAI.Cryptography.Bls12381;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bls12381.ScalarModulus>;
using G1 = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>, LazAI.Cryptography.Bls12381.G1Curve>;

namespace LazAI.Cryptography.Kzg;

/// <summary>The equation of a KZG opening: that the polynomial of a commitment C has the value y at z.</summary>
internal static class Opening
{
    /// <summary>verify_kzg_proof_impl: e(C - [y] + z proof, [1]) = e(proof, [tau]), which is e(C - [y], [1]) = e(proof, [tau - z]).</summary>
    public static KzgRefusal Verify(in G1 commitment, in Fr z, in Fr y, in G1 proof, KzgSettings settings)
    {
        var left = LinearCombination.Sum([G1.Generator, proof], [-y, z]) + commitment;
        return Verify(left.ToAffine(), in proof, settings);
    }

    /// <summary>verify_kzg_proof_batch: the same for a random combination of openings, given as its powers of one number.</summary>
    public static KzgRefusal VerifyBatch(
        ReadOnlySpan<Fr> weights, ReadOnlySpan<G1> commitments, ReadOnlySpan<Fr> z, ReadOnlySpan<Fr> y, ReadOnlySpan<G1> proofs, KzgSettings settings)
    {
        var count = commitments.Length;
        using var points = new Scratch<G1>(2 * count + 1);
        using var scalars = new Scratch<Fr>(2 * count + 1);
        var value = Fr.Zero;
        for (var i = 0; i < count; i++)
        {
            points.Span[i] = commitments[i];
            scalars.Span[i] = weights[i];
            points.Span[count + i] = proofs[i];
            scalars.Span[count + i] = weights[i] * z[i];
            value += weights[i] * y[i];
        }

        points.Span[2 * count] = G1.Generator;
        scalars.Span[2 * count] = -value;
        return Verify(
            LinearCombination.Sum(points.Span, scalars.Span).ToAffine(), LinearCombination.Sum(proofs, weights).ToAffine(), settings);
    }

    private static KzgRefusal Verify(in G1 left, in G1 right, KzgSettings settings) =>
        Pairing.PairingProductIsOne([left, right], settings.OpeningLines) ? KzgRefusal.None : KzgRefusal.EquationDoesNotHold;
}
