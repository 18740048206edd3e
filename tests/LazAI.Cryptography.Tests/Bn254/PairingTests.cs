using System.Numerics;
using LazAI.Cryptography.Bn254;
using LazAI.Cryptography.Curves;
using LazAI.Cryptography.Fields;
using LazAI.Cryptography.Fields.Lanes;
using Xunit.Abstractions;
using Fp = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>;
using Fp12 = LazAI.Cryptography.Fields.DodecicExtension<
    LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>, LazAI.Cryptography.Bn254.Tower>;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.ScalarModulus>;
using G1Point = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>, LazAI.Cryptography.Bn254.G1Curve>;
using G2Point = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.QuadraticExtension<
        LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>>, LazAI.Cryptography.Bn254.G2Curve>;

namespace LazAI.Cryptography.Tests.Bn254;

public class PairingTests(ITestOutputHelper output)
{
    private const int Seed = 20261123;

    // All ways on this machine.
    private static readonly LanePath[] _paths = [.. Enum.GetValues<LanePath>().Where(LanePaths.IsSupported)];
    private static readonly BigInteger _p = Fp.Modulus;
    private static readonly BigInteger _r = Fr.Modulus;

    private static readonly G1Point _g1 = G1Point.Generator;
    private static readonly G2Point _g2 = G2Point.Generator;

    [Fact]
    public void Parameters_ComeFromX()
    {
        BigInteger x = CurveParameter.X;
        Assert.Equal(_p, 36 * BigInteger.Pow(x, 4) + 36 * BigInteger.Pow(x, 3) + 24 * x * x + 6 * x + 1);
        Assert.Equal(_r, _p - 6 * x * x);
        foreach (var width in (int[])[2, 3, 4, 5])
        {
            var digits = CurveParameter.NonAdjacentForm(CurveParameter.AteLoop, width);
            var value = BigInteger.Zero;
            for (var i = digits.Length - 1; i >= 0; i--)
            {
                value = 2 * value + digits[i];
                Assert.True(digits[i] == 0 || (digits[i] & 1) != 0 && Math.Abs(digits[i]) < 1 << (width - 1));
            }

            Assert.Equal(6 * x + 2, value);
        }
    }

    [Fact]
    public void Pairing_IsBilinearAndNotDegenerate()
    {
        output.WriteLine($"seed {Seed}");
        var random = new Random(Seed);
        var one = Pairing.Of(in _g1, in _g2);
        Assert.All(_paths, path => Assert.Equal(one, LanePaths.On(path, () => Pairing.Of(in _g1, in _g2))));
        Assert.False(one.IsOne);
        Assert.True(Power(one, _r).IsOne);
        for (var i = 0; i < 8; i++)
        {
            var (a, b) = (Points.Number(random), Points.Number(random));
            var (p, q) = (Points.Multiply(_g1, a), Points.Multiply(_g2, b));
            var expected = Power(one, a * b % _r);
            Assert.Equal(expected, Pairing.Of(in p, in q));
            Assert.Equal(expected, Pairing.Of(Points.Multiply(_g1, a * b % _r), in _g2));
            Assert.Equal(expected, Pairing.Of(in _g1, Points.Multiply(_g2, a * b % _r)));
            Assert.True((expected * Pairing.Of(-p, in q)).IsOne);
            Assert.True((expected * Pairing.Of(in p, -q)).IsOne);
        }
    }

    [Fact]
    public void Pairing_WithInfinity_IsOne()
    {
        Assert.True(Pairing.Of(G1Point.Infinity, in _g2).IsOne);
        Assert.True(Pairing.Of(in _g1, G2Point.Infinity).IsOne);
        Assert.True(Pairing.Of(G1Point.Infinity, G2Point.Infinity).IsOne);
        Assert.Equal(Fp12.One, Pairing.MillerProduct([], []));
    }

