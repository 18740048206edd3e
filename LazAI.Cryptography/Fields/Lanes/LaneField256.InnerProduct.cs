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
            Accumulate(a0, b0, ref high0, ref low0);
            Accumulate(a0, b1, ref high1, ref low1);
            Accumulate(a0, b2, ref high2, ref low2);
            Accumulate(a0, b3, ref high3, ref low3);
            Accumulate(a0, b4, ref high4, ref low4);
            Accumulate(a0, b5, ref high5, ref low5);

            var a1 = x._1;
            Accumulate(a1, b0, ref high1, ref low1);
            Accumulate(a1, b1, ref high2, ref low2);
            Accumulate(a1, b2, ref high3, ref low3);
            Accumulate(a1, b3, ref high4, ref low4);
            Accumulate(a1, b4, ref high5, ref low5);
            Accumulate(a1, b5, ref high6, ref low6);

            var a2 = x._2;
            Accumulate(a2, b0, ref high2, ref low2);
            Accumulate(a2, b1, ref high3, ref low3);
            Accumulate(a2, b2, ref high4, ref low4);
            Accumulate(a2, b3, ref high5, ref low5);
            Accumulate(a2, b4, ref high6, ref low6);
            Accumulate(a2, b5, ref high7, ref low7);

            var a3 = x._3;
            Accumulate(a3, b0, ref high3, ref low3);
            Accumulate(a3, b1, ref high4, ref low4);
            Accumulate(a3, b2, ref high5, ref low5);
            Accumulate(a3, b3, ref high6, ref low6);
            Accumulate(a3, b4, ref high7, ref low7);
            Accumulate(a3, b5, ref high8, ref low8);

            var a4 = x._4;
            Accumulate(a4, b0, ref high4, ref low4);
            Accumulate(a4, b1, ref high5, ref low5);
            Accumulate(a4, b2, ref high6, ref low6);
            Accumulate(a4, b3, ref high7, ref low7);
            Accumulate(a4, b4, ref high8, ref low8);
            Accumulate(a4, b5, ref high9, ref low9);

            var a5 = x._5;
            Accumulate(a5, b0, ref high5, ref low5);
            Accumulate(a5, b1, ref high6, ref low6);
            Accumulate(a5, b2, ref high7, ref low7);
            Accumulate(a5, b3, ref high8, ref low8);
            Accumulate(a5, b4, ref high9, ref low9);
            Accumulate(a5, b5, ref high10, ref low10);
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
