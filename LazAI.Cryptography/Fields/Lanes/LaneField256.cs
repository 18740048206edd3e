using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LazAI.Cryptography.Fields.Lanes;

/// <summary>Integers modulo a prime of at most 255 bits, one a lane, in Montgomery's form a * 2^264 mod p, in 6 limbs of 44 bits.</summary>
/// <remarks>
/// The limbs are integers in doubles, between -2^43 and 2^43 in a normal element, except for the last, which is whatever the
/// number's size makes it. The scalar field has 2^260, so elements are multiplied by 2^4 on their way in and divided on their way out.
/// </remarks>
internal partial struct LaneField256<TVector, TLanes, TModulus> : ILaneField<LaneField256<TVector, TLanes, TModulus>, MontgomeryField256<TModulus>>
    where TVector : unmanaged
    where TLanes : struct, ILaneVector<TVector>
    where TModulus : struct, IModulus256
{
    private TVector _0;
    private TVector _1;
    private TVector _2;
    private TVector _3;
    private TVector _4;
    private TVector _5;

    public static int Count => TLanes.Count;

    public static int RowLimbs => Limbs;

    public static int RowBits => LimbBits;

    [SkipLocalsInit]
    public static void Create(in MontgomeryField256<TModulus> value, out LaneField256<TVector, TLanes, TModulus> r)
    {
        Span<double> row = stackalloc double[LaneRow.Length];
        Pack(in value, row);
        r._0 = TLanes.Create(row[0]);
        r._1 = TLanes.Create(row[1]);
        r._2 = TLanes.Create(row[2]);
        r._3 = TLanes.Create(row[3]);
        r._4 = TLanes.Create(row[4]);
        r._5 = TLanes.Create(row[5]);
    }

    public static void Add(in LaneField256<TVector, TLanes, TModulus> a, in LaneField256<TVector, TLanes, TModulus> b, out LaneField256<TVector, TLanes, TModulus> r)
    {
        r._0 = TLanes.Add(a._0, b._0);
        r._1 = TLanes.Add(a._1, b._1);
        r._2 = TLanes.Add(a._2, b._2);
        r._3 = TLanes.Add(a._3, b._3);
        r._4 = TLanes.Add(a._4, b._4);
        r._5 = TLanes.Add(a._5, b._5);
    }

    public static void Subtract(in LaneField256<TVector, TLanes, TModulus> a, in LaneField256<TVector, TLanes, TModulus> b, out LaneField256<TVector, TLanes, TModulus> r)
    {
        r._0 = TLanes.Subtract(a._0, b._0);
        r._1 = TLanes.Subtract(a._1, b._1);
        r._2 = TLanes.Subtract(a._2, b._2);
        r._3 = TLanes.Subtract(a._3, b._3);
        r._4 = TLanes.Subtract(a._4, b._4);
        r._5 = TLanes.Subtract(a._5, b._5);
    }

    [SkipLocalsInit]
    public static void Multiply(
        in LaneField256<TVector, TLanes, TModulus> a,
        in LaneField256<TVector, TLanes, TModulus> b,
        out LaneField256<TVector, TLanes, TModulus> r)
    {
        Multiply(out var t, in a, in b);
        Reduce(out r, in t);
    }

    [SkipLocalsInit]
    public static void MultiplyAdd(
        in LaneField256<TVector, TLanes, TModulus> a,
        in LaneField256<TVector, TLanes, TModulus> b,
        in LaneField256<TVector, TLanes, TModulus> c,
        out LaneField256<TVector, TLanes, TModulus> r)
    {
        Multiply(out var t, in a, in b);
        t._6 = TLanes.Add(t._6, c._0);
        t._7 = TLanes.Add(t._7, c._1);
        t._8 = TLanes.Add(t._8, c._2);
        t._9 = TLanes.Add(t._9, c._3);
        t._10 = TLanes.Add(t._10, c._4);
        t._11 = TLanes.Add(t._11, c._5);
        Reduce(out r, in t);
    }

    [SkipLocalsInit]
    public static void MultiplySubtract(
        in LaneField256<TVector, TLanes, TModulus> a,
        in LaneField256<TVector, TLanes, TModulus> b,
        in LaneField256<TVector, TLanes, TModulus> c,
        out LaneField256<TVector, TLanes, TModulus> r)
    {
        Multiply(out var t, in a, in b);
        t._6 = TLanes.Subtract(t._6, c._0);
        t._7 = TLanes.Subtract(t._7, c._1);
        t._8 = TLanes.Subtract(t._8, c._2);
        t._9 = TLanes.Subtract(t._9, c._3);
        t._10 = TLanes.Subtract(t._10, c._4);
        t._11 = TLanes.Subtract(t._11, c._5);
        Reduce(out r, in t);
    }

    [SkipLocalsInit]
    public static void SumOfProducts(
        in LaneField256<TVector, TLanes, TModulus> a,
        in LaneField256<TVector, TLanes, TModulus> b,
        in LaneField256<TVector, TLanes, TModulus> c,
        in LaneField256<TVector, TLanes, TModulus> d,
        out LaneField256<TVector, TLanes, TModulus> r)
    {
        Multiply(out var t, in a, in b);
        Multiply(out var u, in c, in d);
        Combine(ref t, in u, TLanes.Create(1));
        Reduce(out r, in t);
    }

    [SkipLocalsInit]
    public static void DifferenceOfProducts(
        in LaneField256<TVector, TLanes, TModulus> a,
        in LaneField256<TVector, TLanes, TModulus> b,
        in LaneField256<TVector, TLanes, TModulus> c,
        in LaneField256<TVector, TLanes, TModulus> d,
        out LaneField256<TVector, TLanes, TModulus> r)
    {
        Multiply(out var t, in a, in b);
        Multiply(out var u, in c, in d);
        Combine(ref t, in u, TLanes.Create(-1));
        Reduce(out r, in t);
    }

    [SkipLocalsInit]
    public static void Square(in LaneField256<TVector, TLanes, TModulus> a, out LaneField256<TVector, TLanes, TModulus> r)
    {
        Square(out Wide t, in a);
        Reduce(out r, in t);
    }

    public static void Combine(
        in LaneField256<TVector, TLanes, TModulus> a, double factor, in LaneField256<TVector, TLanes, TModulus> b, out LaneField256<TVector, TLanes, TModulus> r)
    {
        var scale = TLanes.Create(factor);
        var inverse = TLanes.Create(InverseRadix);
        var limb = TLanes.MultiplyAdd(a._0, scale, b._0);
        var carry = Round(limb);
        r._0 = TLanes.Subtract(limb, carry);
        limb = TLanes.MultiplyAdd(a._1, scale, b._1);
        var round = Round(limb);
        r._1 = TLanes.MultiplyAdd(carry, inverse, TLanes.Subtract(limb, round));
        carry = round;
        limb = TLanes.MultiplyAdd(a._2, scale, b._2);
        round = Round(limb);
        r._2 = TLanes.MultiplyAdd(carry, inverse, TLanes.Subtract(limb, round));
        carry = round;
        limb = TLanes.MultiplyAdd(a._3, scale, b._3);
        round = Round(limb);
        r._3 = TLanes.MultiplyAdd(carry, inverse, TLanes.Subtract(limb, round));
        carry = round;
        limb = TLanes.MultiplyAdd(a._4, scale, b._4);
        round = Round(limb);
        r._4 = TLanes.MultiplyAdd(carry, inverse, TLanes.Subtract(limb, round));
        carry = round;
        r._5 = TLanes.MultiplyAdd(carry, inverse, TLanes.MultiplyAdd(a._5, scale, b._5));
    }

    public static void Scale(in LaneField256<TVector, TLanes, TModulus> a, double factor, out LaneField256<TVector, TLanes, TModulus> r)
    {
        var scale = TLanes.Create(factor);
        var inverse = TLanes.Create(InverseRadix);
        var zero = TLanes.Create(0);
        var limb = TLanes.MultiplyAdd(a._0, scale, zero);
        var carry = Round(limb);
        r._0 = TLanes.Subtract(limb, carry);
        limb = TLanes.MultiplyAdd(a._1, scale, zero);
        var round = Round(limb);
        r._1 = TLanes.MultiplyAdd(carry, inverse, TLanes.Subtract(limb, round));
        carry = round;
        limb = TLanes.MultiplyAdd(a._2, scale, zero);
        round = Round(limb);
        r._2 = TLanes.MultiplyAdd(carry, inverse, TLanes.Subtract(limb, round));
        carry = round;
        limb = TLanes.MultiplyAdd(a._3, scale, zero);
        round = Round(limb);
        r._3 = TLanes.MultiplyAdd(carry, inverse, TLanes.Subtract(limb, round));
        carry = round;
        limb = TLanes.MultiplyAdd(a._4, scale, zero);
        round = Round(limb);
        r._4 = TLanes.MultiplyAdd(carry, inverse, TLanes.Subtract(limb, round));
        carry = round;
        r._5 = TLanes.MultiplyAdd(carry, inverse, TLanes.MultiplyAdd(a._5, scale, zero));
    }

    public static void Negate(in LaneField256<TVector, TLanes, TModulus> a, uint lanes, out LaneField256<TVector, TLanes, TModulus> r)
    {
        var zero = TLanes.Create(0);
        var sign = TLanes.Select(TLanes.Create(1), TLanes.Create(-1), TLanes.Mask(lanes));
        r._0 = TLanes.MultiplyAdd(a._0, sign, zero);
        r._1 = TLanes.MultiplyAdd(a._1, sign, zero);
        r._2 = TLanes.MultiplyAdd(a._2, sign, zero);
        r._3 = TLanes.MultiplyAdd(a._3, sign, zero);
        r._4 = TLanes.MultiplyAdd(a._4, sign, zero);
        r._5 = TLanes.MultiplyAdd(a._5, sign, zero);
    }

    public static void Select(
        in LaneField256<TVector, TLanes, TModulus> a, in LaneField256<TVector, TLanes, TModulus> b, uint lanes, out LaneField256<TVector, TLanes, TModulus> r)
    {
        var mask = TLanes.Mask(lanes);
        r._0 = TLanes.Select(a._0, b._0, mask);
        r._1 = TLanes.Select(a._1, b._1, mask);
        r._2 = TLanes.Select(a._2, b._2, mask);
        r._3 = TLanes.Select(a._3, b._3, mask);
        r._4 = TLanes.Select(a._4, b._4, mask);
        r._5 = TLanes.Select(a._5, b._5, mask);
    }

    public static uint ZeroLanes(in LaneField256<TVector, TLanes, TModulus> a) =>
        TLanes.ZeroLanes(a._0) & TLanes.ZeroLanes(a._1) & TLanes.ZeroLanes(a._2) & TLanes.ZeroLanes(a._3)
        & TLanes.ZeroLanes(a._4) & TLanes.ZeroLanes(a._5);

    [SkipLocalsInit]
    public static void Gather(ref readonly double rows, ReadOnlySpan<int> offsets, out LaneField256<TVector, TLanes, TModulus> r)
    {
        Span<TVector> columns = stackalloc TVector[LaneRow.Length];
        TLanes.Gather(in rows, offsets, columns);
        r._0 = columns[0];
        r._1 = columns[1];
        r._2 = columns[2];
        r._3 = columns[3];
        r._4 = columns[4];
        r._5 = columns[5];
    }

    [SkipLocalsInit]
    public static void Scatter(in LaneField256<TVector, TLanes, TModulus> a, ref double rows, ReadOnlySpan<int> offsets)
    {
        Span<TVector> columns = stackalloc TVector[LaneRow.Length];
        columns[0] = a._0;
        columns[1] = a._1;
        columns[2] = a._2;
        columns[3] = a._3;
        columns[4] = a._4;
        columns[5] = a._5;
        columns[Limbs..].Clear();
        TLanes.Scatter(columns, ref rows, offsets);
    }

    [SkipLocalsInit]
    public static void Pack(in MontgomeryField256<TModulus> value, Span<double> row)
    {
        var limbs = MemoryMarshal.Cast<MontgomeryField256<TModulus>, ulong>(new ReadOnlySpan<MontgomeryField256<TModulus>>(in value));
        Span<ulong> scaled = stackalloc ulong[ScalarLimbs];
        ReadOnlySpan<ulong> p = [TModulus.P0, TModulus.P1, TModulus.P2, TModulus.P3, TModulus.P4];
        for (var i = 0; i < scaled.Length; i++)
        {
            scaled[i] = limbs[i] << ExcessBits;
        }

        LaneRow.AddMultiple(scaled, p, -LaneRow.Quotient(scaled[^1], TModulus.P4 + 1), ScalarLimbBits);
        LaneRow.Split(scaled, ScalarLimbBits, row[..Limbs], LimbBits);
        row[Limbs..].Clear();
    }

    [SkipLocalsInit]
    public static MontgomeryField256<TModulus> Unpack(ReadOnlySpan<double> row)
    {
        MontgomeryField256<TModulus> result = default;
        var limbs = MemoryMarshal.Cast<MontgomeryField256<TModulus>, ulong>(new Span<MontgomeryField256<TModulus>>(ref result));
        ReadOnlySpan<ulong> p = [TModulus.P0, TModulus.P1, TModulus.P2, TModulus.P3, TModulus.P4];
        LaneRow.Join(row[..Limbs], LimbBits, limbs, ScalarLimbBits);
        LaneRow.AddMultiple(limbs, p, 2, ScalarLimbBits);

        // A sixteenth, by way of the multiple of p that makes the number divisible.
        LaneRow.AddMultiple(limbs, p, (long)((limbs[0] * TModulus.NegatedInverse) & ((1UL << ExcessBits) - 1)), ScalarLimbBits);
        for (var i = 0; i < limbs.Length - 1; i++)
        {
            limbs[i] = (limbs[i] >> ExcessBits | limbs[i + 1] << (ScalarLimbBits - ExcessBits)) & ((1UL << ScalarLimbBits) - 1);
        }

        limbs[^1] >>= ExcessBits;
        LaneRow.AddMultiple(limbs, p, -LaneRow.Quotient(limbs[^1], TModulus.P4 + 1), ScalarLimbBits);
        return result;
    }
}
