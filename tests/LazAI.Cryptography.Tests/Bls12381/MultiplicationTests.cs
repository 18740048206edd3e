using System.Numerics;
using LazAI.Cryptography.Bls12381;
using LazAI.Cryptography.Curves;
using LazAI.Cryptography.Fields.Lanes;
using LazAI.Cryptography.Tests.Curves.Lanes;
using LazAI.Testing;
using Xunit.Abstractions;
using Fp = LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>;
using Fp2 = LazAI.Cryptography.Fields.QuadraticExtension<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>>;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bls12381.ScalarModulus>;

namespace LazAI.Cryptography.Tests.Bls12381;

/// <summary>Multiplications that split the number by an endomorphism, against the one that does not.</summary>
public class MultiplicationTests(ITestOutputHelper output)
{
    private static readonly BigInteger X = CurveParameter.NegatedX;

    // The numbers of the table, v, lead to sums that meet an entry: 2v and its negative, and what is near to them.
    [Fact]
    public void G2SecretMultiplication_EdgesAndRandomNumbers_AgreesWithThePlainOne()
    {
        var random = TestSeed.Create(output);
        var r = Fr.Modulus;
        var table = Enumerable.Range(0, 8).Select(u => 1 + (u & 1) * X + (u >> 1 & 1) * X * X + (u >> 2) * X * X * X).ToArray();
        BigInteger[] digits = [0, 1, 2, X - 1, X - 2, X / 2, (BigInteger.One << 63) - 1, BigInteger.One << 63];
        var numbers = table
            .SelectMany(v => new[] { v, 2 * v, r - v, r - 2 * v, 2 * v + 1, r - 2 * v - 1, 4 * v, r - 4 * v })
            .Concat(digits.SelectMany(a => digits.Select(b => a + b * X + b * X * X + a * X * X * X)))
            .Concat([1, 2, 3, r - 1, r - 2, r / 2, r / 2 + 1])
            .Concat(Enumerable.Range(0, 20).Select(_ => new BigInteger(random.NextBytes(32), isUnsigned: true)))
            .Select(number => number % r)
            .Where(number => !number.IsZero);
        var point = JacobianPoint<Fp2, G2Curve>.Double(new(AffinePoint<Fp2, G2Curve>.Generator));
        foreach (var number in numbers)
        {
            var expected = ScalarMultiplication.VariableTime(in point, Words(number)).ToAffine();
            Assert.All(LanePoints.Paths, path => Assert.Equal(
                expected, LanePaths.On(path, () => G2SecretMultiplication.Multiply(in point, Words(number)))));
        }

        Assert.All(LanePoints.Paths, path => LanePaths.On(path, () => Assert.True(
            G2SecretMultiplication.Multiply(JacobianPoint<Fp2, G2Curve>.Infinity, Words(5)).IsInfinity)));
    }

    [Fact]
    public void G1Multiplication_EdgesAndRandomNumbers_AgreesWithThePlainOne()
    {
        var random = TestSeed.Create(output);
        var point = AffinePoint<Fp, G1Curve>.Generator;
        ulong[] edges = [0, 1, 2, 15, 16, 31, ulong.MaxValue, ulong.MaxValue - 15, 1UL << 63, (ulong)random.NextInt64()];
        foreach (var (low, high) in edges.SelectMany(low => edges.Select(high => (low, high))))
        {
            Assert.Equal(
                ScalarMultiplication.VariableTime(new JacobianPoint<Fp, G1Curve>(in point), Words((low + high * X * X) % Fr.Modulus)),
                G1Multiplication.VariableTime(in point, low, high));
        }

        Assert.True(G1Multiplication.VariableTime(AffinePoint<Fp, G1Curve>.Infinity, 7, 9).IsInfinity);
    }

    private static ulong[] Words(BigInteger number) =>
        [.. Enumerable.Range(0, 4).Select(i => (ulong)((number >> (64 * i)) & ulong.MaxValue))];
}

file static class RandomBytes
{
    public static byte[] NextBytes(this Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}
