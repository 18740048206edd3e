using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LazAI.Cryptography.Fields.Lanes;

// The scalar field's 5 limbs of 52 bits and lanes, many at a time. Both are numbers modulo p, and as such they go to and fro: the two
// Montgomery forms differ by a factor of 2^4, so what is in lanes this way stands for a sixteenth of the element that it was. A
// linear map does not care, if its own factors are in the lanes' form; and it spares both multiplications of Pack and Unpack.
internal partial struct LaneField256<TVector, TLanes, TModulus>
{
    // 2^52, of which the bits are those of an integer below it with an exponent in front.
    private const double IntegerBias = 1L << ScalarLimbBits;

    // The highest limb of p, and a bit less than half: quotients are estimated to 2^-30, and may not be too large.
    private static readonly double _inverseTop = 1 / ((double)MontgomeryField256<TModulus>.Modulus / Math.Pow(2, LimbBits * (Limbs - 1)));
    private const double FloorBias = -0.5 - 1.0 / (1 << 20);

    /// <summary>The numbers of one element a lane, as they are.</summary>
    /// <param name="items">Where the elements lie.</param>
    /// <param name="first">From where on.</param>
    /// <param name="offsets">Where each lane's element lies from there, ascending.</param>
    /// <param name="r">A normal element of at most p + p / 16, a sixteenth of the one that was read.</param>
    [SkipLocalsInit]
    public static void Load(
        ReadOnlySpan<MontgomeryField256<TModulus>> items, int first, ReadOnlySpan<int> offsets, out LaneField256<TVector, TLanes, TModulus> r)
    {
        Span<int> rows = stackalloc int[TLanes.Count];
        Span<TVector> columns = stackalloc TVector[LaneRow.Length];
        items = items[first..];
        var limbs = MemoryMarshal.Cast<MontgomeryField256<TModulus>, double>(items);
        for (var lane = 0; lane < rows.Length; lane++)
        {
            rows[lane] = ScalarLimbs * offsets[lane];
        }

        if (rows[^1] + LaneRow.Length > limbs.Length)
        {
            // A row is longer than an element, and would reach beyond the last.
            Span<double> copies = stackalloc double[TLanes.Count * LaneRow.Length];
            for (var lane = 0; lane < rows.Length; lane++)
            {
                limbs.Slice(rows[lane], ScalarLimbs).CopyTo(copies[(lane * LaneRow.Length)..]);
                rows[lane] = lane * LaneRow.Length;
            }

            TLanes.Gather(in copies[0], rows, columns);
        }
        else
        {
            TLanes.Gather(in limbs[0], rows, columns);
        }

        var bias = TLanes.Create(IntegerBias);
        var x0 = TLanes.Subtract(TLanes.Xor(columns[0], bias), bias);
        var x1 = TLanes.Subtract(TLanes.Xor(columns[1], bias), bias);
        var x2 = TLanes.Subtract(TLanes.Xor(columns[2], bias), bias);
        var x3 = TLanes.Subtract(TLanes.Xor(columns[3], bias), bias);
        var x4 = TLanes.Subtract(TLanes.Xor(columns[4], bias), bias);

        // Limb i of 52 bits begins 8 i bits above limb i of 44, and gives the rest to the next.
        TVector high = Round(x0, 44), next;
        r._0 = TLanes.Subtract(x0, high);
        next = Round(x1, 36);
        r._1 = TLanes.MultiplyAdd(high, Power(-44), Times(TLanes.Subtract(x1, next), 8));
        high = Round(x2, 28);
        r._2 = TLanes.MultiplyAdd(next, Power(-36), Times(TLanes.Subtract(x2, high), 16));
        next = Round(x3, 20);
        r._3 = TLanes.MultiplyAdd(high, Power(-28), Times(TLanes.Subtract(x3, next), 24));
        high = Round(x4, 12);
        r._4 = TLanes.MultiplyAdd(next, Power(-20), Times(TLanes.Subtract(x4, high), 32));
        r._5 = Times(high, -12);
    }

