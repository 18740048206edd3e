using System.Numerics;
using LazAI.Cryptography.Curves;
using LazAI.Cryptography.Fields;
using Xunit.Abstractions;
using BlsBase = LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>;
using BlsScalar = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bls12381.ScalarModulus>;
using BnBase = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>;
using BnScalar = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.ScalarModulus>;

namespace LazAI.Cryptography.Tests.Curves;

/// <summary>Laws of each group, special cases among them, and every way to multiply against the plainest one.</summary>
public class CurveTests(ITestOutputHelper output)
{
    private const int Seed = 20261122;

    [Fact]
    public void Bls12381G1_IsAGroup() => Check<BlsBase, Cryptography.Bls12381.G1Curve, BlsScalar>();

    [Fact]
    public void Bls12381G2_IsAGroup() => Check<QuadraticExtension<BlsBase>, Cryptography.Bls12381.G2Curve, BlsScalar>();

    [Fact]
    public void Bn254G1_IsAGroup() => Check<BnBase, Cryptography.Bn254.G1Curve, BnScalar>();

    [Fact]
    public void Bn254G2_IsAGroup() => Check<QuadraticExtension<BnBase>, Cryptography.Bn254.G2Curve, BnScalar>();

    [Fact]
    public void Secp256k1_IsAGroup() =>
        Check<LazAI.Cryptography.Secp256k1.FieldElement, LazAI.Cryptography.Secp256k1.Secp256k1Curve, LazAI.Cryptography.Secp256k1.Scalar>();

    // So many that digits are as wide as any. Few different points, so that the sum is known without it.
    [Fact]
    public void SumOfManyProducts_OnSeveralCores_IsThatOfTheNumbers()
    {
        const int Count = 20_000;
        output.WriteLine($"seed {Seed}");
        var random = new Random(Seed);
        var order = BnScalar.Modulus;
        var generator = AffinePoint<BnBase, Cryptography.Bn254.G1Curve>.Generator;
        var points = Enumerable.Range(1, 50).Select(i => Multiply(generator, i * i).ToAffine()).ToArray();
        var numbers = Enumerable.Range(0, Count).Select(_ => Random(random, order)).ToArray();
        var total = BigInteger.Zero;
        for (var i = 0; i < Count; i++)
        {
            total += numbers[i] * (i % 50 + 1) * (i % 50 + 1);
        }

        AffinePoint<BnBase, Cryptography.Bn254.G1Curve>[] many = [.. Enumerable.Range(0, Count).Select(i => points[i % 50])];
        ulong[] words = [.. numbers.SelectMany(Words)];
        Assert.Equal(Multiply(generator, total % order), MultiScalarMultiplication.VariableTime<BnBase, Cryptography.Bn254.G1Curve>(many, words, degree: 2));
    }

