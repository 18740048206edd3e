using System.Globalization;
using System.Numerics;
using LazAI.Cryptography.Bls12381;
using LazAI.Cryptography.Curves;
using LazAI.Cryptography.Fields;
using LazAI.Cryptography.Fields.Lanes;
using LazAI.Cryptography.Tests.Curves.Lanes;
using LazAI.Testing;
using Xunit.Abstractions;
using Fp = LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>;
using Fp2 = LazAI.Cryptography.Fields.QuadraticExtension<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>>;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bls12381.ScalarModulus>;

namespace LazAI.Cryptography.Tests.Bls12381;

/// <summary>Endomorphisms and what is built on them, against plain multiplications by the numbers that they stand for.</summary>
public class SubgroupTests(ITestOutputHelper output)
{
    private static readonly BigInteger X = -(BigInteger)0xd201000000010000;

    // RFC 9380, sections 8.8.1 and 8.8.2.
    private static readonly BigInteger EffectiveCofactorOfG1 = 1 - X;
    private static readonly BigInteger EffectiveCofactorOfG2 = BigInteger.Parse(
        "0bc69f08f2ee75b3584c6a0ea91b352888e2a8e9145ad7689986ff031508ffe1329c2f178731db956d82bf015d1212b02ec0ec69d7477c1ae954cbc06689f6a359894c0adebbf6b4e8020005aaa95551",
        NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    // |E(GF(p))| / r and |E'(GF(p^2))| / r.
    private static readonly BigInteger CofactorOfG1 = (X - 1) * (X - 1) / 3;
    private static readonly BigInteger CofactorOfG2 =
        (BigInteger.Pow(X, 8) - 4 * BigInteger.Pow(X, 7) + 5 * BigInteger.Pow(X, 6) - 4 * BigInteger.Pow(X, 4)
            + 6 * BigInteger.Pow(X, 3) - 4 * BigInteger.Pow(X, 2) - 4 * X + 13) / 9;

    [Fact]
    public void G1_MembershipAndCofactor_AreThoseOfTheOrder()
    {
        Check<Fp, G1Curve>(TestSeed.Create(output), Fp.FromUInt64, CofactorOfG1, EffectiveCofactorOfG1, 33);
        var g = AffinePoint<Fp, G1Curve>.Generator;
        Assert.Equal(Multiply(g, Fr.Modulus - X * X).ToAffine(), G1Curve.Endomorphism(in g));
    }

    [Fact]
    public void G2_MembershipAndCofactor_AreThoseOfTheOrder()
    {
        Assert.All(LanePoints.Paths, path => LanePaths.On(path, () => Check<Fp2, G2Curve>(
            TestSeed.Create(output), x => new Fp2(Fp.FromUInt64(x), Fp.FromUInt64(x >> 3)), CofactorOfG2, EffectiveCofactorOfG2, 13 * 13)));
        var g = AffinePoint<Fp2, G2Curve>.Generator;
        Assert.Equal(Multiply(g, Fr.Modulus + X).ToAffine(), G2Curve.Psi(in g));
        Assert.Equal(new(G2Curve.Psi(in g)), G2Curve.Psi(new JacobianPoint<Fp2, G2Curve>(in g)));
        Assert.Equal(G2Curve.Psi(G2Curve.Psi(new JacobianPoint<Fp2, G2Curve>(in g))), G2Curve.PsiPsi(new JacobianPoint<Fp2, G2Curve>(in g)));
    }

    // What the complete formulas in rows count on: no point of the curve has order 2.
    [Fact]
    public void G2_WholeCurve_IsOfOddOrder() => Assert.False((CofactorOfG2 * Fr.Modulus).IsEven);

    private static void Check<TField, TGroup>(
        Random random, Func<ulong, TField> element, BigInteger cofactor, BigInteger effectiveCofactor, BigInteger smallOrder)
        where TField : unmanaged, IFieldElement<TField>
        where TGroup : struct, IPairingGroup<TField, TGroup>
    {
        var order = Fr.Modulus;
        var inside = 0;
        for (var found = 0; found < 8;)
        {
            var x = element((ulong)random.NextInt64());
            if (!TField.TrySquareRoot(TField.Square(in x) * x + TGroup.B, out var y))
            {
                continue;
            }

            // A point of the curve, of one of small order, of one times a number, and of their mixture.
            found++;
            var point = new AffinePoint<TField, TGroup>(x, y);
            Assert.True(Multiply(point, cofactor * order).IsInfinity);
            var cleared = Multiply(point, cofactor).ToAffine();
            var small = Multiply(point, order * cofactor / smallOrder).ToAffine();
            AffinePoint<TField, TGroup>[] points =
                [point, cleared, small, (new JacobianPoint<TField, TGroup>(in cleared) + small).ToAffine(), Multiply(point, order).ToAffine()];
            foreach (var candidate in points)
            {
                var isInside = Multiply(candidate, order).IsInfinity;
                inside += isInside && !candidate.IsInfinity ? 1 : 0;
                Assert.Equal(isInside, TGroup.IsInSubgroup(in candidate));

                var image = TGroup.ClearCofactor(new(in candidate));
                Assert.Equal(Multiply(candidate, effectiveCofactor), image);
                Assert.True(TGroup.IsInSubgroup(image.ToAffine()));
            }

            Assert.True(TGroup.IsInSubgroup(in cleared));
            Assert.False(TGroup.IsInSubgroup(in point));
        }

        Assert.True(inside >= 8);
        Assert.True(TGroup.IsInSubgroup(AffinePoint<TField, TGroup>.Infinity));
        Assert.True(TGroup.ClearCofactor(JacobianPoint<TField, TGroup>.Infinity).IsInfinity);
    }

    private static JacobianPoint<TField, TGroup> Multiply<TField, TGroup>(AffinePoint<TField, TGroup> point, BigInteger number)
        where TField : unmanaged, IFieldElement<TField>
        where TGroup : struct, ICurve<TField>
    {
        var result = JacobianPoint<TField, TGroup>.Infinity;
        for (var i = (int)number.GetBitLength() - 1; i >= 0; i--)
        {
            result = JacobianPoint<TField, TGroup>.Double(in result);
            if (!(number >> i).IsEven)
            {
                result += point;
            }
        }

        return result;
    }
}
