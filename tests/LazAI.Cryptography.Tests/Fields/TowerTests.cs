using System.Numerics;
using LazAI.Cryptography.Fields;
using Xunit.Abstractions;
using BlsFp = LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>;
using BnFp = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>;

namespace LazAI.Cryptography.Tests.Fields;

/// <summary>Both towers: they are rings, their short cuts agree with the long way, and powers of p are powers.</summary>
public class TowerTests(ITestOutputHelper output)
{
    private const int Seed = 20261123;

    [Fact]
    public void Bls_NonResidue_IsOnePlusU() =>
        Assert.Equal(new(BlsFp.One, BlsFp.One), Cryptography.Bls12381.Tower.MultiplyByNonResidue(QuadraticExtension<BlsFp>.One));

    [Fact]
    public void Bn_NonResidue_IsNinePlusU() =>
        Assert.Equal(new(BnFp.FromUInt64(9), BnFp.One), Cryptography.Bn254.Tower.MultiplyByNonResidue(QuadraticExtension<BnFp>.One));

    [Fact]
    public void Bls_Fp6_IsField() => Fp6<BlsFp, Cryptography.Bls12381.Tower>();

    [Fact]
    public void Bn_Fp6_IsField() => Fp6<BnFp, Cryptography.Bn254.Tower>();

    [Fact]
    public void Bls_Fp12_IsField() => Fp12<BlsFp, Cryptography.Bls12381.Tower>();

    [Fact]
    public void Bn_Fp12_IsField() => Fp12<BnFp, Cryptography.Bn254.Tower>();

    [Fact]
    public void Bls_Frobenius_IsPowerOfP() => Frobenius<BlsFp, Cryptography.Bls12381.Tower>();

    [Fact]
    public void Bn_Frobenius_IsPowerOfP() => Frobenius<BnFp, Cryptography.Bn254.Tower>();

    [Fact]
    public void Bls_CyclotomicSquare_IsSquareInTheSubgroupOnly() => Cyclotomic<BlsFp, Cryptography.Bls12381.Tower>();

    [Fact]
    public void Bn_CyclotomicSquare_IsSquareInTheSubgroupOnly() => Cyclotomic<BnFp, Cryptography.Bn254.Tower>();

    [Fact]
    public void Bls_ProductWithLine_IsProduct() => Lines<BlsFp, Cryptography.Bls12381.Tower>();

    [Fact]
    public void Bn_ProductWithLine_IsProduct() => Lines<BnFp, Cryptography.Bn254.Tower>();

    private void Fp6<TBase, TTower>()
        where TBase : unmanaged, IPrimeField<TBase>
        where TTower : struct, ITower<TBase>
    {
        var random = Random();
        var one = CubicExtension<TBase, TTower>.One;
        for (var i = 0; i < 50; i++)
        {
            var (a, b, c) = (Six<TBase, TTower>(random), Six<TBase, TTower>(random), Six<TBase, TTower>(random));
            Assert.Equal(a * b, b * a);
            Assert.Equal(a * b * c, a * (b * c));
            Assert.Equal(a * (b + c), a * b + a * c);
            Assert.Equal(a * (b - c), a * b - a * c);
            Assert.Equal(a, a * one);
            Assert.True((a + -a).IsZero);
            Assert.Equal(a * a, CubicExtension<TBase, TTower>.Square(in a));
            Assert.Equal(a + a, CubicExtension<TBase, TTower>.Double(in a));
            Assert.Equal(a * new CubicExtension<TBase, TTower>(b.C0, default, default), a * b.C0);
            Assert.Equal(a * new CubicExtension<TBase, TTower>(b.C0, b.C1, default), CubicExtension<TBase, TTower>.MultiplyBy01(in a, in b.C0, in b.C1));
            Assert.Equal(a * new CubicExtension<TBase, TTower>(default, b.C1, default), CubicExtension<TBase, TTower>.MultiplyBy1(in a, in b.C1));
            var v = new CubicExtension<TBase, TTower>(default, QuadraticExtension<TBase>.One, default);
            Assert.Equal(a * v, CubicExtension<TBase, TTower>.MultiplyByV(in a));
            Assert.Equal(one, a * CubicExtension<TBase, TTower>.Invert(in a));
        }

        Assert.True(CubicExtension<TBase, TTower>.Invert(CubicExtension<TBase, TTower>.Zero).IsZero);
    }

    private void Fp12<TBase, TTower>()
        where TBase : unmanaged, IPrimeField<TBase>
        where TTower : struct, ITower<TBase>
    {
        var random = Random();
        var one = DodecicExtension<TBase, TTower>.One;
        var w = new DodecicExtension<TBase, TTower>(default, CubicExtension<TBase, TTower>.One);
        Assert.Equal(TTower.MultiplyByNonResidue(QuadraticExtension<TBase>.One), Power(w, 6).C0.C0);
        Assert.True(one.IsOne && !w.IsOne);
        for (var i = 0; i < 50; i++)
        {
            var (a, b, c) = (Twelve<TBase, TTower>(random), Twelve<TBase, TTower>(random), Twelve<TBase, TTower>(random));
            Assert.Equal(a * b, b * a);
            Assert.Equal(a * b * c, a * (b * c));
            Assert.Equal(a * (b + c), a * b + a * c);
            Assert.Equal(a * (b - c), a * b - a * c);
            Assert.Equal(a, a * one);
            Assert.True((a + -a).IsZero);
            Assert.Equal(a * a, DodecicExtension<TBase, TTower>.Square(in a));
            Assert.Equal(one, a * DodecicExtension<TBase, TTower>.Invert(in a));
        }

        Assert.True(DodecicExtension<TBase, TTower>.Invert(DodecicExtension<TBase, TTower>.Zero).IsZero);
    }

