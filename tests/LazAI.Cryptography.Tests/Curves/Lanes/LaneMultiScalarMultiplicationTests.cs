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

/// <summary>Sums in lanes against double and add, on every path that this machine has.</summary>
public class LaneMultiScalarMultiplicationTests(ITestOutputHelper output)
{
    private const int Seed = 20261124;

    [Fact]
    public void VariableTime_Bls12381_IsTheSumOfProducts() => Check<BlsFp, BlsG1>(
        (points, scalars, words, degree) => LaneMultiScalarMultiplication.VariableTime(points, scalars, words, degree));

    [Fact]
    public void VariableTime_Bn254_IsTheSumOfProducts() => Check<BnFp, BnG1>(
        (points, scalars, words, degree) => LaneMultiScalarMultiplication.VariableTime(points, scalars, words, degree));

    private delegate JacobianPoint<TField, TCurve> Sum<TField, TCurve>(
        AffinePoint<TField, TCurve>[] points, ulong[] scalars, int wordsPerScalar, int degree)
        where TField : unmanaged, IPrimeField<TField>
        where TCurve : struct, ICurve<TField>;

    private void Check<TField, TCurve>(Sum<TField, TCurve> sum)
        where TField : unmanaged, IPrimeField<TField>
        where TCurve : struct, ICurve<TField>
    {
        output.WriteLine($"seed {Seed}");
        var random = new Random(Seed);
        foreach (var count in (int[])[0, 1, 2, 15, 16, 17, 33, 100, 257, 700])
        {
            var points = LanePoints.Random<TField, TCurve>(random, count);
            foreach (var words in (int[])[1, 2, 4])
            {
                var scalars = LanePoints.Scalars(random, count * words);
                Same(points, scalars, words, 1);
                Same(points, scalars, words, 2);
            }
        }

        // All in the same bucket, in its opposite, in none.
        var same = Enumerable.Repeat(LanePoints.Random<TField, TCurve>(random, 3)[2], 100).ToArray();
        foreach (var scalar in (ulong[])[0, 1, 2, ulong.MaxValue])
        {
            Same(same, [.. Enumerable.Repeat(scalar, 400)], 4, 1);
            Same([.. same.Select((point, i) => i % 2 == 0 ? point : -point)], [.. Enumerable.Repeat(scalar, 400)], 4, 1);
            Same([.. Enumerable.Repeat(AffinePoint<TField, TCurve>.Infinity, 100)], [.. Enumerable.Repeat(scalar, 400)], 4, 1);
        }

        // One point has the long bucket, every other bucket is short.
        Same(LanePoints.Random<TField, TCurve>(random, 300), [.. Enumerable.Range(0, 300).Select(i => i < 200 ? 3UL : (ulong)i)], 1, 1);

        void Same(AffinePoint<TField, TCurve>[] points, ulong[] scalars, int words, int degree)
        {
            var expected = LanePoints.Sum(points, scalars, words);
            foreach (var path in LanePoints.Paths)
            {
                var actual = LanePaths.On(path, () => sum(points, scalars, words, degree));
                Assert.True(expected.Equals(actual), $"{points.Length} points, {words} words, {path}, {degree} threads");
            }
        }
    }
}
