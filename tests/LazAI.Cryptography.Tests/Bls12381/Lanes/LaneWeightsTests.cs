using LazAI.Cryptography.Bls12381;
using LazAI.Cryptography.Bls12381.Lanes;
using LazAI.Cryptography.Curves;
using LazAI.Cryptography.Fields;
using LazAI.Cryptography.Fields.Lanes;
using LazAI.Cryptography.Tests.Curves.Lanes;
using Xunit.Abstractions;
using Fp = LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>;
using Fp2 = LazAI.Cryptography.Fields.QuadraticExtension<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>>;
using G2 = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.QuadraticExtension<
        LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>>,
    LazAI.Cryptography.Bls12381.G2Curve>;

namespace LazAI.Cryptography.Tests.Bls12381.Lanes;

/// <summary>Keys and signatures of a batch times its weights, on every path, against plain multiplication.</summary>
public class LaneWeightsTests(ITestOutputHelper output)
{
    private const int Seed = 20261130;

    private static readonly int[] _counts = [0, 1, 2, 3, 4, 7, 8, 9, 11, 32, 64, 65, 130];

    [Fact]
    public void Multiply_KeysOfEveryKind_GivesTheProducts()
    {
        output.WriteLine($"seed {Seed}");
        var random = new Random(Seed);
        var points = LanePoints.Random<Fp, G1Curve>(random, 130);
        var weights = LanePoints.Scalars(random, 260);
        var expected = points.Select((point, i) => Product(new JacobianPoint<Fp, G1Curve>(in point), weights.AsSpan(2 * i, 2)).ToAffine()).ToArray();
        foreach (var (path, count) in LanePoints.Paths.SelectMany(path => _counts.Select(count => (path, count))))
        {
            var products = new JacobianPoint<Fp, G1Curve>[count];
            LanePaths.On(path, () => LaneG1Weights.Multiply(points.AsSpan(0, count), weights.AsSpan(0, 2 * count), products));
            Assert.Equal(expected.Take(count), products.Select(product => product.ToAffine()));
        }
    }

    [Fact]
    public void Of_KeysOfEveryKind_IsTheSum()
    {
        output.WriteLine($"seed {Seed}");
        var points = LanePoints.Random<Fp, G1Curve>(new Random(Seed), 200).Where(point => !point.IsInfinity).Take(130).ToArray();
        CheckPlain(points);
        Array.Fill(points, points[1]);
        CheckPlain(points);

        // Of opposite points, in the same lane and in others.
        CheckPlain([.. points.Select((point, i) => i % 2 == 0 ? point : -point)]);
        CheckPlain([.. points.Select((point, i) => i / 8 % 2 == 0 ? point : -point)]);
    }

    [Fact]
    public void Weighted_SignaturesOfEveryKind_IsTheSumOfTheProducts()
    {
        output.WriteLine($"seed {Seed}");
        var random = new Random(Seed);
        var points = Signatures(random, 130);
        var weights = LanePoints.Scalars(random, 260);

        // Many times the same point: sums that are doublings and that are infinity.
        Check(points, weights);
        Array.Fill(points, points[1]);
        Check(points, weights);
        Array.Fill(weights, 3UL);
        Check(points, weights);
        Check([.. points.Select((point, i) => i % 2 == 0 ? point : -point)], weights);
    }

    private static void CheckPlain(AffinePoint<Fp, G1Curve>[] points)
    {
        foreach (var (path, count) in LanePoints.Paths.SelectMany(path => _counts.Select(count => (path, count))))
        {
            var expected = points.Take(count).Aggregate(JacobianPoint<Fp, G1Curve>.Infinity, (sum, point) => sum + point);
            Assert.Equal(expected.ToAffine(), LanePaths.On(path, () => LaneG1Sum.Of(points.AsSpan(0, count))).ToAffine());
        }
    }

    private static void Check(G2[] points, ulong[] weights)
    {
        var sums = new G2[points.Length + 1];
        var sum = JacobianPoint<Fp2, G2Curve>.Infinity;
        for (var i = 0; i < points.Length; i++)
        {
            sum += Product(new JacobianPoint<Fp2, G2Curve>(in points[i]), weights.AsSpan(2 * i, 2));
            sums[i + 1] = sum.ToAffine();
        }

        foreach (var (path, count) in LanePoints.Paths.SelectMany(path => _counts.Select(count => (path, count))))
        {
            Assert.Equal(
                sums[count], LanePaths.On(path, () => LaneG2Sum.Weighted(points.AsSpan(0, count), weights.AsSpan(0, 2 * count))).ToAffine());
        }
    }

    // low P + high X^2 P
    private static JacobianPoint<TField, TCurve> Product<TField, TCurve>(JacobianPoint<TField, TCurve> point, Span<ulong> weight)
        where TField : unmanaged, IFieldElement<TField>
        where TCurve : struct, ICurve<TField>
    {
        var high = ScalarMultiplication.VariableTime(in point, [CurveParameter.NegatedX]);
        high = ScalarMultiplication.VariableTime(in high, [CurveParameter.NegatedX]);
        return ScalarMultiplication.VariableTime(in point, [weight[0]]) + ScalarMultiplication.VariableTime(in high, [weight[1]]);
    }

    private static G2[] Signatures(Random random, int count)
    {
        var points = new G2[count];
        var next = new JacobianPoint<Fp2, G2Curve>(G2.Generator);
        for (var i = 0; i < count; i++)
        {
            points[i] = (i > 1 ? random.Next(12) : 3) switch
            {
                0 => G2.Infinity,
                1 => points[random.Next(i)],
                2 => -points[random.Next(i)],
                _ => next.ToAffine(),
            };
            next = JacobianPoint<Fp2, G2Curve>.Double(in next) + G2.Generator;
        }

        return points;
    }
}
