using System.Numerics;
using LazAI.Cryptography;
using LazAI.Cryptography.Bn254;
using LazAI.Interop.Tests.Judging;
using LazAI.Testing;
using Xunit.Abstractions;
using static LazAI.Interop.Tests.Judging.Draw;
using Fp = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>;
using Fp2 = LazAI.Cryptography.Fields.QuadraticExtension<
    LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>>;
using G1 = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>, LazAI.Cryptography.Bn254.G1Curve>;
using G2 = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.QuadraticExtension<
        LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>>, LazAI.Cryptography.Bn254.G2Curve>;

namespace LazAI.Interop.Tests.Points;

/// <summary>EIP-196, EIP-197 and the pairing's values on BN254 against noble's curve. Points are multiples made by either side.</summary>
public class Bn254Tests(Judge judge, ITestOutputHelper output) : IClassFixture<Judge>
{
    // A pairing takes noble 25 ms.
    private static readonly int s_values = Costly(80);
    private static readonly int s_checks = Costly(80);

    private static readonly BigInteger s_order = Bn254Scalar.Modulus;
    private static readonly byte[] s_generator = [.. Word(1), .. Word(2)];

    [JudgeFact]
    public async Task EcMulAndEcAdd_AnyNumbersAndPoints_GiveTheJudgesPoint()
    {
        var random = TestSeed.Create(output);
        var cases = Enumerable.Range(0, Cases).Select(_ =>
        {
            var p = EcMul(s_generator, random.Factor(s_order));
            return (P: p, Q: Other(random, p), Factor: random.Factor(s_order));
        }).ToArray();
        var products = await judge.AskAsync<string>(
            "curves.bn254LinearCombinationG1",
            cases.Select(one => new { points = (string[])[Hex(one.P)], scalars = (string[])[Hex(Word(one.Factor))] }));
        var sums = await judge.AskAsync<string>(
            "curves.bn254LinearCombinationG1",
            cases.Select(one => new { points = (string[])[Hex(one.P), Hex(one.Q)], scalars = (string[])["1", "1"] }));
        for (var i = 0; i < cases.Length; i++)
        {
            var sum = new byte[Eip196.PointSize];
            Assert.True(Eip196.TryEcAdd((byte[])[.. cases[i].P, .. cases[i].Q], sum, out _));
            Assert.Equal(sums[i], Hex(sum));
            Assert.Equal(products[i], Hex(EcMul(cases[i].P, cases[i].Factor)));
        }
    }

    // Half are changed; noble reads the same points, or refuses as we do.
    [JudgeFact]
    public async Task Read_PointsOfG1_TakesWhatTheJudgeTakes()
    {
        var random = TestSeed.Create(output);
        var cases = Enumerable.Range(0, Cases).Select(i => Change(random, EcMul(s_generator, random.Factor(s_order)), i)).ToArray();
        var answers = await judge.AskAsync<bool>("curves.bn254ParseG1", cases.Select(encoded => new { encoded = Hex(encoded) }));
        Assert.All(cases.Zip(answers), pair =>
            Assert.Equal((Hex(pair.First), pair.Second), (Hex(pair.First), PointEncoding.ReadG1(pair.First, out _) == Bn254Refusal.None)));
        Assert.All(answers.Index(), answer => Assert.True(answer.Item || answer.Index % 2 == 1));
    }

    // Random points of the twist are hardly ever in the subgroup: they come from an x that is lifted here.
    [JudgeFact]
    public async Task Read_PointsOfG2_TakesWhatTheJudgeTakes()
    {
        var random = TestSeed.Create(output);
        var valid = await G2PointsAsync(random, Cases / 4);
        byte[][] cases =
        [
            .. valid.Select((point, i) => Change(random, point, i)),
            .. Enumerable.Range(0, Cases / 4).Select(_ => OnTheTwist(random)),
        ];
        var answers = await judge.AskAsync<bool>("curves.bn254ParseG2", cases.Select(encoded => new { encoded = Hex(encoded) }));
        Assert.All(cases.Zip(answers), pair =>
            Assert.Equal((Hex(pair.First), pair.Second), (Hex(pair.First), PointEncoding.ReadG2(pair.First, out _) == Bn254Refusal.None)));
        Assert.All(answers.Take(valid.Length).Index(), answer => Assert.True(answer.Item || answer.Index % 2 == 1));
        Assert.All(answers.Skip(valid.Length), Assert.False);
        Assert.All(cases.Skip(valid.Length), encoded => Assert.Equal(Bn254Refusal.NotInSubgroup, PointEncoding.ReadG2(encoded, out _)));
    }

