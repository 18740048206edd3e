using System.Numerics;
using LazAI.Cryptography.Bn254;
using Xunit.Abstractions;
using Fp = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.ScalarModulus>;
using G1Point = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>, LazAI.Cryptography.Bn254.G1Curve>;

namespace LazAI.Cryptography.Tests.Bn254;

public class Eip196Tests(ITestOutputHelper output)
{
    private const int Seed = 20261124;

    private static readonly byte[] _generator = Bytes(G1Point.Generator);

    // 2G and 3G as published with EIP-196's test cases.
    private static readonly byte[] _twice = Convert.FromHexString(
        "030644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd3"
        + "15ed738c0e0a7c92e7845f96b2ae9c0a68a6a449e3538fc7ff3ebf7a5a18a2c4");

    [Fact]
    public void EcAdd_OfTheGenerator_GivesThePublishedPoint() => Assert.Equal(_twice, Add([.. _generator, .. _generator]));

    [Fact]
    public void EcMul_ByTwo_GivesThePublishedPoint() => Assert.Equal(_twice, Multiply([.. _generator, .. Points.Word(2)]));

    [Fact]
    public void Points_AddAndMultiply_AsNumbersDo()
    {
        output.WriteLine($"seed {Seed}");
        var random = new Random(Seed);
        for (var i = 0; i < 20; i++)
        {
            var (a, b) = (Points.Number(random), Points.Number(random, BigInteger.One << 256));
            var (pa, pb) = (Multiply([.. _generator, .. Points.Word(a)]), Multiply([.. _generator, .. Points.Word(b)]));
            Assert.Equal(Bytes(Points.Multiply(G1Point.Generator, a)), pa);
            Assert.Equal(Bytes(Points.Multiply(G1Point.Generator, b % Fr.Modulus)), pb);
            Assert.Equal(Multiply([.. _generator, .. Points.Word((a + b) % Fr.Modulus)]), Add([.. pa!, .. pb!]));
            Assert.Equal(Multiply([.. _generator, .. Points.Word(a * b % Fr.Modulus)]), Multiply([.. pa!, .. Points.Word(b)]));
        }
    }

    [Fact]
    public void Infinity_IsZeros()
    {
        var infinity = new byte[64];
        Assert.Equal(infinity, Add([]));
        Assert.Equal(_generator, Add([.. infinity, .. _generator]));
        Assert.Equal(_generator, Add(_generator));
        Assert.Equal(infinity, Add([.. _generator, .. Bytes(-G1Point.Generator)]));
        Assert.Equal(infinity, Multiply(_generator));
        Assert.Equal(infinity, Multiply([.. _generator, .. Points.Word(Fr.Modulus)]));
        Assert.Equal(_generator, Multiply([.. _generator, .. Points.Word(Fr.Modulus + 1)]));
        Assert.Equal(infinity, Multiply([.. infinity, .. Points.Word((BigInteger.One << 256) - 1)]));
    }

    // Short input is padded, and what follows is ignored.
    [Fact]
    public void Input_OfAnyLength_IsPaddedOrCut()
    {
        byte[] sum = [.. _generator, .. _generator];
        Assert.Equal(_twice, Add([.. sum, 0xff]));
        Assert.Equal(Bytes(Points.Multiply(G1Point.Generator, BigInteger.One << 248)), Multiply([.. _generator, 1]));
        for (var length = 65; length < 128; length++)
        {
            Assert.Null(Add([.. _generator, .. _twice[..(length - 64)]]));
        }
    }

    [Fact]
    public void Point_WithACoordinateOfPOrMore_IsRefused()
    {
        foreach (var (x, y) in ((BigInteger, BigInteger)[])[(Fp.Modulus, 0), (1, Fp.Modulus + 2), (Fp.Modulus + 1, 2), (0, Fp.Modulus)])
        {
            byte[] point = [.. Points.Word(x), .. Points.Word(y)];
            Assert.Null(Add(point, Bn254Refusal.CoordinateNotBelowModulus));
            Assert.Null(Add([.. _generator, .. point], Bn254Refusal.CoordinateNotBelowModulus));
            Assert.Null(Multiply([.. point, .. Points.Word(1)], Bn254Refusal.CoordinateNotBelowModulus));
        }
    }

    [Fact]
    public void Point_WithAnyBitChanged_IsRefused()
    {
        for (var bit = 0; bit < 8 * _twice.Length; bit++)
        {
            var changed = _twice.ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(Eip196.TryEcMul([.. changed, .. Points.Word(1)], new byte[64], out var refusal));
            Assert.Contains(refusal, new[] { Bn254Refusal.NotOnCurve, Bn254Refusal.CoordinateNotBelowModulus });
        }
    }

    private static byte[]? Add(byte[] input, Bn254Refusal expected = Bn254Refusal.NotOnCurve) => Result(
        (Eip196.TryEcAdd(input, Output(out var output), out var refusal), refusal), output, expected);

    private static byte[]? Multiply(byte[] input, Bn254Refusal expected = Bn254Refusal.NotOnCurve) => Result(
        (Eip196.TryEcMul(input, Output(out var output), out var refusal), refusal), output, expected);

    private static byte[] Output(out byte[] output) => output = new byte[Eip196.PointSize];

    private static byte[]? Result((bool Done, Bn254Refusal Refusal) answer, byte[] output, Bn254Refusal expected)
    {
        Assert.Equal(answer.Done ? Bn254Refusal.None : expected, answer.Refusal);
        return answer.Done ? output : null;
    }

    private static byte[] Bytes(G1Point point)
    {
        var bytes = new byte[64];
        PointEncoding.WriteG1(in point, bytes);
        return bytes;
    }
}
