using LazAI.Cryptography.Curves;
using LazAI.Cryptography.Curves.Lanes;
using LazAI.Cryptography.Fields;
using LazAI.Cryptography.Fields.Lanes;
using Xunit.Abstractions;
using BlsFp = LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>;
using BlsG1 = LazAI.Cryptography.Bls12381.G1Curve;
using BnFp = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>;
using BnG1 = LazAI.Cryptography.Bn254.G1Curve;

namespace LazAI.Cryptography.Tests.Curves.Lanes;

/// <summary>Sums over points in tables against double and add.</summary>
public class FixedBaseTableTests(ITestOutputHelper output)
{
    private const int Seed = 20261125;

    [Fact]
    public void VariableTime_Bls12381_IsTheSumOfProducts() => Check<BlsFp, BlsG1>((points, count, bits) => FixedBaseTable.Create(points, count, bits));

    [Fact]
    public void VariableTime_Bn254_IsTheSumOfProducts() => Check<BnFp, BnG1>((points, count, bits) => FixedBaseTable.Create(points, count, bits));

    private delegate FixedBaseTable<TField, TCurve>? Make<TField, TCurve>(AffinePoint<TField, TCurve>[] points, int pointsPerSum, int digitBits)
        where TField : unmanaged, IPrimeField<TField>
        where TCurve : struct, ICurve<TField>;

    private void Check<TField, TCurve>(Make<TField, TCurve> make)
        where TField : unmanaged, IPrimeField<TField>
        where TCurve : struct, ICurve<TField>
    {
        output.WriteLine($"seed {Seed}");
        var random = new Random(Seed);
        foreach (var (sums, pointsPerSum, digitBits) in ((int, int, int)[])[(1, 1, 4), (1, 45, 7), (9, 5, 5), (40, 3, 2), (1, 100, 13)])
        {
            var points = LanePoints.Random<TField, TCurve>(random, sums * pointsPerSum);
            if (pointsPerSum == 3)
            {
                // A whole sum of points that no digit names.
                points.AsSpan(3, 3).Clear();
            }

            foreach (var path in LanePoints.Paths)
            {
                var table = LanePaths.On(path, () => make(points, pointsPerSum, digitBits));
                Assert.Equal(path == LanePath.Scalar, table is null);
                for (var degree = 1; table is not null && degree <= 2; degree++)
                {
                    var scalars = LanePoints.Scalars(random, 4 * points.Length);
                    var actual = new JacobianPoint<TField, TCurve>[sums];
                    table.VariableTime(scalars, actual, degree);
                    for (var i = 0; i < sums; i++)
                    {
                        var expected = LanePoints.Sum(
                            points.AsSpan(i * pointsPerSum, pointsPerSum), scalars.AsSpan(4 * i * pointsPerSum, 4 * pointsPerSum), 4);
                        Assert.True(expected.Equals(actual[i]), $"sum {i} of {sums}, {path}, {degree} threads");
                    }
                }
            }
        }
    }
}
