using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using LazAI.Cryptography.Curves;
using LazAI.Cryptography.Fields.Lanes;
using Fp = LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>;
using Fp2 = LazAI.Cryptography.Fields.QuadraticExtension<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>>;

namespace LazAI.Cryptography.Bls12381.Lanes;

/// <summary>Hashes of many messages to G2: each lane has a message of its own. Variable-time, as the hash of one is.</summary>
internal static class LaneHashToG2
{
    // From so many messages on lanes are faster, even if the others do a message's work again.
    private const int LanesMinimum = 2;

    /// <summary>hash_to_curve of RFC 9380, section 3, after hash_to_field: as <see cref="Bls12381HashToCurve.MapToG2(in Fp2, in Fp2)"/> of each two. Allocates nothing.</summary>
    /// <param name="elements">Two for each point: what <see cref="Bls12381HashToCurve.HashToFieldOfG2"/> gives.</param>
    /// <param name="points">The points; each may have another Z than one calculation alone gives.</param>
    public static void Map(ReadOnlySpan<Fp2> elements, Span<JacobianPoint<Fp2, G2Curve>> points)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(elements.Length, 2 * points.Length);
        var mapped = LanePaths.Current switch
        {
            LanePath.Avx512 => Map<LaneField384<Vector512<double>, LaneVector512, BaseModulus>>(elements, points),
            LanePath.Avx2 => Map<LaneField384<Vector256<double>, LaneVector256, BaseModulus>>(elements, points),
            _ => 0,
        };
        for (; mapped < points.Length; mapped++)
        {
            points[mapped] = Bls12381HashToCurve.MapToG2(in elements[2 * mapped], in elements[2 * mapped + 1]);
        }
    }

    // How many are done; a rest too small for lanes is not.
    private static int Map<T>(ReadOnlySpan<Fp2> elements, Span<JacobianPoint<Fp2, G2Curve>> points)
        where T : unmanaged, ILaneField<T, Fp>
    {
        var done = 0;
        for (; points.Length - done >= LanesMinimum; done += Math.Min(T.Count, points.Length - done))
        {
            var count = Math.Min(T.Count, points.Length - done);
            MapGroup<T>(elements.Slice(2 * done, 2 * count), points.Slice(done, count));
        }

        return done;
    }

    [SkipLocalsInit]
    private static void MapGroup<T>(ReadOnlySpan<Fp2> elements, Span<JacobianPoint<Fp2, G2Curve>> points)
        where T : unmanaged, ILaneField<T, Fp>
    {
        Span<Fp2> own = stackalloc Fp2[T.Count];
        Select(elements, 0, own);
        LaneG2Map<T>.Map(own, out var first);
        Select(elements, 1, own);
        LaneG2Map<T>.Map(own, out var second);
        LaneG2Point<T>.Add(in first, in second, out first);
        LaneG2Subgroup<T>.ClearCofactor(in first, out first);

        Span<double> rows = stackalloc double[T.Count * LaneG2Point<T>.RowLength];
        Span<int> offsets = stackalloc int[T.Count];
        for (var lane = 0; lane < offsets.Length; lane++)
        {
            offsets[lane] = lane * LaneG2Point<T>.RowLength;
        }

        LaneG2Point<T>.Scatter(in first, ref rows[0], offsets);
        for (var i = 0; i < points.Length; i++)
        {
            points[i] = LaneG2Point<T>.Unpack(rows.Slice(offsets[i], LaneG2Point<T>.RowLength));
        }

        // A point on the way was infinity, for which nobody knows a message.
        for (var zero = LaneQuadratic<T, Fp>.ZeroLanes(in first.Z) & ((1U << points.Length) - 1); zero != 0; zero &= zero - 1)
        {
            var i = BitOperations.TrailingZeroCount(zero);
            points[i] = Bls12381HashToCurve.MapToG2(in elements[2 * i], in elements[2 * i + 1]);
        }
    }

    // Lanes too many take the first message's again.
    private static void Select(ReadOnlySpan<Fp2> elements, int which, Span<Fp2> lanes)
    {
        for (var lane = 0; lane < lanes.Length; lane++)
        {
            var index = 2 * lane + which;
            lanes[lane] = elements[index < elements.Length ? index : which];
        }
    }
}