    // As many pairs as make one loop, one more, and several loops.
    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(20)]
    public void MillerProduct_OfManyPairs_IsTheProductOfTheirPairings(int count)
    {
        var random = new Random(Seed + count);
        var p = Enumerable.Range(0, count).Select(i => i == 1 ? G1Point.Infinity : Points.Multiply(_g1, Points.Number(random))).ToArray();
        var q = Enumerable.Range(0, count).Select(_ => Points.Multiply(_g2, Points.Number(random))).ToArray();
        var expected = Fp12.One;
        for (var i = 0; i < count; i++)
        {
            expected *= Pairing.Of(in p[i], in q[i]);
        }

        var jacobian = p.Select(point => new JacobianPoint<Fp, G1Curve>(in point)).ToArray();
        foreach (var path in _paths)
        {
            Assert.Equal(expected, LanePaths.On(path, () => FinalExponentiation.Run(Pairing.MillerProduct(jacobian, q))));
        }
    }

    [Fact]
    public void FinalExponentiation_IsThePowerOfTheDefinition()
    {
        var random = new Random(Seed);
        var exponent = (BigInteger.Pow(_p, 12) - 1) / _r;
        for (var i = 0; i < 3; i++)
        {
            var f = new Fp12(Six(random), Six(random));
            var expected = Power(f, exponent);
            Assert.All(_paths, path => Assert.Equal(expected, LanePaths.On(path, () => FinalExponentiation.Run(in f))));
        }
    }

    // The check by ψ is as good as [r]Q: the relation's resultant with ψ's equation and the number of points have only r in common.
    [Fact]
    public void SubgroupRelation_LeavesExactlyTheSubgroup()
    {
        BigInteger x = CurveParameter.X;
        var trace = 6 * x * x + 1;

        // x + 1 + x ψ + x ψ^2 - 2x ψ^3 modulo ψ^2 - trace ψ + p is a + b ψ, and the resultant its norm.
        var (c2, c1, c0) = (x, x, x + 1);
        (c2, c1) = (c2 - 2 * x * trace, c1 + 2 * x * _p);
        var (b, a) = (c1 + c2 * trace, c0 - c2 * _p);
        var resultant = a * a + a * b * trace + b * b * _p;
        Assert.Equal(_r, BigInteger.GreatestCommonDivisor(resultant, _r * (2 * _p - _r)));
    }

    [Fact]
    public void Subgroup_AgreesWithTheOrder()
    {
        output.WriteLine($"seed {Seed}");
        var random = new Random(Seed);
        Assert.True(G2Subgroup.Contains(G2Point.Infinity));
        Assert.True(G2Subgroup.Contains(in _g2));
        var cofactor = 2 * _p - _r;
        for (var i = 0; i < 12; i++)
        {
            var point = Points.OnTwist(random);
            Assert.True(Points.Multiply(point, _r * cofactor).IsInfinity);
            Assert.False(Points.Multiply(point, _r).IsInfinity);
            Assert.False(G2Subgroup.Contains(in point));
            Assert.True(G2Subgroup.Contains(Points.Multiply(point, cofactor)));

            // Of the cofactor's least prime as order, and that with a part in G2.
            var small = Points.Multiply(point, _r * cofactor / 10069);
            Assert.True(Points.Multiply(small, 10069).IsInfinity);
            Assert.Equal(small.IsInfinity, G2Subgroup.Contains(in small));
            var mixed = (new JacobianPoint<QuadraticExtension<Fp>, G2Curve>(in small) + _g2).ToAffine();
            Assert.Equal(small.IsInfinity, G2Subgroup.Contains(in mixed));
        }
    }

    [Fact]
    public void Frobenius_OnTheSubgroup_IsMultiplicationByP()
    {
        var q = Points.Multiply(_g2, 12345);
        Assert.Equal(Points.Multiply(q, _p % _r), G2Subgroup.Frobenius(in q));
        Assert.Equal(Points.Multiply(q, _p * _p % _r), G2Subgroup.FrobeniusSquared(in q));
    }

    internal static Fp12 Power(Fp12 a, BigInteger exponent)
    {
        var result = Fp12.One;
        for (var i = (int)exponent.GetBitLength() - 1; i >= 0; i--)
        {
            result = Fp12.Square(in result);
            if (!(exponent >> i).IsEven)
            {
                result *= a;
            }
        }

        return result;
    }

    private static CubicExtension<Fp, Tower> Six(Random random) => new(Points.Two(random), Points.Two(random), Points.Two(random));
}
