using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LazAI.Cryptography.Curves;
using LazAI.Cryptography.Fields.Lanes;
using Fp = LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>;
using Fp2 = LazAI.Cryptography.Fields.QuadraticExtension<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>>;
using Lanes4 = LazAI.Cryptography.Fields.Lanes.LaneField384<
    System.Runtime.Intrinsics.Vector256<double>,
    LazAI.Cryptography.Fields.Lanes.LaneVector256,
    LazAI.Cryptography.Bls12381.BaseModulus>;

namespace LazAI.Cryptography.Bls12381.Lanes;

/// <summary>The hash of one message to G2: both elements are mapped side by side in lanes, then work goes on in rows. Variable-time.</summary>
internal static class RowHashToG2<TLane>
    where TLane : unmanaged, ILanePairs<TLane, Fp>
{
    /// <summary>As <see cref="Bls12381HashToCurve.MapToG2(in Fp2, in Fp2)"/>.</summary>
    [SkipLocalsInit]
    public static JacobianPoint<Fp2, G2Curve> Map(in Fp2 u0, in Fp2 u1)
    {
        // Wider vectors would only have more empty lanes. These take the first element again.
        Span<Fp2> elements = stackalloc Fp2[Lanes4.Count];
        elements.Fill(u0);
        elements[1] = u1;
        LaneG2Map<Lanes4>.Map(elements, out var mapped);

        // A lane's row is the rows of a point's coordinates.
        const int RowLength = LaneG2Point<Lanes4>.RowLength;
        Span<RowG2Point<TLane>> points = stackalloc RowG2Point<TLane>[Lanes4.Count];
        LaneG2Point<Lanes4>.Scatter(
            in mapped, ref MemoryMarshal.Cast<RowG2Point<TLane>, double>(points)[0], [0, RowLength, 2 * RowLength, 3 * RowLength]);
        RowG2Point<TLane>.Add(out var sum, in points[0], in points[1]);
        RowG2Multiplication<TLane>.ClearCofactor(out var cleared, in sum);
        return cleared.ToJacobian();
    }
}
