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
        TVector next, rest, round, carry;

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

        var high0 = TLanes.MultiplyAdd(t0, Unsafe.Add(ref constant, 0), bias);
        var low0 = TLanes.Subtract(bias, high0);
        low0 = TLanes.MultiplyAdd(t0, Unsafe.Add(ref constant, 0), low0);
        next = TLanes.MultiplyAdd(t1, Unsafe.Add(ref constant, 1), high0);
        rest = TLanes.Subtract(high0, next);
        rest = TLanes.MultiplyAdd(t1, Unsafe.Add(ref constant, 1), rest);
        low0 = TLanes.Add(low0, rest);
        high0 = next;
        next = TLanes.MultiplyAdd(t2, Unsafe.Add(ref constant, 2), high0);
        rest = TLanes.Subtract(high0, next);
        rest = TLanes.MultiplyAdd(t2, Unsafe.Add(ref constant, 2), rest);
        low0 = TLanes.Add(low0, rest);
        high0 = next;
        low0 = TLanes.Add(low0, TLanes.MultiplyAdd(carry, inverse, t._4));
        next = TLanes.MultiplyAdd(t3, Unsafe.Add(ref constant, 3), high0);
        rest = TLanes.Subtract(high0, next);
        rest = TLanes.MultiplyAdd(t3, Unsafe.Add(ref constant, 3), rest);
        low0 = TLanes.Add(low0, rest);
        high0 = next;

        var high1 = TLanes.MultiplyAdd(t0, Unsafe.Add(ref constant, 4), bias);
        var low1 = TLanes.Subtract(bias, high1);
        low1 = TLanes.MultiplyAdd(t0, Unsafe.Add(ref constant, 4), low1);
        next = TLanes.MultiplyAdd(t1, Unsafe.Add(ref constant, 5), high1);
        rest = TLanes.Subtract(high1, next);
        rest = TLanes.MultiplyAdd(t1, Unsafe.Add(ref constant, 5), rest);
        low1 = TLanes.Add(low1, rest);
        high1 = next;
        next = TLanes.MultiplyAdd(t2, Unsafe.Add(ref constant, 6), high1);
        rest = TLanes.Subtract(high1, next);
        rest = TLanes.MultiplyAdd(t2, Unsafe.Add(ref constant, 6), rest);
        low1 = TLanes.Add(low1, rest);
        high1 = next;
        next = TLanes.MultiplyAdd(t3, Unsafe.Add(ref constant, 7), high1);
        rest = TLanes.Subtract(high1, next);
        rest = TLanes.MultiplyAdd(t3, Unsafe.Add(ref constant, 7), rest);
        low1 = TLanes.Add(low1, rest);
        high1 = next;

        round = Round(low0);
        low0 = TLanes.Subtract(low0, round);
        var m0 = LowProduct(low0, Unsafe.Add(ref constant, 30));
        carry = TLanes.Add(TLanes.MultiplyAdd(m0, Unsafe.Add(ref constant, 24), low0), TLanes.Add(round, TLanes.Subtract(high0, bias)));

        var high2 = TLanes.MultiplyAdd(t0, Unsafe.Add(ref constant, 8), bias);
        var low2 = TLanes.Subtract(bias, high2);
        low2 = TLanes.MultiplyAdd(t0, Unsafe.Add(ref constant, 8), low2);
        next = TLanes.MultiplyAdd(t1, Unsafe.Add(ref constant, 9), high2);
        rest = TLanes.Subtract(high2, next);
        rest = TLanes.MultiplyAdd(t1, Unsafe.Add(ref constant, 9), rest);
        low2 = TLanes.Add(low2, rest);
        high2 = next;
        next = TLanes.MultiplyAdd(t2, Unsafe.Add(ref constant, 10), high2);
        rest = TLanes.Subtract(high2, next);
        rest = TLanes.MultiplyAdd(t2, Unsafe.Add(ref constant, 10), rest);
        low2 = TLanes.Add(low2, rest);
        high2 = next;
        next = TLanes.MultiplyAdd(t3, Unsafe.Add(ref constant, 11), high2);
        rest = TLanes.Subtract(high2, next);
        rest = TLanes.MultiplyAdd(t3, Unsafe.Add(ref constant, 11), rest);
        low2 = TLanes.Add(low2, rest);
        high2 = next;

        var high3 = TLanes.MultiplyAdd(t0, Unsafe.Add(ref constant, 12), bias);
        var low3 = TLanes.Subtract(bias, high3);
        low3 = TLanes.MultiplyAdd(t0, Unsafe.Add(ref constant, 12), low3);
        next = TLanes.MultiplyAdd(t1, Unsafe.Add(ref constant, 13), high3);
        rest = TLanes.Subtract(high3, next);
        rest = TLanes.MultiplyAdd(t1, Unsafe.Add(ref constant, 13), rest);
        low3 = TLanes.Add(low3, rest);
        high3 = next;
        next = TLanes.MultiplyAdd(t2, Unsafe.Add(ref constant, 14), high3);
        rest = TLanes.Subtract(high3, next);
        rest = TLanes.MultiplyAdd(t2, Unsafe.Add(ref constant, 14), rest);
        low3 = TLanes.Add(low3, rest);
        high3 = next;
        next = TLanes.MultiplyAdd(t3, Unsafe.Add(ref constant, 15), high3);
        rest = TLanes.Subtract(high3, next);
        rest = TLanes.MultiplyAdd(t3, Unsafe.Add(ref constant, 15), rest);
        low3 = TLanes.Add(low3, rest);
        high3 = next;

        next = TLanes.MultiplyAdd(m0, Unsafe.Add(ref constant, 25), high1);
        rest = TLanes.Subtract(high1, next);
        rest = TLanes.MultiplyAdd(m0, Unsafe.Add(ref constant, 25), rest);
        low1 = TLanes.MultiplyAdd(carry, inverse, TLanes.Add(low1, t._5));
        low1 = TLanes.Add(low1, rest);
        high1 = next;
        round = Round(low1);
        low1 = TLanes.Subtract(low1, round);
        var m1 = LowProduct(low1, Unsafe.Add(ref constant, 30));
        carry = TLanes.Add(TLanes.MultiplyAdd(m1, Unsafe.Add(ref constant, 24), low1), TLanes.Add(round, TLanes.Subtract(high1, bias)));

        var high4 = TLanes.MultiplyAdd(t0, Unsafe.Add(ref constant, 16), bias);
        var low4 = TLanes.Subtract(bias, high4);
        low4 = TLanes.MultiplyAdd(t0, Unsafe.Add(ref constant, 16), low4);
        next = TLanes.MultiplyAdd(t1, Unsafe.Add(ref constant, 17), high4);
        rest = TLanes.Subtract(high4, next);
        rest = TLanes.MultiplyAdd(t1, Unsafe.Add(ref constant, 17), rest);
        low4 = TLanes.Add(low4, rest);
        high4 = next;
        next = TLanes.MultiplyAdd(t2, Unsafe.Add(ref constant, 18), high4);
        rest = TLanes.Subtract(high4, next);
        rest = TLanes.MultiplyAdd(t2, Unsafe.Add(ref constant, 18), rest);
        low4 = TLanes.Add(low4, rest);
        high4 = next;
        next = TLanes.MultiplyAdd(t3, Unsafe.Add(ref constant, 19), high4);
        rest = TLanes.Subtract(high4, next);
        rest = TLanes.MultiplyAdd(t3, Unsafe.Add(ref constant, 19), rest);
        low4 = TLanes.Add(low4, rest);
        high4 = next;

        var high5 = TLanes.MultiplyAdd(t0, Unsafe.Add(ref constant, 20), bias);
        var low5 = TLanes.Subtract(bias, high5);
        low5 = TLanes.MultiplyAdd(t0, Unsafe.Add(ref constant, 20), low5);
        next = TLanes.MultiplyAdd(t1, Unsafe.Add(ref constant, 21), high5);
        rest = TLanes.Subtract(high5, next);
        rest = TLanes.MultiplyAdd(t1, Unsafe.Add(ref constant, 21), rest);
        low5 = TLanes.Add(low5, rest);
        high5 = next;
        next = TLanes.MultiplyAdd(t2, Unsafe.Add(ref constant, 22), high5);
        rest = TLanes.Subtract(high5, next);
        rest = TLanes.MultiplyAdd(t2, Unsafe.Add(ref constant, 22), rest);
        low5 = TLanes.Add(low5, rest);
        high5 = next;
        next = TLanes.MultiplyAdd(t3, Unsafe.Add(ref constant, 23), high5);
        rest = TLanes.Subtract(high5, next);
        rest = TLanes.MultiplyAdd(t3, Unsafe.Add(ref constant, 23), rest);
        low5 = TLanes.Add(low5, rest);
        high5 = next;

        next = TLanes.MultiplyAdd(m0, Unsafe.Add(ref constant, 26), high2);
        rest = TLanes.Subtract(high2, next);
        rest = TLanes.MultiplyAdd(m0, Unsafe.Add(ref constant, 26), rest);
        low2 = TLanes.Add(low2, rest);
        high2 = next;
        next = TLanes.MultiplyAdd(m1, Unsafe.Add(ref constant, 25), high2);
        rest = TLanes.Subtract(high2, next);
        rest = TLanes.MultiplyAdd(m1, Unsafe.Add(ref constant, 25), rest);
        low2 = TLanes.MultiplyAdd(carry, inverse, TLanes.Add(low2, t._6));
        low2 = TLanes.Add(low2, rest);
        high2 = next;
        round = Round(low2);
        r._0 = TLanes.Subtract(low2, round);
        var last = round;
        carry = TLanes.Subtract(high2, bias);

        next = TLanes.MultiplyAdd(m0, Unsafe.Add(ref constant, 27), high3);
        rest = TLanes.Subtract(high3, next);
        rest = TLanes.MultiplyAdd(m0, Unsafe.Add(ref constant, 27), rest);
        low3 = TLanes.Add(low3, rest);
        high3 = next;
        next = TLanes.MultiplyAdd(m1, Unsafe.Add(ref constant, 26), high3);
        rest = TLanes.Subtract(high3, next);
        rest = TLanes.MultiplyAdd(m1, Unsafe.Add(ref constant, 26), rest);
        low3 = TLanes.Add(low3, rest);
        high3 = next;
        low3 = TLanes.MultiplyAdd(carry, inverse, TLanes.Add(low3, t._7));
        round = Round(low3);
        r._1 = TLanes.MultiplyAdd(last, inverse, TLanes.Subtract(low3, round));
        last = round;
        carry = TLanes.Subtract(high3, bias);

        next = TLanes.MultiplyAdd(m0, Unsafe.Add(ref constant, 28), high4);
        rest = TLanes.Subtract(high4, next);
        rest = TLanes.MultiplyAdd(m0, Unsafe.Add(ref constant, 28), rest);
        low4 = TLanes.Add(low4, rest);
        high4 = next;
        next = TLanes.MultiplyAdd(m1, Unsafe.Add(ref constant, 27), high4);
        rest = TLanes.Subtract(high4, next);
        rest = TLanes.MultiplyAdd(m1, Unsafe.Add(ref constant, 27), rest);
        low4 = TLanes.Add(low4, rest);
        high4 = next;
        low4 = TLanes.MultiplyAdd(carry, inverse, TLanes.Add(low4, t._8));
        round = Round(low4);
        r._2 = TLanes.MultiplyAdd(last, inverse, TLanes.Subtract(low4, round));
        last = round;
        carry = TLanes.Subtract(high4, bias);

        next = TLanes.MultiplyAdd(m0, Unsafe.Add(ref constant, 29), high5);
        rest = TLanes.Subtract(high5, next);
        rest = TLanes.MultiplyAdd(m0, Unsafe.Add(ref constant, 29), rest);
        low5 = TLanes.Add(low5, rest);
        high5 = next;
        next = TLanes.MultiplyAdd(m1, Unsafe.Add(ref constant, 28), high5);
        rest = TLanes.Subtract(high5, next);
        rest = TLanes.MultiplyAdd(m1, Unsafe.Add(ref constant, 28), rest);
        low5 = TLanes.Add(low5, rest);
        high5 = next;
        low5 = TLanes.MultiplyAdd(carry, inverse, TLanes.Add(low5, t._9));
        round = Round(low5);
        r._3 = TLanes.MultiplyAdd(last, inverse, TLanes.Subtract(low5, round));
        last = round;
        carry = TLanes.Subtract(high5, bias);

        var high6 = TLanes.MultiplyAdd(m1, Unsafe.Add(ref constant, 29), bias);
        var low6 = TLanes.Subtract(bias, high6);
        low6 = TLanes.MultiplyAdd(m1, Unsafe.Add(ref constant, 29), low6);
        low6 = TLanes.MultiplyAdd(carry, inverse, TLanes.Add(low6, t._10));
        round = Round(low6);
        r._4 = TLanes.MultiplyAdd(last, inverse, TLanes.Subtract(low6, round));
        last = round;
        carry = TLanes.Subtract(high6, bias);

        r._5 = TLanes.MultiplyAdd(TLanes.Add(carry, last), inverse, t._11);
    }
}
