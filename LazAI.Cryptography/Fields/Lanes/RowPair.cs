using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace LazAI.Cryptography.Fields.Lanes;

/// <summary>
/// c0 + c1 u as two rows (see <see cref="LaneRow"/>): an element of Fp2 among others that are multiplied together. A sum is one
/// instruction, since limbs are left as they grow: each operation says of how many normal elements its operands may be sums.
/// </summary>
internal readonly struct RowPair(Vector512<double> c0, Vector512<double> c1)
{
    public readonly Vector512<double> C0 = c0;
    public readonly Vector512<double> C1 = c1;

    /// <summary>c0 - c1 u.</summary>
    public RowPair Conjugate => new(C0, -C1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static RowPair operator +(in RowPair a, in RowPair b) => new(a.C0 + b.C0, a.C1 + b.C1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static RowPair operator -(in RowPair a, in RowPair b) => new(a.C0 - b.C0, a.C1 - b.C1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static RowPair operator -(in RowPair a) => new(-a.C0, -a.C1);

    /// <summary>a times a small integer, which counts as a sum of so many.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static RowPair operator *(in RowPair a, double factor)
    {
        var factors = Vector512.Create(factor);
        return new(a.C0 * factors, a.C1 * factors);
    }

    /// <summary>The limbs of many elements.</summary>
    public static Span<double> Limbs(Span<RowPair> pairs) => MemoryMarshal.Cast<RowPair, double>(pairs);
}
