using LazAI.Cryptography.Bls12381;
using LazAI.Cryptography.Bls12381.Lanes;
using LazAI.Cryptography.Curves;
using LazAI.Cryptography.Fields.Lanes;
using Xunit.Abstractions;
using Fp = LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>;
using Fp2 = LazAI.Cryptography.Fields.QuadraticExtension<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>>;
using G2 = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.QuadraticExtension<
        LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>>,
    LazAI.Cryptography.Bls12381.G2Curve>;
using G2Jacobian = LazAI.Cryptography.Curves.JacobianPoint<
    LazAI.Cryptography.Fields.QuadraticExtension<
        LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>>,
    LazAI.Cryptography.Bls12381.G2Curve>;
using Lanes4 = LazAI.Cryptography.Fields.Lanes.LaneField384<
    System.Runtime.Intrinsics.Vector256<double>,
    LazAI.Cryptography.Fields.Lanes.LaneVector256,
    LazAI.Cryptography.Bls12381.BaseModulus>;
using Lanes8 = LazAI.Cryptography.Fields.Lanes.LaneField384<
    System.Runtime.Intrinsics.Vector512<double>,
    LazAI.Cryptography.Fields.Lanes.LaneVector512,
    LazAI.Cryptography.Bls12381.BaseModulus>;

namespace LazAI.Cryptography.Tests.Bls12381.Lanes;

/// <summary>
/// Points of G2's curve in lanes against one at a time, step by step: whoever uses them goes the scalar way where Z is 0, which would
/// hide what is wrong here.
/// </summary>
public class LaneG2PointTests(ITestOutputHelper output)
{
    private const int Seed = 20261129;

    [Fact]
    public void Steps_OfEveryKindOfPoint_AreThoseOfOneAtATime()
    {
        output.WriteLine($"seed {Seed}");
        if (LanePaths.IsSupported(LanePath.Avx2))
        {
            Check<Lanes4>(new Random(Seed));
        }

        if (LanePaths.IsSupported(LanePath.Avx512))
        {
            Check<Lanes8>(new Random(Seed));
        }
    }

    private delegate void Step<T>(in LaneG2Point<T> a, in LaneG2Point<T> b, out LaneG2Point<T> result)
        where T : unmanaged, ILaneField<T, Fp>;

    private static void Check<T>(Random random)
        where T : unmanaged, ILaneField<T, Fp>
    {
        for (var repetition = 0; repetition < 20; repetition++)
        {
            // Of the curve, of the group, infinity; twice the same and opposite ones.
            var a = Enumerable.Range(0, T.Count).Select(_ => Point(random)).ToArray();
            var b = a.Select(point => random.Next(5) switch
            {
                0 => point,
                1 => -point,
                _ => Point(random),
            }).ToArray();
            G2Jacobian[] sums = [.. a.Zip(b, (left, right) => new G2Jacobian(in left) + right)];
            Check<T>(a, b, sums, LaneG2Point<T>.Add);
            Check<T>(a, b, [.. a.Select(point => G2Jacobian.Double(new(in point)))], (in LaneG2Point<T> point, in LaneG2Point<T> _, out LaneG2Point<T> result) =>
                LaneG2Point<T>.Double(in point, out result));

            // Sums have a Z other than 1. These ways are not for infinity.
            foreach (var count in (int[])[0, 1, 7])
            {
                Check<T>(a, b, [.. sums.Select(sum => ScalarMultiplication.VariableTime(in sum, [1UL << count]))], (in LaneG2Point<T> left, in LaneG2Point<T> right, out LaneG2Point<T> result) =>
                {
                    LaneG2Point<T>.Add(in left, in right, out result);
                    LaneG2Point<T>.DoubleRepeatedly(in result, count, out result);
                    Normalize(ref result);
                });
            }

            Check<T>(a, b, [.. sums.Select(sum => G2Curve.ClearCofactor(in sum))], (in LaneG2Point<T> left, in LaneG2Point<T> right, out LaneG2Point<T> result) =>
            {
                LaneG2Point<T>.Add(in left, in right, out result);
                LaneG2Subgroup<T>.ClearCofactor(in result, out result);
            });
            Check<T>(a, b, [.. sums.Select(sum => G2Curve.PsiPsi(in sum))], (in LaneG2Point<T> left, in LaneG2Point<T> right, out LaneG2Point<T> result) =>
            {
                LaneG2Point<T>.Add(in left, in right, out result);
                LaneG2Subgroup<T>.PsiPsi(in result, out result);
            });

            a = [.. a.Select(point => point.IsInfinity ? G2.Generator : point)];
            Pack(a, out LaneG2Point<T> points);
            var expected = Enumerable.Range(0, T.Count).Sum(lane => G2Curve.IsInSubgroup(in a[lane]) ? 1U << lane : 0L);
            Assert.Equal((uint)expected, LaneG2Subgroup<T>.InSubgroup(in points) & ((1U << T.Count) - 1));
        }
    }

