using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using LazAI.Cryptography.Curves.Lanes;
using LazAI.Cryptography.Fields.Lanes;
using Fp = LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>;
using G1 = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>, LazAI.Cryptography.Bls12381.G1Curve>;

namespace LazAI.Cryptography.Bls12381.Lanes;

/// <summary>Many compressed points of G1: square roots and subgroup checks for as many at a time as a vector has lanes.</summary>
internal static class LaneG1Encoding
{
    /// <summary>As <see cref="PointEncoding.ReadCompressed"/> of each; a point that is refused is infinity. Allocates nothing.</summary>
    /// <param name="encodings">The bytes of each point.</param>
    /// <param name="points">As many points.</param>
    /// <param name="refusals">As many answers.</param>
    public static void ReadCompressed(ReadOnlySpan<ReadOnlyMemory<byte>> encodings, Span<G1> points, Span<PointRefusal> refusals)
    {
        switch (LanePaths.Current)
        {
            case LanePath.Avx512:
                Read<LaneField384<Vector512<double>, LaneVector512, BaseModulus>>(encodings, points, refusals);
                break;
            case LanePath.Avx2:
                Read<LaneField384<Vector256<double>, LaneVector256, BaseModulus>>(encodings, points, refusals);
                break;
            default:
                for (var i = 0; i < encodings.Length; i++)
                {
                    refusals[i] = PointEncoding.ReadCompressed(encodings[i].Span, out points[i]);
                }

                break;
        }
    }

    [SkipLocalsInit]
    private static void Read<T>(ReadOnlySpan<ReadOnlyMemory<byte>> encodings, Span<G1> points, Span<PointRefusal> refusals)
        where T : unmanaged, ILaneField<T, Fp>
    {
        Span<int> indices = stackalloc int[T.Count];
        Span<bool> isLarger = stackalloc bool[T.Count];
        Span<double> rows = stackalloc double[T.Count * LaneRow.Length];
        var filled = 0;
        for (var i = 0; i < encodings.Length; i++)
        {
            points[i] = G1.Infinity;
            refusals[i] = PointEncoding.ReadCompressedX<Fp, G1Curve>(encodings[i].Span, out var x, out isLarger[filled], out var isInfinity);
            if (refusals[i] == PointRefusal.None && !isInfinity)
            {
                // For the moment with the x alone.
                points[i] = new(x, Fp.Zero);
                T.Pack(in x, rows.Slice(filled * LaneRow.Length, LaneRow.Length));
                indices[filled++] = i;
            }

            if (filled == T.Count || (filled > 0 && i == encodings.Length - 1))
            {
                Finish<T>(rows, indices[..filled], isLarger, points, refusals);
                filled = 0;
            }
        }
    }

    [SkipLocalsInit]
    private static void Finish<T>(
        Span<double> rows, ReadOnlySpan<int> indices, ReadOnlySpan<bool> isLarger, Span<G1> points, Span<PointRefusal> refusals)
        where T : unmanaged, ILaneField<T, Fp>
    {
        // Lanes too many do the first point's work again.
        Span<int> offsets = stackalloc int[T.Count];
        for (var lane = 0; lane < offsets.Length; lane++)
        {
            offsets[lane] = lane < indices.Length ? lane * LaneRow.Length : 0;
        }

        T.Gather(in rows[0], offsets, out var x);
        T.Create(G1Curve.B, out var b);
        T.Square(in x, out var xx);
        T.MultiplyAdd(in xx, in x, in b, out var yy);
        LaneExponentiation.SquareRootCandidate<T, Fp>(in yy, out var y);
        T.Square(in y, out var square);
        var onCurve = Equal(in square, in yy);
        var inSubgroup = InSubgroup(in x, in y);

        for (var lane = 0; lane < offsets.Length; lane++)
        {
            offsets[lane] = lane * LaneRow.Length;
        }

        T.Scatter(in y, ref rows[0], offsets);
        for (var lane = 0; lane < indices.Length; lane++)
        {
            var index = indices[lane];
            var root = T.Unpack(rows.Slice(lane * LaneRow.Length, LaneRow.Length));
            refusals[index] = (onCurve >> lane & 1) == 0 ? PointRefusal.NotOnCurve
                : (inSubgroup >> lane & 1) == 0 ? PointRefusal.NotInSubgroup : PointRefusal.None;
            points[index] = refusals[index] == PointRefusal.None
                ? new(points[index].X, G1Curve.IsLexicographicallyLarger(in root) == isLarger[lane] ? root : -root)
                : G1.Infinity;
        }
    }

    // As G1Curve.IsInSubgroup: [x^2] (x, y) = (beta x, -y). Which of y and -y it is does not matter.
    [SkipLocalsInit]
    private static uint InSubgroup<T>(in T x, in T y)
        where T : unmanaged, ILaneField<T, Fp>
    {
        LanePoint<T, Fp, G1Curve> point;
        point.X = x;
        point.Y = y;
        T.Create(Fp.One, out point.Z);
        MultiplyByParameter(in point, out point);
        MultiplyByParameter(in point, out point);
        T.Create(G1Curve.CubeRootOfUnity, out var beta);
        T.Multiply(in beta, in x, out var expectedX);
        T.Multiply(in expectedX, in point.Z, out expectedX);
        T.Multiply(in y, in point.Z, out var expectedY);
        T.Negate(in expectedY, uint.MaxValue, out expectedY);
        return Equal(in expectedX, in point.X) & Equal(in expectedY, in point.Y);
    }

    // By the curve's parameter without its sign, which has six ones in 64 bits.
    [SkipLocalsInit]
    private static void MultiplyByParameter<T>(in LanePoint<T, Fp, G1Curve> point, out LanePoint<T, Fp, G1Curve> result)
        where T : unmanaged, ILaneField<T, Fp>
    {
        var own = point;
        result = own;
        for (var bit = BitOperations.Log2(CurveParameter.NegatedX) - 1; bit >= 0; bit--)
        {
            LanePoint<T, Fp, G1Curve>.Double(in result, out result);
            if ((CurveParameter.NegatedX >> bit & 1) != 0)
            {
                LanePoint<T, Fp, G1Curve>.Add(in result, in own, out result);
            }
        }
    }

    // Differences of normal elements; a product with 1 is 0 in one form only.
    [SkipLocalsInit]
    private static uint Equal<T>(in T a, in T b)
        where T : unmanaged, ILaneField<T, Fp>
    {
        T.Create(Fp.One, out var one);
        T.Subtract(in a, in b, out var difference);
        T.Multiply(in difference, in one, out difference);
        return T.ZeroLanes(in difference);
    }
}
