using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LazAI.Cryptography.Fields.Lanes;

// Sums of products with constants. Columns run over all products before anything is carried: of 32 products, highs are within 2^94 of
// the bias, and limbs before the reduction are below 2^52.
internal partial struct LaneField256<TVector, TLanes, TModulus> : ILaneInnerProduct<LaneField256<TVector, TLanes, TModulus>>
{
    public static void Create(ReadOnlySpan<double> row, out LaneField256<TVector, TLanes, TModulus> r)
    {
        row = row[..Limbs];
        r._0 = TLanes.Create(row[0]);
        r._1 = TLanes.Create(row[1]);
        r._2 = TLanes.Create(row[2]);
        r._3 = TLanes.Create(row[3]);
        r._4 = TLanes.Create(row[4]);
        r._5 = TLanes.Create(row[5]);
    }

    [SkipLocalsInit]
    public static void InnerProduct(
        ReadOnlySpan<LaneField256<TVector, TLanes, TModulus>> a,
        ReadOnlySpan<double> rows,
        in LaneField256<TVector, TLanes, TModulus> c,
        out LaneField256<TVector, TLanes, TModulus> r)
    {
        TVector next, rest;
        var bias = TLanes.Create(Bias);
        var zero = TLanes.Create(0);
        TVector high0 = bias, high1 = bias, high2 = bias, high3 = bias, high4 = bias, high5 = bias, high6 = bias, high7 = bias, high8 = bias, high9 = bias, high10 = bias;
        TVector low0 = zero, low1 = zero, low2 = zero, low3 = zero, low4 = zero, low5 = zero, low6 = zero, low7 = zero, low8 = zero, low9 = zero, low10 = zero;
        rows = rows[..(a.Length * LaneRow.Length)];
        ref var row = ref MemoryMarshal.GetReference(rows);
        for (var i = 0; i < a.Length; i++)
        {
            ref readonly var x = ref a[i];
            TVector b0 = TLanes.Create(Unsafe.Add(ref row, 0)), b1 = TLanes.Create(Unsafe.Add(ref row, 1)), b2 = TLanes.Create(Unsafe.Add(ref row, 2)), b3 = TLanes.Create(Unsafe.Add(ref row, 3)), b4 = TLanes.Create(Unsafe.Add(ref row, 4)), b5 = TLanes.Create(Unsafe.Add(ref row, 5));
            row = ref Unsafe.Add(ref row, LaneRow.Length);

            var a0 = x._0;
            next = TLanes.MultiplyAdd(a0, b0, high0);
            rest = TLanes.Subtract(high0, next);
            rest = TLanes.MultiplyAdd(a0, b0, rest);
            low0 = TLanes.Add(low0, rest);
            high0 = next;
            next = TLanes.MultiplyAdd(a0, b1, high1);
            rest = TLanes.Subtract(high1, next);
            rest = TLanes.MultiplyAdd(a0, b1, rest);
            low1 = TLanes.Add(low1, rest);
            high1 = next;
            next = TLanes.MultiplyAdd(a0, b2, high2);
            rest = TLanes.Subtract(high2, next);
            rest = TLanes.MultiplyAdd(a0, b2, rest);
            low2 = TLanes.Add(low2, rest);
            high2 = next;
            next = TLanes.MultiplyAdd(a0, b3, high3);
            rest = TLanes.Subtract(high3, next);
            rest = TLanes.MultiplyAdd(a0, b3, rest);
            low3 = TLanes.Add(low3, rest);
            high3 = next;
            next = TLanes.MultiplyAdd(a0, b4, high4);
            rest = TLanes.Subtract(high4, next);
            rest = TLanes.MultiplyAdd(a0, b4, rest);
            low4 = TLanes.Add(low4, rest);
            high4 = next;
            next = TLanes.MultiplyAdd(a0, b5, high5);
            rest = TLanes.Subtract(high5, next);
            rest = TLanes.MultiplyAdd(a0, b5, rest);
            low5 = TLanes.Add(low5, rest);
            high5 = next;

            var a1 = x._1;
            next = TLanes.MultiplyAdd(a1, b0, high1);
            rest = TLanes.Subtract(high1, next);
            rest = TLanes.MultiplyAdd(a1, b0, rest);
            low1 = TLanes.Add(low1, rest);
            high1 = next;
            next = TLanes.MultiplyAdd(a1, b1, high2);
            rest = TLanes.Subtract(high2, next);
            rest = TLanes.MultiplyAdd(a1, b1, rest);
            low2 = TLanes.Add(low2, rest);
            high2 = next;
            next = TLanes.MultiplyAdd(a1, b2, high3);
            rest = TLanes.Subtract(high3, next);
            rest = TLanes.MultiplyAdd(a1, b2, rest);
            low3 = TLanes.Add(low3, rest);
            high3 = next;
            next = TLanes.MultiplyAdd(a1, b3, high4);
            rest = TLanes.Subtract(high4, next);
            rest = TLanes.MultiplyAdd(a1, b3, rest);
            low4 = TLanes.Add(low4, rest);
            high4 = next;
            next = TLanes.MultiplyAdd(a1, b4, high5);
            rest = TLanes.Subtract(high5, next);
            rest = TLanes.MultiplyAdd(a1, b4, rest);
            low5 = TLanes.Add(low5, rest);
            high5 = next;
            next = TLanes.MultiplyAdd(a1, b5, high6);
            rest = TLanes.Subtract(high6, next);
            rest = TLanes.MultiplyAdd(a1, b5, rest);
            low6 = TLanes.Add(low6, rest);
            high6 = next;

            var a2 = x._2;
            next = TLanes.MultiplyAdd(a2, b0, high2);
            rest = TLanes.Subtract(high2, next);
            rest = TLanes.MultiplyAdd(a2, b0, rest);
            low2 = TLanes.Add(low2, rest);
            high2 = next;
            next = TLanes.MultiplyAdd(a2, b1, high3);
            rest = TLanes.Subtract(high3, next);
            rest = TLanes.MultiplyAdd(a2, b1, rest);
            low3 = TLanes.Add(low3, rest);
            high3 = next;
            next = TLanes.MultiplyAdd(a2, b2, high4);
            rest = TLanes.Subtract(high4, next);
            rest = TLanes.MultiplyAdd(a2, b2, rest);
            low4 = TLanes.Add(low4, rest);
            high4 = next;
            next = TLanes.MultiplyAdd(a2, b3, high5);
            rest = TLanes.Subtract(high5, next);
            rest = TLanes.MultiplyAdd(a2, b3, rest);
            low5 = TLanes.Add(low5, rest);
            high5 = next;
            next = TLanes.MultiplyAdd(a2, b4, high6);
            rest = TLanes.Subtract(high6, next);
            rest = TLanes.MultiplyAdd(a2, b4, rest);
            low6 = TLanes.Add(low6, rest);
            high6 = next;
            next = TLanes.MultiplyAdd(a2, b5, high7);
            rest = TLanes.Subtract(high7, next);
            rest = TLanes.MultiplyAdd(a2, b5, rest);
            low7 = TLanes.Add(low7, rest);
            high7 = next;

            var a3 = x._3;
            next = TLanes.MultiplyAdd(a3, b0, high3);
            rest = TLanes.Subtract(high3, next);
            rest = TLanes.MultiplyAdd(a3, b0, rest);
            low3 = TLanes.Add(low3, rest);
            high3 = next;
            next = TLanes.MultiplyAdd(a3, b1, high4);
            rest = TLanes.Subtract(high4, next);
            rest = TLanes.MultiplyAdd(a3, b1, rest);
            low4 = TLanes.Add(low4, rest);
            high4 = next;
            next = TLanes.MultiplyAdd(a3, b2, high5);
            rest = TLanes.Subtract(high5, next);
            rest = TLanes.MultiplyAdd(a3, b2, rest);
            low5 = TLanes.Add(low5, rest);
            high5 = next;
            next = TLanes.MultiplyAdd(a3, b3, high6);
            rest = TLanes.Subtract(high6, next);
            rest = TLanes.MultiplyAdd(a3, b3, rest);
            low6 = TLanes.Add(low6, rest);
            high6 = next;
            next = TLanes.MultiplyAdd(a3, b4, high7);
            rest = TLanes.Subtract(high7, next);
            rest = TLanes.MultiplyAdd(a3, b4, rest);
            low7 = TLanes.Add(low7, rest);
            high7 = next;
            next = TLanes.MultiplyAdd(a3, b5, high8);
            rest = TLanes.Subtract(high8, next);
            rest = TLanes.MultiplyAdd(a3, b5, rest);
            low8 = TLanes.Add(low8, rest);
            high8 = next;

            var a4 = x._4;
            next = TLanes.MultiplyAdd(a4, b0, high4);
            rest = TLanes.Subtract(high4, next);
            rest = TLanes.MultiplyAdd(a4, b0, rest);
            low4 = TLanes.Add(low4, rest);
            high4 = next;
            next = TLanes.MultiplyAdd(a4, b1, high5);
            rest = TLanes.Subtract(high5, next);
            rest = TLanes.MultiplyAdd(a4, b1, rest);
            low5 = TLanes.Add(low5, rest);
            high5 = next;
            next = TLanes.MultiplyAdd(a4, b2, high6);
            rest = TLanes.Subtract(high6, next);
            rest = TLanes.MultiplyAdd(a4, b2, rest);
            low6 = TLanes.Add(low6, rest);
            high6 = next;
            next = TLanes.MultiplyAdd(a4, b3, high7);
            rest = TLanes.Subtract(high7, next);
            rest = TLanes.MultiplyAdd(a4, b3, rest);
            low7 = TLanes.Add(low7, rest);
            high7 = next;
            next = TLanes.MultiplyAdd(a4, b4, high8);
            rest = TLanes.Subtract(high8, next);
            rest = TLanes.MultiplyAdd(a4, b4, rest);
            low8 = TLanes.Add(low8, rest);
            high8 = next;
            next = TLanes.MultiplyAdd(a4, b5, high9);
            rest = TLanes.Subtract(high9, next);
            rest = TLanes.MultiplyAdd(a4, b5, rest);
            low9 = TLanes.Add(low9, rest);
            high9 = next;

            var a5 = x._5;
            next = TLanes.MultiplyAdd(a5, b0, high5);
            rest = TLanes.Subtract(high5, next);
            rest = TLanes.MultiplyAdd(a5, b0, rest);
            low5 = TLanes.Add(low5, rest);
            high5 = next;
            next = TLanes.MultiplyAdd(a5, b1, high6);
            rest = TLanes.Subtract(high6, next);
            rest = TLanes.MultiplyAdd(a5, b1, rest);
            low6 = TLanes.Add(low6, rest);
            high6 = next;
            next = TLanes.MultiplyAdd(a5, b2, high7);
            rest = TLanes.Subtract(high7, next);
            rest = TLanes.MultiplyAdd(a5, b2, rest);
            low7 = TLanes.Add(low7, rest);
            high7 = next;
            next = TLanes.MultiplyAdd(a5, b3, high8);
            rest = TLanes.Subtract(high8, next);
            rest = TLanes.MultiplyAdd(a5, b3, rest);
            low8 = TLanes.Add(low8, rest);
            high8 = next;
            next = TLanes.MultiplyAdd(a5, b4, high9);
            rest = TLanes.Subtract(high9, next);
            rest = TLanes.MultiplyAdd(a5, b4, rest);
            low9 = TLanes.Add(low9, rest);
            high9 = next;
            next = TLanes.MultiplyAdd(a5, b5, high10);
            rest = TLanes.Subtract(high10, next);
            rest = TLanes.MultiplyAdd(a5, b5, rest);
            low10 = TLanes.Add(low10, rest);
            high10 = next;
        }

        Wide t;
        t._0 = low0;
        t._1 = TLanes.Add(low1, Carry(high0));
        t._2 = TLanes.Add(low2, Carry(high1));
        t._3 = TLanes.Add(low3, Carry(high2));
        t._4 = TLanes.Add(low4, Carry(high3));
        t._5 = TLanes.Add(low5, Carry(high4));
        t._6 = TLanes.Add(TLanes.Add(low6, Carry(high5)), c._0);
        t._7 = TLanes.Add(TLanes.Add(low7, Carry(high6)), c._1);
        t._8 = TLanes.Add(TLanes.Add(low8, Carry(high7)), c._2);
        t._9 = TLanes.Add(TLanes.Add(low9, Carry(high8)), c._3);
        t._10 = TLanes.Add(TLanes.Add(low10, Carry(high9)), c._4);
        t._11 = TLanes.Add(Carry(high10), c._5);
        Reduce(out r, in t);
    }
}
