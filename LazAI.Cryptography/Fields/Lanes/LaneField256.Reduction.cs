using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LazAI.Cryptography.Fields.Lanes;

// The reduction of products; how it is done stands with the multiplication, whose limbs and bounds it continues. It is one long chain,
// so in each sum what comes last is added last.
internal partial struct LaneField256<TVector, TLanes, TModulus>
{
    [SkipLocalsInit]
    private static void Reduce(out LaneField256<TVector, TLanes, TModulus> r, in Wide t)
    {
        ref var constant = ref MemoryMarshal.GetArrayDataReference(_constants);
        var inverse = TLanes.Create(InverseRadix);
        var bias = TLanes.Create(Bias);
        TVector round, carry;

        round = Round(t._0);
        var t0 = TLanes.Subtract(t._0, round);
        carry = round;
        round = Round(t._1);
        var t1 = TLanes.MultiplyAdd(carry, inverse, TLanes.Subtract(t._1, round));
        carry = round;
        round = Round(t._2);
        var t2 = TLanes.MultiplyAdd(carry, inverse, TLanes.Subtract(t._2, round));
        carry = round;
        round = Round(t._3);
        var t3 = TLanes.MultiplyAdd(carry, inverse, TLanes.Subtract(t._3, round));
        carry = round;

        Begin(t0, Unsafe.Add(ref constant, 0), out var high0, out var low0);
        Accumulate(t1, Unsafe.Add(ref constant, 1), ref high0, ref low0);
        Accumulate(t2, Unsafe.Add(ref constant, 2), ref high0, ref low0);
        low0 = TLanes.Add(low0, TLanes.MultiplyAdd(carry, inverse, t._4));
        Accumulate(t3, Unsafe.Add(ref constant, 3), ref high0, ref low0);

        Begin(t0, Unsafe.Add(ref constant, 4), out var high1, out var low1);
        Accumulate(t1, Unsafe.Add(ref constant, 5), ref high1, ref low1);
        Accumulate(t2, Unsafe.Add(ref constant, 6), ref high1, ref low1);
        Accumulate(t3, Unsafe.Add(ref constant, 7), ref high1, ref low1);

        round = Round(low0);
        low0 = TLanes.Subtract(low0, round);
        var m0 = LowProduct(low0, Unsafe.Add(ref constant, 30));
        carry = TLanes.Add(TLanes.MultiplyAdd(m0, Unsafe.Add(ref constant, 24), low0), TLanes.Add(round, TLanes.Subtract(high0, bias)));

        Begin(t0, Unsafe.Add(ref constant, 8), out var high2, out var low2);
        Accumulate(t1, Unsafe.Add(ref constant, 9), ref high2, ref low2);
        Accumulate(t2, Unsafe.Add(ref constant, 10), ref high2, ref low2);
        Accumulate(t3, Unsafe.Add(ref constant, 11), ref high2, ref low2);

        Begin(t0, Unsafe.Add(ref constant, 12), out var high3, out var low3);
        Accumulate(t1, Unsafe.Add(ref constant, 13), ref high3, ref low3);
        Accumulate(t2, Unsafe.Add(ref constant, 14), ref high3, ref low3);
        Accumulate(t3, Unsafe.Add(ref constant, 15), ref high3, ref low3);

        low1 = TLanes.MultiplyAdd(carry, inverse, TLanes.Add(low1, t._5));
        Accumulate(m0, Unsafe.Add(ref constant, 25), ref high1, ref low1);
        round = Round(low1);
        low1 = TLanes.Subtract(low1, round);
        var m1 = LowProduct(low1, Unsafe.Add(ref constant, 30));
        carry = TLanes.Add(TLanes.MultiplyAdd(m1, Unsafe.Add(ref constant, 24), low1), TLanes.Add(round, TLanes.Subtract(high1, bias)));

        Begin(t0, Unsafe.Add(ref constant, 16), out var high4, out var low4);
        Accumulate(t1, Unsafe.Add(ref constant, 17), ref high4, ref low4);
        Accumulate(t2, Unsafe.Add(ref constant, 18), ref high4, ref low4);
        Accumulate(t3, Unsafe.Add(ref constant, 19), ref high4, ref low4);

        Begin(t0, Unsafe.Add(ref constant, 20), out var high5, out var low5);
        Accumulate(t1, Unsafe.Add(ref constant, 21), ref high5, ref low5);
        Accumulate(t2, Unsafe.Add(ref constant, 22), ref high5, ref low5);
        Accumulate(t3, Unsafe.Add(ref constant, 23), ref high5, ref low5);

        Accumulate(m0, Unsafe.Add(ref constant, 26), ref high2, ref low2);
        low2 = TLanes.MultiplyAdd(carry, inverse, TLanes.Add(low2, t._6));
        Accumulate(m1, Unsafe.Add(ref constant, 25), ref high2, ref low2);
        round = Round(low2);
        r._0 = TLanes.Subtract(low2, round);
        var last = round;
        carry = TLanes.Subtract(high2, bias);

        Accumulate(m0, Unsafe.Add(ref constant, 27), ref high3, ref low3);
        Accumulate(m1, Unsafe.Add(ref constant, 26), ref high3, ref low3);
        low3 = TLanes.MultiplyAdd(carry, inverse, TLanes.Add(low3, t._7));
        round = Round(low3);
        r._1 = TLanes.MultiplyAdd(last, inverse, TLanes.Subtract(low3, round));
        last = round;
        carry = TLanes.Subtract(high3, bias);

        Accumulate(m0, Unsafe.Add(ref constant, 28), ref high4, ref low4);
        Accumulate(m1, Unsafe.Add(ref constant, 27), ref high4, ref low4);
        low4 = TLanes.MultiplyAdd(carry, inverse, TLanes.Add(low4, t._8));
        round = Round(low4);
        r._2 = TLanes.MultiplyAdd(last, inverse, TLanes.Subtract(low4, round));
        last = round;
        carry = TLanes.Subtract(high4, bias);

        Accumulate(m0, Unsafe.Add(ref constant, 29), ref high5, ref low5);
        Accumulate(m1, Unsafe.Add(ref constant, 28), ref high5, ref low5);
        low5 = TLanes.MultiplyAdd(carry, inverse, TLanes.Add(low5, t._9));
        round = Round(low5);
        r._3 = TLanes.MultiplyAdd(last, inverse, TLanes.Subtract(low5, round));
        last = round;
        carry = TLanes.Subtract(high5, bias);

        Begin(m1, Unsafe.Add(ref constant, 29), out var high6, out var low6);
        low6 = TLanes.MultiplyAdd(carry, inverse, TLanes.Add(low6, t._10));
        round = Round(low6);
        r._4 = TLanes.MultiplyAdd(last, inverse, TLanes.Subtract(low6, round));
        last = round;
        carry = TLanes.Subtract(high6, bias);

        r._5 = TLanes.MultiplyAdd(TLanes.Add(carry, last), inverse, t._11);
    }
}