    private static void Check<T>(G2[] a, G2[] b, G2Jacobian[] expected, Step<T> step)
        where T : unmanaged, ILaneField<T, Fp>
    {
        Pack(a, out LaneG2Point<T> left);
        Pack(b, out LaneG2Point<T> right);
        step(in left, in right, out var separate);
        Check(in separate, expected);

        // The result may be where an operand was.
        step(in left, in right, out left);
        Check(in left, expected);
    }

    private static void Check<T>(in LaneG2Point<T> result, G2Jacobian[] expected)
        where T : unmanaged, ILaneField<T, Fp>
    {
        var rows = new double[T.Count * LaneG2Point<T>.RowLength];
        LaneG2Point<T>.Scatter(in result, ref rows[0], Offsets<T>());
        Assert.Equal(
            expected.Select(point => point.ToAffine()),
            Offsets<T>().Select(offset => LaneG2Point<T>.Unpack(rows.AsSpan(offset, LaneG2Point<T>.RowLength)).ToAffine()));
    }

    // Doubling leaves a y of more than 2p, which no sum does.
    private static void Normalize<T>(ref LaneG2Point<T> point)
        where T : unmanaged, ILaneField<T, Fp>
    {
        LaneQuadratic<T, Fp>.Create(Fp2.One, out var one);
        LaneQuadratic<T, Fp>.Multiply(in point.Y, in one, out point.Y);
    }

    private static void Pack<T>(G2[] points, out LaneG2Point<T> result)
        where T : unmanaged, ILaneField<T, Fp>
    {
        var rows = new double[T.Count * LaneG2Point<T>.RowLength];
        for (var lane = 0; lane < T.Count; lane++)
        {
            LaneG2Point<T>.Pack(in points[lane], rows.AsSpan(lane * LaneG2Point<T>.RowLength));
        }

        LaneG2Point<T>.Gather(in rows[0], Offsets<T>(), out result);
    }

    private static int[] Offsets<T>()
        where T : unmanaged, ILaneField<T, Fp> => [.. Enumerable.Range(0, T.Count).Select(lane => lane * LaneG2Point<T>.RowLength)];

    private static G2 Point(Random random)
    {
        var bytes = new byte[64];
        random.NextBytes(bytes);
        return random.Next(8) switch
        {
            0 => G2.Infinity,
            < 4 => Bls12381HashToCurve.EncodeToG2(bytes, "tag"u8).ToAffine(),
            _ => OfCurve(random),
        };
    }

    private static G2 OfCurve(Random random)
    {
        while (true)
        {
            var x = new Fp2(Fp.FromUInt64((ulong)random.NextInt64()), Fp.FromUInt64((ulong)random.NextInt64()));
            if (Fp2.TrySquareRoot(Fp2.Square(in x) * x + G2Curve.B, out var y))
            {
                return new(x, y);
            }
        }
    }
}
