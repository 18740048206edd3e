using System.Runtime.CompilerServices;

namespace LazAI.Cryptography.Fields.Lanes;

/// <summary>Independent products in Fp2, as many at a time as a vector has lanes.</summary>
internal static class RowProducts<TLane, TBase>
    where TLane : unmanaged, ILaneField<TLane, TBase>
    where TBase : unmanaged, IPrimeField<TBase>
{
    /// <summary>Room that so many products take in each span: whole vectors are read and written.</summary>
    public const int CountMultiple = 8;

    private const int Stride = 2 * LaneRow.Length;

    private static ReadOnlySpan<int> First => [0, Stride, 2 * Stride, 3 * Stride, 4 * Stride, 5 * Stride, 6 * Stride, 7 * Stride];

    private static ReadOnlySpan<int> Second =>
    [
        LaneRow.Length, LaneRow.Length + Stride, LaneRow.Length + 2 * Stride, LaneRow.Length + 3 * Stride,
        LaneRow.Length + 4 * Stride, LaneRow.Length + 5 * Stride, LaneRow.Length + 6 * Stride, LaneRow.Length + 7 * Stride,
    ];

    /// <summary>products[i] = a[i] * b[i], normal, of sums of at most sixteen. What lies beyond the count is overwritten.</summary>
    [SkipLocalsInit]
    public static void Multiply(Span<RowPair> a, Span<RowPair> b, Span<RowPair> products, int count)
    {
        for (var i = 0; i < count; i += TLane.Count)
        {
            ref var x = ref RowPair.Limbs(a.Slice(i, TLane.Count))[0];
            ref var y = ref RowPair.Limbs(b.Slice(i, TLane.Count))[0];
            ref var r = ref RowPair.Limbs(products.Slice(i, TLane.Count))[0];
            Gather(ref x, First, out var a0);
            Gather(ref x, Second, out var a1);
            Gather(ref y, First, out var b0);
            Gather(ref y, Second, out var b1);
            TLane.DifferenceOfProducts(in a0, in b0, in a1, in b1, out var r0);
            TLane.SumOfProducts(in a0, in b1, in a1, in b0, out var r1);
            TLane.Scatter(in r0, ref r, First);
            TLane.Scatter(in r1, ref r, Second);
        }
    }

    private static void Gather(ref double rows, ReadOnlySpan<int> offsets, out TLane normal)
    {
        TLane.Gather(ref rows, offsets, out normal);
        TLane.Scale(in normal, 1, out normal);
    }
}
