using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using LazAI.Cryptography.Curves;
using LazAI.Cryptography.Curves.Lanes;
using LazAI.Cryptography.Fields.Lanes;
using Fp = LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>;
using G1 = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>, LazAI.Cryptography.Bls12381.G1Curve>;

namespace LazAI.Cryptography.Bls12381.Lanes;

/// <summary>Plain sums of many points of G1: every lane sums up its own. Variable-time: for public keys.</summary>
internal static class LaneG1Sum
{
    // Fewer points are not worth the last additions, of the lanes' sums.
    private const int LanesMinimum = 32;

    /// <summary>The sum of points, none of them infinity. Allocates nothing.</summary>
    public static JacobianPoint<Fp, G1Curve> Of(ReadOnlySpan<G1> points)
    {
        var sum = JacobianPoint<Fp, G1Curve>.Infinity;
        var done = (points.Length < LanesMinimum ? LanePath.Scalar : LanePaths.Current) switch
        {
            LanePath.Avx512 => AddGroups<LaneField384<Vector512<double>, LaneVector512, BaseModulus>>(points, ref sum),
            LanePath.Avx2 => AddGroups<LaneField384<Vector256<double>, LaneVector256, BaseModulus>>(points, ref sum),
            _ => 0,
        };
        foreach (ref readonly var point in points[done..])
        {
            sum += point;
        }

        return sum;
    }

    // How many are in the sum: whole vectors.
    [SkipLocalsInit]
    private static int AddGroups<T>(ReadOnlySpan<G1> points, ref JacobianPoint<Fp, G1Curve> sum)
        where T : unmanaged, ILaneField<T, Fp>
    {
        Span<double> rows = stackalloc double[T.Count * LanePoint<T, Fp, G1Curve>.RowLength];
        Span<int> offsets = stackalloc int[T.Count];
        for (var lane = 0; lane < offsets.Length; lane++)
        {
            offsets[lane] = lane * LanePoint<T, Fp, G1Curve>.RowLength;
        }

        LanePoint<T, Fp, G1Curve>.Infinity(out var sums);
        var done = 0;
        for (; points.Length - done >= T.Count; done += T.Count)
        {
            for (var lane = 0; lane < offsets.Length; lane++)
            {
                T.Pack(in points[done + lane].X, rows.Slice(offsets[lane], LaneRow.Length));
                T.Pack(in points[done + lane].Y, rows.Slice(offsets[lane] + LaneRow.Length, LaneRow.Length));
            }

            T.Gather(in rows[0], offsets, out var x);
            T.Gather(in rows[LaneRow.Length], offsets, out var y);
            LanePoint<T, Fp, G1Curve>.Add(in sums, in x, in y, out sums);
        }

        LanePoint<T, Fp, G1Curve>.Scatter(in sums, ref rows[0], offsets);
        foreach (var offset in offsets)
        {
            sum += LanePoint<T, Fp, G1Curve>.Unpack(rows.Slice(offset, LanePoint<T, Fp, G1Curve>.RowLength));
        }

        return done;
    }
}