    /// <summary>The reverse of <see cref="Load"/>.</summary>
    /// <param name="a">A sum of at most sixteen.</param>
    /// <param name="items">Where the elements lie.</param>
    /// <param name="first">From where on.</param>
    /// <param name="offsets">Where each lane's element lies from there. Where lanes share one, they have the same number.</param>
    [SkipLocalsInit]
    public static void Store(
        in LaneField256<TVector, TLanes, TModulus> a, Span<MontgomeryField256<TModulus>> items, int first, ReadOnlySpan<int> offsets)
    {
        // Modulo p: from 0 to a little more than p.
        var quotient = Round(TLanes.MultiplyAdd(a._5, TLanes.Create(_inverseTop), TLanes.Create(FloorBias)), 0);
        SubtractModulus(in a, quotient, out var b);

        // Limbs without a sign.
        var carry = Floor(b._0, 44);
        var d0 = TLanes.Subtract(b._0, carry);
        var limb = TLanes.MultiplyAdd(carry, Power(-44), b._1);
        carry = Floor(limb, 44);
        var d1 = TLanes.Subtract(limb, carry);
        limb = TLanes.MultiplyAdd(carry, Power(-44), b._2);
        carry = Floor(limb, 44);
        var d2 = TLanes.Subtract(limb, carry);
        limb = TLanes.MultiplyAdd(carry, Power(-44), b._3);
        carry = Floor(limb, 44);
        var d3 = TLanes.Subtract(limb, carry);
        limb = TLanes.MultiplyAdd(carry, Power(-44), b._4);
        carry = Floor(limb, 44);
        var d4 = TLanes.Subtract(limb, carry);
        var d5 = TLanes.MultiplyAdd(carry, Power(-44), b._5);

        Span<TVector> columns = stackalloc TVector[LaneRow.Length];
        var bias = TLanes.Create(IntegerBias);
        TVector high = Floor(d1, 8), next;
        columns[0] = TLanes.MultiplyAdd(TLanes.Subtract(d1, high), Power(44), d0);
        next = Floor(d2, 16);
        columns[1] = TLanes.MultiplyAdd(TLanes.Subtract(d2, next), Power(36), Times(high, -8));
        high = Floor(d3, 24);
        columns[2] = TLanes.MultiplyAdd(TLanes.Subtract(d3, high), Power(28), Times(next, -16));
        next = Floor(d4, 32);
        columns[3] = TLanes.MultiplyAdd(TLanes.Subtract(d4, next), Power(20), Times(high, -24));
        columns[4] = TLanes.MultiplyAdd(d5, Power(12), Times(next, -32));
        for (var i = 0; i < ScalarLimbs; i++)
        {
            columns[i] = TLanes.Xor(TLanes.Add(columns[i], bias), bias);
        }

        columns[ScalarLimbs..].Clear();
        Span<double> rows = stackalloc double[TLanes.Count * LaneRow.Length];
        Span<int> rowOffsets = stackalloc int[TLanes.Count];
        for (var lane = 0; lane < rowOffsets.Length; lane++)
        {
            rowOffsets[lane] = lane * LaneRow.Length;
        }

        TLanes.Scatter(columns, ref rows[0], rowOffsets);
        for (var lane = 0; lane < rowOffsets.Length; lane++)
        {
            items[first + offsets[lane]] = Unsafe.As<double, MontgomeryField256<TModulus>>(ref rows[lane * LaneRow.Length]);
        }
    }

    /// <summary>The same number modulo p, normal and hardly more than p / 2 in size, of a sum of at most sixteen.</summary>
    public static void Normalize(in LaneField256<TVector, TLanes, TModulus> a, out LaneField256<TVector, TLanes, TModulus> r)
    {
        SubtractModulus(in a, Round(Times(a._5, TLanes.Create(_inverseTop)), 0), out var b);
        var round = Round(b._0);
        r._0 = TLanes.Subtract(b._0, round);
        var limb = TLanes.MultiplyAdd(round, Power(-44), b._1);
        round = Round(limb);
        r._1 = TLanes.Subtract(limb, round);
        limb = TLanes.MultiplyAdd(round, Power(-44), b._2);
        round = Round(limb);
        r._2 = TLanes.Subtract(limb, round);
        limb = TLanes.MultiplyAdd(round, Power(-44), b._3);
        round = Round(limb);
        r._3 = TLanes.Subtract(limb, round);
        limb = TLanes.MultiplyAdd(round, Power(-44), b._4);
        round = Round(limb);
        r._4 = TLanes.Subtract(limb, round);
        r._5 = TLanes.MultiplyAdd(round, Power(-44), b._5);
    }

    // a - p times a small integer.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SubtractModulus(
        in LaneField256<TVector, TLanes, TModulus> a, TVector factor, out LaneField256<TVector, TLanes, TModulus> r)
    {
        ref var p = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_constants), Limbs * Folded);
        var negated = Times(factor, TLanes.Create(-1));
        r._0 = TLanes.MultiplyAdd(negated, Unsafe.Add(ref p, 0), a._0);
        r._1 = TLanes.MultiplyAdd(negated, Unsafe.Add(ref p, 1), a._1);
        r._2 = TLanes.MultiplyAdd(negated, Unsafe.Add(ref p, 2), a._2);
        r._3 = TLanes.MultiplyAdd(negated, Unsafe.Add(ref p, 3), a._3);
        r._4 = TLanes.MultiplyAdd(negated, Unsafe.Add(ref p, 4), a._4);
        r._5 = TLanes.MultiplyAdd(negated, Unsafe.Add(ref p, 5), a._5);
    }

    // The multiple of 2^bits that is nearest to a number below 2^51 times as much.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Round(TVector a, int bits)
    {
        var bias = TLanes.Create(1.5 * IntegerBias * (1L << bits));
        return TLanes.Subtract(TLanes.Add(a, bias), bias);
    }

    // The multiple of 2^bits below an integer.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Floor(TVector a, int bits) => Round(TLanes.Subtract(a, TLanes.Create(0.5 * (1L << bits) - 0.5)), bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Power(int exponent) => TLanes.Create(exponent < 0 ? 1.0 / (1L << -exponent) : 1L << exponent);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Times(TVector a, int exponent) => Times(a, Power(exponent));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Times(TVector a, TVector b) => TLanes.MultiplyAdd(a, b, TLanes.Create(0));
}