    private void Frobenius<TBase, TTower>()
        where TBase : unmanaged, IPrimeField<TBase>
        where TTower : struct, ITower<TBase>
    {
        var a = Twelve<TBase, TTower>(Random());
        var expected = a;
        for (var power = 1; power <= 3; power++)
        {
            expected = Power(expected, TBase.Modulus);
            Assert.Equal(expected, DodecicExtension<TBase, TTower>.Frobenius(in a, power));
        }

        Assert.Equal(a.Conjugate, DodecicExtension<TBase, TTower>.Frobenius(in expected, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => DodecicExtension<TBase, TTower>.Frobenius(in a, 4));
    }

    private void Cyclotomic<TBase, TTower>()
        where TBase : unmanaged, IPrimeField<TBase>
        where TTower : struct, ITower<TBase>
    {
        var random = Random();
        for (var i = 0; i < 20; i++)
        {
            // The power (p^6 - 1)(p^2 + 1) leads into the subgroup.
            var a = Twelve<TBase, TTower>(random, 1);
            Assert.NotEqual(a * a, DodecicExtension<TBase, TTower>.CyclotomicSquare(in a));
            var unitary = a.Conjugate * DodecicExtension<TBase, TTower>.Invert(in a);
            var member = DodecicExtension<TBase, TTower>.Frobenius(in unitary, 2) * unitary;
            Assert.Equal(member * member, DodecicExtension<TBase, TTower>.CyclotomicSquare(in member));
            Assert.True((member * member.Conjugate).IsOne);
        }
    }

    private void Lines<TBase, TTower>()
        where TBase : unmanaged, IPrimeField<TBase>
        where TTower : struct, ITower<TBase>
    {
        var random = Random();
        for (var i = 0; i < 50; i++)
        {
            var a = Twelve<TBase, TTower>(random);
            var (x, y, z) = (Two<TBase>(random), Two<TBase>(random), Two<TBase>(random));
            Assert.Equal(
                a * new DodecicExtension<TBase, TTower>(new(x, y, default), new(default, z, default)),
                DodecicExtension<TBase, TTower>.MultiplyBy014(in a, in x, in y, in z));
            Assert.Equal(
                a * new DodecicExtension<TBase, TTower>(CubicExtension<TBase, TTower>.One, new(y, z, default)),
                DodecicExtension<TBase, TTower>.MultiplyBy34(in a, in y, in z));
        }
    }

    private Random Random()
    {
        output.WriteLine($"seed {Seed}");
        return new(Seed);
    }

    private static DodecicExtension<TBase, TTower> Power<TBase, TTower>(DodecicExtension<TBase, TTower> a, BigInteger exponent)
        where TBase : unmanaged, IPrimeField<TBase>
        where TTower : struct, ITower<TBase>
    {
        var result = DodecicExtension<TBase, TTower>.One;
        for (var bit = exponent.GetBitLength() - 1; bit >= 0; bit--)
        {
            result *= result;
            if (!((exponent >> (int)bit) & 1).IsZero)
            {
                result *= a;
            }
        }

        return result;
    }

    private static DodecicExtension<TBase, TTower> Twelve<TBase, TTower>(Random random, int smallest = 0)
        where TBase : unmanaged, IPrimeField<TBase>
        where TTower : struct, ITower<TBase> => new(Six<TBase, TTower>(random, smallest), Six<TBase, TTower>(random, smallest));

    private static CubicExtension<TBase, TTower> Six<TBase, TTower>(Random random, int smallest = 0)
        where TBase : unmanaged, IPrimeField<TBase>
        where TTower : struct, ITower<TBase> => new(Two<TBase>(random, smallest), Two<TBase>(random, smallest), Two<TBase>(random, smallest));

    private static QuadraticExtension<TBase> Two<TBase>(Random random, int smallest = 0)
        where TBase : unmanaged, IPrimeField<TBase> => new(Number<TBase>(random, smallest), Number<TBase>(random, smallest));

    // Zeros, ones and numbers next to p now and then.
    private static TBase Number<TBase>(Random random, int smallest)
        where TBase : unmanaged, IPrimeField<TBase>
    {
        var bytes = new byte[2 * TBase.Size];
        random.NextBytes(bytes);
        return random.Next(12) switch
        {
            0 => TBase.FromUInt64((ulong)smallest),
            1 => TBase.FromUInt64(1),
            2 => -TBase.One,
            _ => PrimeField<TBase>.Reduce(bytes),
        };
    }
}
