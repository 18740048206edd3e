using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using LazAI.Cryptography.Fields.Lanes;
using Fp = LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>;
using Fp2 = LazAI.Cryptography.Fields.QuadraticExtension<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>>;
using G2 = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.QuadraticExtension<
        LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>>,
    LazAI.Cryptography.Bls12381.G2Curve>;

namespace LazAI.Cryptography.Bls12381.Lanes;

/// <summary>Many compressed points of G2: square roots and subgroup checks for as many at a time as a vector has lanes.</summary>
internal static class LaneG2Encoding
{
    // One alone is faster without.
    private const int LanesMinimum = 2;

    /// <summary>As <see cref="PointEncoding.ReadCompressed"/> of each; a point that is refused is infinity. Allocates nothing.</summary>
    /// <param name="encodings">The bytes of each point.</param>
    /// <param name="points">As many points.</param>
    /// <param name="refusals">As many answers.</param>
    public static void ReadCompressed(ReadOnlySpan<ReadOnlyMemory<byte>> encodings, Span<G2> points, Span<PointRefusal> refusals)
    {
        switch (encodings.Length < LanesMinimum ? LanePath.Scalar : LanePaths.Current)
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
    private static void Read<T>(ReadOnlySpan<ReadOnlyMemory<byte>> encodings, Span<G2> points, Span<PointRefusal> refusals)
        where T : unmanaged, ILaneField<T, Fp>
    {
        Span<int> indices = stackalloc int[T.Count];
        Span<bool> isLarger = stackalloc bool[T.Count];
        Span<double> rows = stackalloc double[T.Count * LaneQuadratic<T, Fp>.RowLength];
        var filled = 0;
        for (var i = 0; i < encodings.Length; i++)
        {
            points[i] = G2.Infinity;
            refusals[i] = PointEncoding.ReadCompressedX<Fp2, G2Curve>(encodings[i].Span, out var x, out isLarger[filled], out var isInfinity);
            if (refusals[i] == PointRefusal.None && !isInfinity)
            {
                // For the moment with the x alone.
                points[i] = new(x, Fp2.Zero);
                LaneQuadratic<T, Fp>.Pack(in x, rows[(filled * LaneQuadratic<T, Fp>.RowLength)..]);
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
        Span<double> rows, ReadOnlySpan<int> indices, ReadOnlySpan<bool> isLarger, Span<G2> points, Span<PointRefusal> refusals)
        where T : unmanaged, ILaneField<T, Fp>
    {
        // Lanes too many do the first point's work again.
        Span<int> offsets = stackalloc int[T.Count];
        for (var lane = 0; lane < offsets.Length; lane++)
        {
            offsets[lane] = lane < indices.Length ? lane * LaneQuadratic<T, Fp>.RowLength : 0;
        }

        LaneG2Point<T> point;
        LaneQuadratic<T, Fp>.Gather(in rows[0], offsets, out point.X);
        var onCurve = SolveForY(in point.X, out point.Y);
        LaneQuadratic<T, Fp>.Create(Fp2.One, out point.Z);
        var inSubgroup = LaneG2Subgroup<T>.InSubgroup(in point);

        for (var lane = 0; lane < offsets.Length; lane++)
        {
            offsets[lane] = lane * LaneQuadratic<T, Fp>.RowLength;
        }

        LaneQuadratic<T, Fp>.Scatter(in point.Y, ref rows[0], offsets);
        for (var lane = 0; lane < indices.Length; lane++)
        {
            var index = indices[lane];
            var root = LaneQuadratic<T, Fp>.Unpack(rows[offsets[lane]..]);
            refusals[index] = (onCurve >> lane & 1) == 0 ? PointRefusal.NotOnCurve
                : (inSubgroup >> lane & 1) == 0 ? PointRefusal.NotInSubgroup : PointRefusal.None;
            points[index] = refusals[index] == PointRefusal.None
                ? new(points[index].X, G2Curve.IsLexicographicallyLarger(in root) == isLarger[lane] ? root : -root)
                : G2.Infinity;
        }
    }

    // One of the two y, and the lanes that have any: y^2 has a root where its norm has one.
    [SkipLocalsInit]
    private static uint SolveForY<T>(in LaneQuadratic<T, Fp> x, out LaneQuadratic<T, Fp> y)
        where T : unmanaged, ILaneField<T, Fp>
    {
        LaneQuadratic<T, Fp>.Create(G2Curve.B, out var b);
        LaneQuadratic<T, Fp>.Square(in x, out y);
        LaneQuadratic<T, Fp>.Multiply(in y, in x, out var yy);
        LaneQuadratic<T, Fp>.Combine(in yy, 1, in b, out yy);
        LaneQuadratic<T, Fp>.Norm(in yy, out var norm);
        LaneExponentiation.SquareRootCandidate<T, Fp>(in norm, out var rootOfNorm);
        T.Square(in rootOfNorm, out var square);
        T.Create(Fp.One, out var one);
        LaneSquareRoot<T, Fp>.OfRatio(in yy, in rootOfNorm, in one, out y);
        return LaneQuadratic<T, Fp>.EqualLanes(in square, in norm);
    }
}