    private void Check<TField, TCurve, TScalar>()
        where TField : unmanaged, IFieldElement<TField>
        where TCurve : struct, ICurve<TField>
        where TScalar : unmanaged, IPrimeField<TScalar>
    {
        output.WriteLine($"seed {Seed}");
        var random = new Random(Seed);
        var generator = AffinePoint<TField, TCurve>.Generator;
        var infinity = JacobianPoint<TField, TCurve>.Infinity;
        var order = TScalar.Modulus;
        Assert.True(generator.IsOnCurve);
        Assert.False(new AffinePoint<TField, TCurve>(generator.X, generator.Y + TField.One).IsOnCurve);
        Assert.True(Multiply(generator, order).IsInfinity);
        Assert.Equal(TCurve.B + TCurve.B + TCurve.B, TCurve.MultiplyBy3B(TField.One));

        var numbers = new BigInteger[] { 0, 1, 2, 3, 15, 16, 17, order - 1, order - 2, order / 2 }
            .Concat(Enumerable.Range(0, 10).Select(_ => Random(random, order)))
            .ToArray();
        var points = numbers.Select(number => Multiply(generator, number)).ToArray();
        for (var i = 0; i < points.Length; i++)
        {
            var (number, p) = (numbers[i], points[i]);
            var affine = p.ToAffine();
            Assert.True(affine.IsOnCurve);
            Assert.Equal(p.IsInfinity, affine.IsInfinity);
            Assert.Equal(p, new(in affine));
            Assert.Equal(p + p, JacobianPoint<TField, TCurve>.Double(in p));
            Assert.Equal(p, p + infinity);
            Assert.Equal(p, infinity + p);
            Assert.True((p - p).IsInfinity);
            Assert.True((p - affine).IsInfinity);
            Assert.Equal(p, infinity + affine);
            Assert.Equal(JacobianPoint<TField, TCurve>.Double(in p), p + affine);

            var words = Words(number);
            Assert.Equal(p, ScalarMultiplication.VariableTime(new JacobianPoint<TField, TCurve>(in generator), words));
            Assert.Equal(affine, ScalarMultiplication.ConstantTime(in generator, words));
            Assert.Equal(Multiply(affine, number).ToAffine(), ScalarMultiplication.ConstantTime(in affine, words));
            Assert.True(ScalarMultiplication.VariableTime(in infinity, words).IsInfinity);
            Assert.True(ScalarMultiplication.ConstantTime(AffinePoint<TField, TCurve>.Infinity, words).IsInfinity);
            Assert.Equal(
                Multiply(generator, number * 5 % order),
                ScalarMultiplication.VariableTime(in p, (ReadOnlySpan<ulong>)[5]));

            for (var j = 0; j < points.Length; j++)
            {
                var q = points[j];
                var sum = Multiply(generator, (number + numbers[j]) % order);
                Assert.Equal(sum, p + q);
                Assert.Equal(sum, q + p);
                Assert.Equal(sum, p + q.ToAffine());
                Assert.Equal(Multiply(generator, (order + number - numbers[j]) % order), p - q);
                Assert.Equal(
                    sum.ToAffine(),
                    (new ProjectivePoint<TField, TCurve>(in affine) + new ProjectivePoint<TField, TCurve>(q.ToAffine())).ToAffine());
            }
        }

        var affines = new AffinePoint<TField, TCurve>[points.Length];
        JacobianPoint<TField, TCurve>.ToAffine(points, affines, new TField[2 * points.Length]);
        Assert.Equal(points.Select(p => p.ToAffine()), affines);

        foreach (var count in (int[])[0, 1, 2, 3, 5, 20, 70, 300])
        {
            var some = Enumerable.Range(0, count).Select(i => affines[i * i % affines.Length]).ToArray();
            var scalars = some.Select((_, i) => i % 7 == 0 ? numbers[i % numbers.Length] : Random(random, order)).ToArray();
            var expected = infinity;
            for (var i = 0; i < count; i++)
            {
                expected += ScalarMultiplication.VariableTime(new JacobianPoint<TField, TCurve>(in some[i]), Words(scalars[i]));
            }

            var words = scalars.SelectMany(Words).ToArray();
            Assert.Equal(expected, MultiScalarMultiplication.VariableTime<TField, TCurve>(some, words));
            Assert.Equal(expected, MultiScalarMultiplication.VariableTime<TField, TCurve>(some, words, degree: 3));
        }

        // One bucket gets all of them, and pairs are alike, opposite, or with infinity.
        var any = affines[^1];
        foreach (var (group, sign) in (((AffinePoint<TField, TCurve>[], int)[])[
            ([any, any, any, any], 4), ([any, -any, -any, any], 0), ([any, -any, any, any], 2), ([any, any, affines[0], -any], 1)]))
        {
            var many = Enumerable.Repeat(group, 25).SelectMany(g => g).ToArray();
            Assert.Equal(
                Multiply(any, 3 * 25 * sign),
                MultiScalarMultiplication.VariableTime<TField, TCurve>(many, [.. Enumerable.Repeat(3UL, many.Length)], wordsPerScalar: 1));
        }
    }

    private static JacobianPoint<TField, TCurve> Multiply<TField, TCurve>(AffinePoint<TField, TCurve> point, BigInteger number)
        where TField : unmanaged, IFieldElement<TField>
        where TCurve : struct, ICurve<TField>
    {
        var result = JacobianPoint<TField, TCurve>.Infinity;
        for (var i = (int)number.GetBitLength() - 1; i >= 0; i--)
        {
            result = JacobianPoint<TField, TCurve>.Double(in result);
            if (!(number >> i).IsEven)
            {
                result += point;
            }
        }

        return result;
    }

    private static ulong[] Words(BigInteger number) =>
        [.. Enumerable.Range(0, 4).Select(i => (ulong)((number >> (64 * i)) & ulong.MaxValue))];

    private static BigInteger Random(Random random, BigInteger bound)
    {
        var bytes = new byte[40];
        random.NextBytes(bytes);
        return new BigInteger(bytes, isUnsigned: true) % bound;
    }
}
