using LazAI.Cryptography.Curves;
using LazAI.Cryptography.Fields.Lanes;
using LazAI.Cryptography.Polynomials;
using LazAI.Cryptography.Polynomials.Lanes;
using LazAI.Cryptography.Tests.Curves.Lanes;
using Xunit.Abstractions;
using Fp = LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bls12381.ScalarModulus>;
using G1 = LazAI.Cryptography.Bls12381.G1Curve;

namespace LazAI.Cryptography.Tests.Polynomials.Lanes;

/// <summary>Transforms of points in lanes against those of single points.</summary>
public class LaneGroupTransformTests(ITestOutputHelper output)
{
    private const int Seed = 20261126;
    private const ulong Generator = 7;

    [Fact]
    public void Transforms_OfAllSizesAndBlocks_AreThoseOfSinglePoints()
    {
        output.WriteLine($"seed {Seed}");
        var random = new Random(Seed);
        var domain = new EvaluationDomain<Fr>(128, Generator);
        foreach (var (size, block) in ((int, int)[])[(1, 0), (2, 0), (4, 3), (8, 0), (16, 1), (64, 0), (32, 2)])
        {
            var points = LanePoints.Random<Fp, G1>(random, size).Select(point => new JacobianPoint<Fp, G1>(in point)).ToArray();
            var values = points.ToArray();
            GroupTransform.Evaluate(domain, values, block);
            var coefficients = points.ToArray();
            GroupTransform.InterpolateUnscaled(domain, coefficients, block);
            foreach (var path in LanePoints.Paths)
            {
                for (var degree = 1; degree <= 2; degree++)
                {
                    var actual = points.ToArray();
                    LanePaths.On(path, () => LaneGroupTransform.Evaluate(domain, actual, block, degree));
                    Assert.Equal(values, actual);
                    actual = [.. points];
                    LanePaths.On(path, () => LaneGroupTransform.InterpolateUnscaled(domain, actual, block, degree));
                    Assert.Equal(coefficients, actual);
                }
            }
        }
    }
}
