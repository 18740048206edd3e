using LazAI.Cryptography.Arithmetic;
using LazAI.Cryptography.Bn254;
using LazAI.Cryptography.Curves;
using Fp = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.ScalarModulus>;
using G1Jacobian = LazAI.Cryptography.Curves.JacobianPoint<
    LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>, LazAI.Cryptography.Bn254.G1Curve>;
using G1Point = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>, LazAI.Cryptography.Bn254.G1Curve>;
using G2Point = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.QuadraticExtension<
        LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>>, LazAI.Cryptography.Bn254.G2Curve>;

namespace LazAI.Cryptography.Groth16;

/// <summary>
/// The product of e(w_i A_i, B_i) over all proofs, times e(-W alpha, beta) e(-V, gamma) e(-sum w_i C_i, delta) for each key, where W
/// sums the key's weights and V the weighted IC_0 + sum s_ij IC_j, is 1 if each proof's equation holds.
/// </summary>
internal static class BatchEquation
{
    private const int PairsPerKey = 3;
    private const int Words = 4;
    private const int WeightWords = 2;

    /// <param name="statements">Those of one key stand together.</param>
    public static bool Holds(ReadOnlySpan<WeightedStatement> statements)
    {
        using var p = new Scratch<G1Jacobian>((1 + PairsPerKey) * statements.Length);
        using var q = new Scratch<G2Point>((1 + PairsPerKey) * statements.Length);
        var pairs = 0;
        while (!statements.IsEmpty)
        {
            var key = statements[0].Key;
            var count = 1;
            while (count < statements.Length && ReferenceEquals(statements[count].Key, key))
            {
                count++;
            }

            foreach (ref readonly var statement in statements[..count])
            {
                (p.Span[pairs], q.Span[pairs]) = (statement.WeightedA, statement.B);
                pairs++;
            }

            WriteKey(key, statements[..count], p.Span[pairs..]);
            (q.Span[pairs], q.Span[pairs + 1], q.Span[pairs + 2]) = (key.Beta, key.Gamma, key.Delta);
            pairs += PairsPerKey;
            statements = statements[count..];
        }

        return FinalExponentiation.Run(Pairing.MillerProduct(p.Span[..pairs], q.Span[..pairs])).IsOne;
    }

    // What goes with beta, gamma and delta.
    private static void WriteKey(VerificationKey key, ReadOnlySpan<WeightedStatement> statements, Span<G1Jacobian> p)
    {
        using var scalars = new Scratch<Fr>(key.SignalCount + 1);
        using var c = new Scratch<G1Point>(statements.Length);
        using var weights = new Scratch<ulong>(WeightWords * statements.Length);
        scalars.Span.Clear();
        for (var i = 0; i < statements.Length; i++)
        {
            ref readonly var statement = ref statements[i];
            scalars.Span[0] += statement.Weight;
            var signals = statement.Signals.Span;
            for (var j = 0; j < signals.Length; j++)
            {
                scalars.Span[j + 1] += statement.Weight * signals[j].Element;
            }

            c.Span[i] = statement.C;
            weights.Span[WeightWords * i] = statement.WeightLow;
            weights.Span[WeightWords * i + 1] = statement.WeightHigh;
        }

        using var words = new Scratch<ulong>(Words * scalars.Span.Length);
        for (var j = 0; j < scalars.Span.Length; j++)
        {
            scalars.Span[j].ToWords(words.Span.Slice(Words * j, Words));
        }

        p[0] = ScalarMultiplication.VariableTime(new G1Jacobian(-key.Alpha), words.Span[..Words]);
        p[1] = -MultiScalarMultiplication.VariableTime(key.Ic, words.Span);
        p[2] = -MultiScalarMultiplication.VariableTime<Fp, G1Curve>(c.Span, weights.Span, WeightWords);
    }
}
