using LazAI.Cryptography.Bls12381;
using LazAI.Cryptography.Bls12381.Lanes;
using LazAI.Cryptography.Curves;
using LazAI.Cryptography.Fields.Lanes;
using LazAI.Testing;
using Xunit.Abstractions;
using Fp = LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>;
using Fp2 = LazAI.Cryptography.Fields.QuadraticExtension<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>>;
using Lanes4 = LazAI.Cryptography.Fields.Lanes.LaneField384<
    System.Runtime.Intrinsics.Vector256<double>,
    LazAI.Cryptography.Fields.Lanes.LaneVector256,
    LazAI.Cryptography.Bls12381.BaseModulus>;
using Lanes8 = LazAI.Cryptography.Fields.Lanes.LaneField384<
    System.Runtime.Intrinsics.Vector512<double>,
    LazAI.Cryptography.Fields.Lanes.LaneVector512,
    LazAI.Cryptography.Bls12381.BaseModulus>;
using Point = LazAI.Cryptography.Curves.JacobianPoint<
    LazAI.Cryptography.Fields.QuadraticExtension<
        LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>>,
    LazAI.Cryptography.Bls12381.G2Curve>;

namespace LazAI.Cryptography.Tests.Bls12381.Lanes;

/// <summary>Points in rows against the scalar formulas, which know special cases: here none may need one.</summary>
public class RowG2PointTests(ITestOutputHelper output)
{
    [Fact]
    public void Avx512_AgreesWithScalars()
    {
        if (LanePaths.IsSupported(LanePath.Avx512))
        {
            Check<Lanes8>(TestSeed.Create(output));
        }
    }

    [Fact]
    public void Avx2_AgreesWithScalars()
    {
        if (LanePaths.IsSupported(LanePath.Avx2))
        {
            Check<Lanes4>(TestSeed.Create(output));
        }
    }

    private static void Check<TLane>(Random random)
        where TLane : unmanaged, ILanePairs<TLane, Fp>
    {
        var generator = new Point(AffinePoint<Fp2, G2Curve>.Generator);
        var outside = IsogenousCurveMap<Fp2, G2Curve, G2IsogenousCurve>.Map(
            new Fp2(Fp.FromUInt64((ulong)random.NextInt64()), Fp.FromUInt64((ulong)random.NextInt64())));
        Point[] points = [Point.Infinity, generator, -generator, Point.Double(in generator), outside, Point.Double(in outside) + generator];
        foreach (var p in points)
        {
            Assert.Equal(p, new RowG2Point<TLane>(in p).ToJacobian());
            Assert.Equal(-p, (-new RowG2Point<TLane>(in p)).ToJacobian());
            Assert.Equal(G2Curve.Psi(in p), RowG2Point<TLane>.Psi(new(in p)).ToJacobian());
            var doubled = new RowG2Point<TLane>(in p);
            RowG2Point<TLane>.Double(ref doubled);
            Assert.Equal(Point.Double(in p), doubled.ToJacobian());
            foreach (var q in points)
            {
                RowG2Point<TLane>.Add(out var sum, new(in p), new(in q));
                Assert.Equal(p + q, sum.ToJacobian());
            }
        }

        // Coordinates that are left as sums go into the next operation.
        var (expected, rows, addend) = (outside, new RowG2Point<TLane>(in outside), new RowG2Point<TLane>(in generator));
        for (var i = 0; i < 500; i++)
        {
            switch (random.Next(4))
            {
                case 0:
                    expected = Point.Double(in expected);
                    RowG2Point<TLane>.Double(ref rows);
                    break;
                case 1:
                    expected += expected + generator;
                    RowG2Point<TLane>.Add(out var sum, in rows, in addend);
                    RowG2Point<TLane>.Add(out rows, in sum, in rows);
                    break;
                case 2:
                    expected = G2Curve.Psi(-expected);
                    rows = RowG2Point<TLane>.Psi(-rows);
                    break;
                default:
                    expected += generator;
                    RowG2Point<TLane>.Add(out rows, in rows, in addend);
                    break;
            }

            Assert.Equal(expected, rows.ToJacobian());
        }
    }
}
