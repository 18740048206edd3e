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
        var pairs = new Pairs(statements.Length);
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
                pairs.Add(in statement.WeightedA, in statement.B);
            }

            AddKey(pairs, key, statements[..count]);
            statements = statements[count..];
        }

        return FinalExponentiation.Run(Pairing.MillerProduct(pairs.P, pairs.Q)).IsOne;
    }

    private static void AddKey(Pairs pairs, VerificationKey key, ReadOnlySpan<WeightedStatement> statements)
    {
        var scalars = new Fr[key.SignalCount + 1];
        var c = new G1Point[statements.Length];
        var weights = new ulong[WeightWords * statements.Length];
        for (var i = 0; i < statements.Length; i++)
        {
            ref readonly var statement = ref statements[i];
            scalars[0] += statement.Weight;
            var signals = statement.Signals.Span;
            for (var j = 0; j < signals.Length; j++)
            {
                scalars[j + 1] += statement.Weight * signals[j].Element;
            }

            c[i] = statement.C;
            weights[WeightWords * i] = statement.WeightLow;
            weights[WeightWords * i + 1] = statement.WeightHigh;
        }

        var words = new ulong[Words * scalars.Length];
        for (var j = 0; j < scalars.Length; j++)
        {
            scalars[j].ToWords(words.AsSpan(Words * j, Words));
        }

        var alpha = ScalarMultiplication.VariableTime(new G1Jacobian(-key.Alpha), words.AsSpan(0, Words));
        pairs.Add(in alpha, key.Beta);
        pairs.Add(-MultiScalarMultiplication.VariableTime(key.Ic, words), key.Gamma);
        pairs.Add(-MultiScalarMultiplication.VariableTime<Fp, G1Curve>(c, weights, WeightWords), key.Delta);
    }

    private sealed class Pairs(int statements)
    {
        private readonly G1Jacobian[] _p = new G1Jacobian[(1 + PairsPerKey) * statements];
        private readonly G2Point[] _q = new G2Point[(1 + PairsPerKey) * statements];
        private int _count;

        public ReadOnlySpan<G1Jacobian> P => _p.AsSpan(0, _count);

        public ReadOnlySpan<G2Point> Q => _q.AsSpan(0, _count);

        public void Add(in G1Jacobian p, in G2Point q)
        {
            _p[_count] = p;
            _q[_count] = q;
            _count++;
        }
    }
}
