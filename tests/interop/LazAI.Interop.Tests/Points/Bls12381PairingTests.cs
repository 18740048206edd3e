using System.Numerics;
using LazAI.Cryptography;
using LazAI.Cryptography.Bls12381;
using LazAI.Interop.Tests.Judging;
using LazAI.Testing;
using Xunit.Abstractions;
using static LazAI.Interop.Tests.Judging.Draw;
using Fp12 = LazAI.Cryptography.Fields.DodecicExtension<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>, LazAI.Cryptography.Bls12381.Tower>;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bls12381.ScalarModulus>;
using G1 = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>, LazAI.Cryptography.Bls12381.G1Curve>;
using G2 = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.QuadraticExtension<
        LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>>,
    LazAI.Cryptography.Bls12381.G2Curve>;

namespace LazAI.Interop.Tests.Points;

/// <summary>The pairing of BLS12-381 as noble computes it.</summary>
public class Bls12381PairingTests(Judge judge, ITestOutputHelper output) : IClassFixture<Judge>
{
    // A pairing takes noble 20 ms.
    private static readonly int s_values = Costly(100);
    private static readonly int s_judgedChecks = Costly(80);

    // noble gives the cube.
    [JudgeFact]
    public async Task Value_OfAnyPoints_IsTheJudges()
    {
        var random = TestSeed.Create(output);
        var cases = Enumerable.Range(0, s_values).Select(_ => (P: random.G1(), Q: random.G2())).ToArray();
        var answers = await judge.AskAsync<string>(
            "curves.pairingCubed", cases.Select(one => new { g1 = Hex(one.P.Compress()), g2 = Hex(one.Q.Compress()) }));
        Assert.All(cases.Zip(answers), pair =>
        {
            var value = Pairing.Value(pair.First.P, pair.First.Q);
            Assert.Equal(pair.Second, PairingValue.ToHex(Fp12.Square(in value) * value));
        });
    }

    // e(a_1 P, b_1 Q) ... e(a_n P, b_n Q) is 1 if and only if the sum of a_i b_i is 0. The judge sees the first of them.
    [JudgeFact]
    public async Task PairingCheck_OfMultiples_FollowsTheirFactorsAndTheJudge()
    {
        var random = TestSeed.Create(output);
        var cases = Enumerable.Range(0, Cases).Select(i => Multiples(random, isOne: i % 2 == 0)).ToArray();
        var verdicts = cases.Select(pairs =>
        {
            byte[] input = [.. pairs.SelectMany(pair => (byte[])[.. pair.P.ToEip2537(), .. pair.Q.ToEip2537()])];
            Assert.True(Eip2537.TryPairingCheck(input, out var isOne, out _));
            return (bool?)isOne;
        }).ToArray();
        Assert.All(verdicts.Index(), verdict => Assert.Equal(verdict.Index % 2 == 0, verdict.Item));

        var answers = await judge.AskAsync<bool?>("curves.pairingCheck", cases.Take(s_judgedChecks).Select(pairs =>
            new { pairs = pairs.Select(pair => new { g1 = Hex(pair.P.Compress()), g2 = Hex(pair.Q.Compress()) }) }));
        Assert.Equal(answers, verdicts.Take(s_judgedChecks));
    }

    private static (G1 P, G2 Q)[] Multiples(Random random, bool isOne)
    {
        var (p, q) = (random.G1(), random.G2());
        var factors = Enumerable.Range(0, random.Next(1, 3)).Select(_ => (A: random.Factor(Fr.Modulus), B: random.Factor(Fr.Modulus))).ToArray();
        var rest = -factors.Aggregate(BigInteger.Zero, (sum, pair) => sum + pair.A * pair.B) + (isOne ? 0 : random.Next(1, 1_000));
        return
        [
            .. factors.Select(pair => (p.Times(pair.A), q.Times(pair.B))),
            (p.Times(((rest % Fr.Modulus) + Fr.Modulus) % Fr.Modulus), q),
        ];
    }
}
