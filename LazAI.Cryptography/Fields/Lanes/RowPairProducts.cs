using System.Runtime.CompilerServices;

namespace LazAI.Cryptography.Fields.Lanes;

/// <summary>
/// Independent products in Fp2 as of <see cref="RowProducts{TLane, TBase}"/>, where there are too few to fill its vectors: both
/// coordinates of a product have a lane, so that half as many products take half the time.
/// </summary>
internal static class RowPairProducts<TLane, TBase>
    where TLane : unmanaged, ILanePairs<TLane, TBase>
    where TBase : unmanaged, IPrimeField<TBase>
{
    /// <summary>Room that so many products take in each span: whole vectors are read and written.</summary>
    public const int CountMultiple = 4;

    private const int Stride = 2 * LaneRow.Length;

    private static ReadOnlySpan<int> OffsetsOfFour =>
        [0, Stride, 2 * Stride, 3 * Stride, LaneRow.Length, LaneRow.Length + Stride, LaneRow.Length + 2 * Stride, LaneRow.Length + 3 * Stride];

    private static ReadOnlySpan<int> OffsetsOfTwo => [0, Stride, LaneRow.Length, LaneRow.Length + Stride];

    /// <summary>products[i] = a[i] * b[i], normal, of sums of at most sixteen. What lies beyond the count is overwritten.</summary>
    [SkipLocalsInit]
    public static void Multiply(Span<RowPair> a, Span<RowPair> b, Span<RowPair> products, int count)
    {
        var step = TLane.Count / 2;
        var offsets = step == CountMultiple ? OffsetsOfFour : OffsetsOfTwo;
        for (var i = 0; i < count; i += step)
        {
            Gather(ref RowPair.Limbs(a.Slice(i, step))[0], offsets, out var x);
            Gather(ref RowPair.Limbs(b.Slice(i, step))[0], offsets, out var y);
            TLane.MultiplyPairs(in x, in y, out x);
            TLane.Scatter(in x, ref RowPair.Limbs(products.Slice(i, step))[0], offsets);
        }
    }

    private static void Gather(ref double rows, ReadOnlySpan<int> offsets, out TLane normal)
    {
        TLane.Gather(ref rows, offsets, out normal);
        TLane.Scale(in normal, 1, out normal);
    }
}