    [JudgeFact]
    public async Task Value_OfAnyPoints_IsTheJudges()
    {
        var random = TestSeed.Create(output);
        var twistPoints = await G2PointsAsync(random, s_values);
        var cases = twistPoints.Select(q => (P: EcMul(s_generator, random.Factor(s_order - 1) % (s_order - 1) + 1), Q: q)).ToArray();
        var answers = await judge.AskAsync<string>("curves.bn254Pairing", cases.Select(one => new { g1 = Hex(one.P), g2 = Hex(one.Q) }));
        Assert.All(cases.Zip(answers), pair =>
        {
            Assert.Equal(Bn254Refusal.None, PointEncoding.ReadG1(pair.First.P, out G1 p));
            Assert.Equal(Bn254Refusal.None, PointEncoding.ReadG2(pair.First.Q, out G2 q));
            Assert.Equal(pair.Second, PairingValue.ToHex(Pairing.Of(in p, in q)));
        });
    }

    // e(a P, Q) e(b P, Q) e(c P, Q) is 1 if and only if a + b + c is 0; infinity counts as nothing.
    [JudgeFact]
    public async Task PairingCheck_OfMultiples_FollowsTheirFactorsAndTheJudge()
    {
        var random = TestSeed.Create(output);
        var twistPoints = await G2PointsAsync(random, s_checks);
        var cases = twistPoints.Select((q, i) =>
        {
            var factors = Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.Factor(s_order)).ToList();
            factors.Add(factors.Aggregate((i % 2) + s_order, (rest, factor) => rest + s_order - (factor % s_order)) % s_order);
            return factors.Select(factor => (P: EcMul(s_generator, factor), Q: q)).Append((P: EcMul(s_generator, 3), Q: new byte[128])).ToArray();
        }).ToArray();
        var answers = await judge.AskAsync<bool>(
            "curves.bn254PairingCheck", cases.Select(pairs => new { pairs = pairs.Select(pair => new { g1 = Hex(pair.P), g2 = Hex(pair.Q) }) }));
        Assert.All(cases.Index(), one =>
        {
            Assert.True(Eip197.TryPairingCheck([.. one.Item.SelectMany(pair => (byte[])[.. pair.P, .. pair.Q])], out var isOne, out _));
            Assert.Equal(one.Index % 2 == 0, isOne);
            Assert.Equal(answers[one.Index], isOne);
        });
    }

    private async Task<byte[][]> G2PointsAsync(Random random, int count)
    {
        var generator = new byte[128];
        WriteG2(G2.Generator, generator);
        var points = await judge.AskAsync<string>(
            "curves.bn254LinearCombinationG2",
            Enumerable.Range(0, count).Select(_ => new { points = (string[])[Hex(generator)], scalars = (string[])[Hex(random.Bytes(32))] }));
        return [.. points.Select(FromHex)];
    }

    private static byte[] EcMul(byte[] point, BigInteger factor)
    {
        var product = new byte[Eip196.PointSize];
        Assert.True(Eip196.TryEcMul((byte[])[.. point, .. Word(factor)], product, out _));
        return product;
    }

    // Infinity, the same point, its opposite, or any.
    private static byte[] Other(Random random, byte[] point) => random.Next(5) switch
    {
        0 => new byte[Eip196.PointSize],
        1 => point,
        2 => EcMul(point, s_order - 1),
        _ => EcMul(s_generator, random.Factor(s_order)),
    };

    // Every other one: a bit flipped, a coordinate with p added or set to p, bytes at random.
    private static byte[] Change(Random random, byte[] point, int i)
    {
        if (i % 2 == 0)
        {
            return point;
        }

        switch (random.Next(3))
        {
            case 0:
                return random.FlipOneBit(point);
            case 1:
                var changed = point.ToArray();
                var word = changed.AsSpan(32 * random.Next(point.Length / 32), 32);
                Word(random.Next(4) == 0 ? Fp.Modulus : Number(word) + Fp.Modulus).CopyTo(word);
                return changed;
            default:
                return random.Bytes(point.Length);
        }
    }

    private static byte[] OnTheTwist(Random random)
    {
        while (true)
        {
            Assert.True(Fp.TryRead(Word(Number(random.Bytes(32)) % Fp.Modulus), out var c0));
            Assert.True(Fp.TryRead(Word(Number(random.Bytes(32)) % Fp.Modulus), out var c1));
            Fp2 x = new(c0, c1);
            if (Fp2.TrySquareRoot(Fp2.Square(in x) * x + G2Curve.B, out var y))
            {
                var bytes = new byte[128];
                WriteG2(new G2(x, y), bytes);
                return bytes;
            }
        }
    }

    private static void WriteG2(in G2 point, Span<byte> destination)
    {
        point.X.C1.Write(destination);
        point.X.C0.Write(destination[32..]);
        point.Y.C1.Write(destination[64..]);
        point.Y.C0.Write(destination[96..]);
    }
}
