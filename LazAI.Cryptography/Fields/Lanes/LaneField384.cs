using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LazAI.Cryptography.Fields.Lanes;

/// <summary>Integers modulo a prime of at most 383 bits, one a lane, in Montgomery's form a * 2^392 mod p, in 8 limbs of 49 bits.</summary>
/// <remarks>
/// The limbs are integers in doubles, between -2^48 and 2^48 in a normal element, except for the last, which is whatever the
/// number's size makes it. The scalar field has the same 2^392, so elements go from one to the other by regrouping bits.
/// </remarks>
internal partial struct LaneField384<TVector, TLanes, TModulus> : ILaneField<LaneField384<TVector, TLanes, TModulus>, MontgomeryField384<TModulus>>
    where TVector : unmanaged
    where TLanes : struct, ILaneVector<TVector>
    where TModulus : struct, IModulus384
{
    private TVector _0;
    private TVector _1;
    private TVector _2;
    private TVector _3;
    private TVector _4;
    private TVector _5;
    private TVector _6;
    private TVector _7;

    public static int Count => TLanes.Count;

    public static int RowLimbs => Limbs;

    public static int RowBits => LimbBits;

    [SkipLocalsInit]
    public static void Create(in MontgomeryField384<TModulus> value, out LaneField384<TVector, TLanes, TModulus> r)
    {
        Span<double> row = stackalloc double[LaneRow.Length];
        Pack(in value, row);
        r._0 = TLanes.Create(row[0]);
        r._1 = TLanes.Create(row[1]);
        r._2 = TLanes.Create(row[2]);
        r._3 = TLanes.Create(row[3]);
        r._4 = TLanes.Create(row[4]);
        r._5 = TLanes.Create(row[5]);
        r._6 = TLanes.Create(row[6]);
        r._7 = TLanes.Create(row[7]);
    }

    public static void Add(in LaneField384<TVector, TLanes, TModulus> a, in LaneField384<TVector, TLanes, TModulus> b, out LaneField384<TVector, TLanes, TModulus> r)
    {
        r._0 = TLanes.Add(a._0, b._0);
        r._1 = TLanes.Add(a._1, b._1);
        r._2 = TLanes.Add(a._2, b._2);
        r._3 = TLanes.Add(a._3, b._3);
        r._4 = TLanes.Add(a._4, b._4);
        r._5 = TLanes.Add(a._5, b._5);
        r._6 = TLanes.Add(a._6, b._6);
        r._7 = TLanes.Add(a._7, b._7);
    }

    public static void Subtract(in LaneField384<TVector, TLanes, TModulus> a, in LaneField384<TVector, TLanes, TModulus> b, out LaneField384<TVector, TLanes, TModulus> r)
    {
        r._0 = TLanes.Subtract(a._0, b._0);
        r._1 = TLanes.Subtract(a._1, b._1);
        r._2 = TLanes.Subtract(a._2, b._2);
        r._3 = TLanes.Subtract(a._3, b._3);
        r._4 = TLanes.Subtract(a._4, b._4);
        r._5 = TLanes.Subtract(a._5, b._5);
        r._6 = TLanes.Subtract(a._6, b._6);
        r._7 = TLanes.Subtract(a._7, b._7);
    }

    [SkipLocalsInit]
    public static void Multiply(
        in LaneField384<TVector, TLanes, TModulus> a,
        in LaneField384<TVector, TLanes, TModulus> b,
        out LaneField384<TVector, TLanes, TModulus> r)
    {
        Multiply(out var t, in a, in b);
        Reduce(out r, in t);
    }

    [SkipLocalsInit]
    public static void MultiplyAdd(
        in LaneField384<TVector, TLanes, TModulus> a,
        in LaneField384<TVector, TLanes, TModulus> b,
        in LaneField384<TVector, TLanes, TModulus> c,
        out LaneField384<TVector, TLanes, TModulus> r)
    {
        Multiply(out var t, in a, in b);
        t._8 = TLanes.Add(t._8, c._0);
        t._9 = TLanes.Add(t._9, c._1);
        t._10 = TLanes.Add(t._10, c._2);
        t._11 = TLanes.Add(t._11, c._3);
        t._12 = TLanes.Add(t._12, c._4);
        t._13 = TLanes.Add(t._13, c._5);
        t._14 = TLanes.Add(t._14, c._6);
        t._15 = TLanes.Add(t._15, c._7);
        Reduce(out r, in t);
    }

    [SkipLocalsInit]
    public static void MultiplySubtract(
        in LaneField384<TVector, TLanes, TModulus> a,
        in LaneField384<TVector, TLanes, TModulus> b,
        in LaneField384<TVector, TLanes, TModulus> c,
        out LaneField384<TVector, TLanes, TModulus> r)
    {
        Multiply(out var t, in a, in b);
        t._8 = TLanes.Subtract(t._8, c._0);
        t._9 = TLanes.Subtract(t._9, c._1);
        t._10 = TLanes.Subtract(t._10, c._2);
        t._11 = TLanes.Subtract(t._11, c._3);
        t._12 = TLanes.Subtract(t._12, c._4);
        t._13 = TLanes.Subtract(t._13, c._5);
        t._14 = TLanes.Subtract(t._14, c._6);
        t._15 = TLanes.Subtract(t._15, c._7);
        Reduce(out r, in t);
    }

    [SkipLocalsInit]
    public static void SumOfProducts(
        in LaneField384<TVector, TLanes, TModulus> a,
        in LaneField384<TVector, TLanes, TModulus> b,
        in LaneField384<TVector, TLanes, TModulus> c,
        in LaneField384<TVector, TLanes, TModulus> d,
        out LaneField384<TVector, TLanes, TModulus> r)
    {
        Multiply(out var t, in a, in b);
        Multiply(out var u, in c, in d);
        Combine(ref t, in u, TLanes.Create(1));
        Reduce(out r, in t);
    }

    [SkipLocalsInit]
    public static void DifferenceOfProducts(
        in LaneField384<TVector, TLanes, TModulus> a,
        in LaneField384<TVector, TLanes, TModulus> b,
        in LaneField384<TVector, TLanes, TModulus> c,
        in LaneField384<TVector, TLanes, TModulus> d,
        out LaneField384<TVector, TLanes, TModulus> r)
    {
        Multiply(out var t, in a, in b);
        Multiply(out var u, in c, in d);
        Combine(ref t, in u, TLanes.Create(-1));
        Reduce(out r, in t);
    }

    [SkipLocalsInit]
    public static void Square(in LaneField384<TVector, TLanes, TModulus> a, out LaneField384<TVector, TLanes, TModulus> r)
    {
        Square(out Wide t, in a);
        Reduce(out r, in t);
    }

    public static void Combine(
        in LaneField384<TVector, TLanes, TModulus> a, double factor, in LaneField384<TVector, TLanes, TModulus> b, out LaneField384<TVector, TLanes, TModulus> r)
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
        limb = TLanes.MultiplyAdd(a._5, scale, b._5);
        round = Round(limb);
        r._5 = TLanes.MultiplyAdd(carry, inverse, TLanes.Subtract(limb, round));
        carry = round;
        limb = TLanes.MultiplyAdd(a._6, scale, b._6);
        round = Round(limb);
        r._6 = TLanes.MultiplyAdd(carry, inverse, TLanes.Subtract(limb, round));
        carry = round;
        r._7 = TLanes.MultiplyAdd(carry, inverse, TLanes.MultiplyAdd(a._7, scale, b._7));
    }

    public static void Scale(in LaneField384<TVector, TLanes, TModulus> a, double factor, out LaneField384<TVector, TLanes, TModulus> r)
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
        limb = TLanes.MultiplyAdd(a._5, scale, zero);
        round = Round(limb);
        r._5 = TLanes.MultiplyAdd(carry, inverse, TLanes.Subtract(limb, round));
        carry = round;
        limb = TLanes.MultiplyAdd(a._6, scale, zero);
        round = Round(limb);
        r._6 = TLanes.MultiplyAdd(carry, inverse, TLanes.Subtract(limb, round));
        carry = round;
        r._7 = TLanes.MultiplyAdd(carry, inverse, TLanes.MultiplyAdd(a._7, scale, zero));
    }

    public static void Negate(in LaneField384<TVector, TLanes, TModulus> a, uint lanes, out LaneField384<TVector, TLanes, TModulus> r)
    {
        var zero = TLanes.Create(0);
        var sign = TLanes.Select(TLanes.Create(1), TLanes.Create(-1), TLanes.Mask(lanes));
        r._0 = TLanes.MultiplyAdd(a._0, sign, zero);
        r._1 = TLanes.MultiplyAdd(a._1, sign, zero);
        r._2 = TLanes.MultiplyAdd(a._2, sign, zero);
        r._3 = TLanes.MultiplyAdd(a._3, sign, zero);
        r._4 = TLanes.MultiplyAdd(a._4, sign, zero);
        r._5 = TLanes.MultiplyAdd(a._5, sign, zero);
        r._6 = TLanes.MultiplyAdd(a._6, sign, zero);
        r._7 = TLanes.MultiplyAdd(a._7, sign, zero);
    }

    public static void Select(
        in LaneField384<TVector, TLanes, TModulus> a, in LaneField384<TVector, TLanes, TModulus> b, uint lanes, out LaneField384<TVector, TLanes, TModulus> r)
    {
        var mask = TLanes.Mask(lanes);
        r._0 = TLanes.Select(a._0, b._0, mask);
        r._1 = TLanes.Select(a._1, b._1, mask);
        r._2 = TLanes.Select(a._2, b._2, mask);
        r._3 = TLanes.Select(a._3, b._3, mask);
        r._4 = TLanes.Select(a._4, b._4, mask);
        r._5 = TLanes.Select(a._5, b._5, mask);
        r._6 = TLanes.Select(a._6, b._6, mask);
        r._7 = TLanes.Select(a._7, b._7, mask);
    }

    public static uint ZeroLanes(in LaneField384<TVector, TLanes, TModulus> a) =>
        TLanes.ZeroLanes(a._0) & TLanes.ZeroLanes(a._1) & TLanes.ZeroLanes(a._2) & TLanes.ZeroLanes(a._3)
        & TLanes.ZeroLanes(a._4) & TLanes.ZeroLanes(a._5) & TLanes.ZeroLanes(a._6) & TLanes.ZeroLanes(a._7);

    [SkipLocalsInit]
    public static void Gather(ref readonly double rows, ReadOnlySpan<int> offsets, out LaneField384<TVector, TLanes, TModulus> r)
    {
        Unsafe.SkipInit(out r);
        TLanes.Gather(in rows, offsets, MemoryMarshal.CreateSpan(ref r._0, Limbs));
    }

    [SkipLocalsInit]
    public static void Scatter(in LaneField384<TVector, TLanes, TModulus> a, ref double rows, ReadOnlySpan<int> offsets)
    {
        TLanes.Scatter(MemoryMarshal.CreateReadOnlySpan(in a._0, Limbs), ref rows, offsets);
    }

    [SkipLocalsInit]
    public static void Pack(in MontgomeryField384<TModulus> value, Span<double> row)
    {
        var limbs = MemoryMarshal.Cast<MontgomeryField384<TModulus>, ulong>(new ReadOnlySpan<MontgomeryField384<TModulus>>(in value));
        LaneRow.Split(limbs, ScalarLimbBits, row, LimbBits);
    }

    [SkipLocalsInit]
    public static MontgomeryField384<TModulus> Unpack(ReadOnlySpan<double> row)
    {
        MontgomeryField384<TModulus> result = default;
        var limbs = MemoryMarshal.Cast<MontgomeryField384<TModulus>, ulong>(new Span<MontgomeryField384<TModulus>>(ref result));
        ReadOnlySpan<ulong> p = [TModulus.P0, TModulus.P1, TModulus.P2, TModulus.P3, TModulus.P4, TModulus.P5, TModulus.P6];
        LaneRow.Join(row[..Limbs], LimbBits, limbs, ScalarLimbBits);
        LaneRow.AddMultiple(limbs, p, 2, ScalarLimbBits);
        LaneRow.AddMultiple(limbs, p, -LaneRow.Quotient(limbs[^1], TModulus.P6 + 1), ScalarLimbBits);
        return result;
    }
}
