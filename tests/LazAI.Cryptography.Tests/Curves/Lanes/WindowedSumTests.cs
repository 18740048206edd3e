using System.Runtime.Intrinsics;
using LazAI.Cryptography.Bn254;
using LazAI.Cryptography.Curves;
using LazAI.Cryptography.Curves.Lanes;
using LazAI.Cryptography.Fields;
using LazAI.Cryptography.Fields.Lanes;
using LazAI.Cryptography.Tests.Bn254;
using LazAI.Testing;
using Xunit.Abstractions;
using Fp = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>;
using Fp2 = LazAI.Cryptography.Fields.QuadraticExtension<
    LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>>;

namespace LazAI.Cryptography.Tests.Curves.Lanes;

/// <summary>Against sums one by one. Points repeat and are each other's opposites, so that denominators of 0 are met in every round.</summary>
public class WindowedSumTests(ITestOutputHelper output)
{
    private const int Words = 4;

    [Theory]
    [InlineData((int)LanePath.Avx2)]
    [InlineData((int)LanePath.Avx512)]
    public void Sum_OfRandomAndRepeatedPoints_IsThatOneByOne(int path)
    {
        if (!LanePaths.IsSupported((LanePath)path))
        {
            return;
        }

        var random = TestSeed.Create(output);
        foreach (var count in (int[])[1, 2, 3, 7, 8, 9, 50, 300, 1500])
        {
            foreach (var distinct in (int[])[1, 3, count])
            {
                if ((LanePath)path == LanePath.Avx512)
                {
                    Check<LaneCoordinate<Vector512<double>, LaneVector512, BaseModulus>, Fp, G1Curve>(random, count, distinct);
                    Check<LaneQuadraticCoordinate<Vector512<double>, LaneVector512, BaseModulus>, Fp2, G2Curve>(random, count, distinct);
                }
                else
                {
                    Check<LaneCoordinate<Vector256<double>, LaneVector256, BaseModulus>, Fp, G1Curve>(random, count, distinct);
                    Check<LaneQuadraticCoordinate<Vector256<double>, LaneVector256, BaseModulus>, Fp2, G2Curve>(random, count, distinct);
                }
            }
        }
    }

    private static void Check<T, TField, TCurve>(Random random, int count, int distinct)
        where T : unmanaged, ILaneCoordinate<T, TField>
        where TField : unmanaged, IFieldElement<TField>
        where TCurve : struct, ICurve<TField>
    {
        var some = new AffinePoint<TField, TCurve>[distinct];
        for (var i = 0; i < distinct; i++)
        {
            some[i] = i == 2 ? AffinePoint<TField, TCurve>.Infinity : Points.Multiply(AffinePoint<TField, TCurve>.Generator, random.Next(1, 1 << 20));
        }

        var (points, places, numbers) = (new AffinePoint<TField, TCurve>[count], new int[count], new ulong[Words * count]);
        var (signed, plain) = (new AffinePoint<TField, TCurve>[count], new WindowedNumbers(random));
        for (var i = 0; i < count; i++)
        {
            points[i] = distinct == count ? some[i] : some[random.Next(distinct)];
            places[i] = 2 * i + random.Next(2);
            signed[i] = (places[i] & 1) == 0 ? points[i] : -points[i];
            plain.Write(numbers.AsSpan(Words * i, Words));
        }

        var sum = new WindowedSum<T, TField, TCurve>(points, places, numbers);
        var work = new PairwiseSums<T, TField, TCurve>();
        var windows = Enumerable.Range(0, sum.Windows).Select(window => sum.Window(window, work)).ToArray();
        Assert.Equal(
            MultiScalarMultiplication.VariableTime<TField, TCurve>(signed, numbers).ToAffine(), sum.Join(windows).ToAffine());
    }

    // Of full size, of a few bits, or 0 or 1.
    private sealed class WindowedNumbers(Random random)
    {
        public void Write(Span<ulong> words)
        {
            words[0] = random.Next(4) switch { 0 => 1, 1 => (ulong)random.Next(2), 2 => (ulong)random.Next(1000), _ => (ulong)random.NextInt64() };
            if (random.Next(3) == 0)
            {
                (words[1], words[2], words[3]) = ((ulong)random.NextInt64(), (ulong)random.NextInt64(), (ulong)random.NextInt64() >> 2);
            }
        }
    }
}
