using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LazAI.Cryptography.Fields.Lanes;

/// <summary>
/// Makes sums normal again, row by row: takes the multiple of p off that the highest limb tells, and carries. A sum may be of 15
/// normal elements: its limbs and those of the multiple of p are then below 2^53 together, so that nothing is rounded.
/// </summary>
internal static class RowReduction<TLane, TBase>
    where TLane : unmanaged, ILaneField<TLane, TBase>
    where TBase : unmanaged, IPrimeField<TBase>
{
    private const double Integer = 1.5 * (1L << 52);

    private static readonly Vector512<double> _modulus = Limbs(TBase.Modulus);
    private static readonly Vector512<long> _topIndex = Vector512.Create((long)TLane.RowLimbs - 1);
    private static readonly Vector512<double> _inverseTop = Vector512.Create(1 / _modulus[TLane.RowLimbs - 1]);

    // Added to limbs and taken off again, it rounds them to multiples of 2^bits; the highest limb and what is above it, to zero.
    private static readonly Vector512<double> _bias = Bias();
    private static readonly Vector512<double> _inverseRadix = Vector512.Create(1 / Math.Pow(2, TLane.RowBits));

    // Not on the path of four lanes, so that tests of that path are tests of processors without AVX-512.
    private static bool HasWideShuffles => Avx512F.IsSupported && TLane.Count == LaneVector512.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static RowPair Reduce(in RowPair a) => new(Reduce(a.C0), Reduce(a.C1));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Reduce(Vector512<double> row)
    {
        var integer = Vector512.Create(Integer);
        var quotient = Vector512.FusedMultiplyAdd(Top(row), _inverseTop, integer) - integer;
        row = Vector512.FusedMultiplyAdd(-quotient, _modulus, row);
        var carry = row + _bias - _bias;
        return Vector512.FusedMultiplyAdd(MovedUp(carry), _inverseRadix, row - carry);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Top(Vector512<double> row) => HasWideShuffles
        ? Avx512F.PermuteVar8x64(row, _topIndex)
        : Vector512.Create(row[TLane.RowLimbs - 1]);

    // Each limb to the place above it; the highest, which is zero, to the lowest.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> MovedUp(Vector512<double> row)
    {
        if (HasWideShuffles)
        {
            return Avx512F.AlignRight64(row.AsInt64(), row.AsInt64(), 7).AsDouble();
        }

        const byte Rotate = 0b10_01_00_11;
        var lower = Avx2.Permute4x64(row.GetLower(), Rotate);
        var upper = Avx2.Permute4x64(row.GetUpper(), Rotate);
        return Vector512.Create(Avx.Blend(lower, upper, 1), Avx.Blend(upper, lower, 1));
    }

    private static Vector512<double> Bias()
    {
        var limbs = new double[LaneRow.Length];
        limbs.AsSpan().Fill(1.5 * Math.Pow(2, TLane.RowBits + 80));
        limbs.AsSpan(0, TLane.RowLimbs - 1).Fill(1.5 * Math.Pow(2, TLane.RowBits + 52));
        return Vector512.Create(limbs);
    }

    private static Vector512<double> Limbs(BigInteger number)
    {
        var limbs = new double[LaneRow.Length];
        for (var i = 0; i < TLane.RowLimbs - 1; i++)
        {
            var limb = number & ((BigInteger.One << TLane.RowBits) - 1);
            limb -= limb >> (TLane.RowBits - 1) << TLane.RowBits;
            limbs[i] = (double)limb;
            number = (number - limb) >> TLane.RowBits;
        }

        limbs[TLane.RowLimbs - 1] = (double)number;
        return Vector512.Create(limbs);
    }
}
