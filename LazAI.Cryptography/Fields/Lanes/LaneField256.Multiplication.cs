using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LazAI.Cryptography.Fields.Lanes;

// As in LaneField384, with limbs of 44 bits: highs are multiples of 2^44 within 2^95 of the bias. Six products of limbs of up to
// 2^43 + 2^8 leave room for factors that are sums of eight each. The reduction folds four limbs and ends with two of Montgomery's steps.
internal partial struct LaneField256<TVector, TLanes, TModulus>
{
    // Limbs, lowest first, of a product or of a sum of products before its reduction.
    private struct Wide
    {
        public TVector _0;
        public TVector _1;
        public TVector _2;
        public TVector _3;
        public TVector _4;
        public TVector _5;
        public TVector _6;
        public TVector _7;
        public TVector _8;
        public TVector _9;
        public TVector _10;
        public TVector _11;
    }

    [SkipLocalsInit]
    private static void Multiply(out Wide t, in LaneField256<TVector, TLanes, TModulus> a, in LaneField256<TVector, TLanes, TModulus> b)
    {
        TVector high, next, low, rest, carry;
        var bias = TLanes.Create(Bias);
        TVector a0 = a._0, a1 = a._1, a2 = a._2, a3 = a._3, a4 = a._4, a5 = a._5;
        TVector b0 = b._0, b1 = b._1, b2 = b._2, b3 = b._3, b4 = b._4, b5 = b._5;

        high = TLanes.MultiplyAdd(a0, b0, bias);
        low = TLanes.Subtract(bias, high);
        low = TLanes.MultiplyAdd(a0, b0, low);
        t._0 = low;
        carry = Carry(high);

        high = TLanes.MultiplyAdd(a0, b1, bias);
        low = TLanes.Subtract(bias, high);
        low = TLanes.MultiplyAdd(a0, b1, low);
        next = TLanes.MultiplyAdd(a1, b0, high);
        rest = TLanes.Subtract(high, next);
        rest = TLanes.MultiplyAdd(a1, b0, rest);
        low = TLanes.Add(low, rest);
        t._1 = TLanes.Add(low, carry);
        carry = Carry(next);

        high = TLanes.MultiplyAdd(a0, b2, bias);
        low = TLanes.Subtract(bias, high);
        low = TLanes.MultiplyAdd(a0, b2, low);
        next = TLanes.MultiplyAdd(a1, b1, high);
        rest = TLanes.Subtract(high, next);
        rest = TLanes.MultiplyAdd(a1, b1, rest);
        low = TLanes.Add(low, rest);
        high = TLanes.MultiplyAdd(a2, b0, next);
        rest = TLanes.Subtract(next, high);
        rest = TLanes.MultiplyAdd(a2, b0, rest);
        low = TLanes.Add(low, rest);
        t._2 = TLanes.Add(low, carry);
        carry = Carry(high);

        high = TLanes.MultiplyAdd(a0, b3, bias);
        low = TLanes.Subtract(bias, high);
        low = TLanes.MultiplyAdd(a0, b3, low);
        next = TLanes.MultiplyAdd(a1, b2, high);
        rest = TLanes.Subtract(high, next);
        rest = TLanes.MultiplyAdd(a1, b2, rest);
        low = TLanes.Add(low, rest);
        high = TLanes.MultiplyAdd(a2, b1, next);
        rest = TLanes.Subtract(next, high);
        rest = TLanes.MultiplyAdd(a2, b1, rest);
        low = TLanes.Add(low, rest);
        next = TLanes.MultiplyAdd(a3, b0, high);
        rest = TLanes.Subtract(high, next);
        rest = TLanes.MultiplyAdd(a3, b0, rest);
        low = TLanes.Add(low, rest);
        t._3 = TLanes.Add(low, carry);
        carry = Carry(next);

        high = TLanes.MultiplyAdd(a0, b4, bias);
        low = TLanes.Subtract(bias, high);
        low = TLanes.MultiplyAdd(a0, b4, low);
        next = TLanes.MultiplyAdd(a1, b3, high);
        rest = TLanes.Subtract(high, next);
        rest = TLanes.MultiplyAdd(a1, b3, rest);
        low = TLanes.Add(low, rest);
        high = TLanes.MultiplyAdd(a2, b2, next);
        rest = TLanes.Subtract(next, high);
        rest = TLanes.MultiplyAdd(a2, b2, rest);
        low = TLanes.Add(low, rest);
        next = TLanes.MultiplyAdd(a3, b1, high);
        rest = TLanes.Subtract(high, next);
        rest = TLanes.MultiplyAdd(a3, b1, rest);
        low = TLanes.Add(low, rest);
        high = TLanes.MultiplyAdd(a4, b0, next);
        rest = TLanes.Subtract(next, high);
        rest = TLanes.MultiplyAdd(a4, b0, rest);
        low = TLanes.Add(low, rest);
        t._4 = TLanes.Add(low, carry);
        carry = Carry(high);

        high = TLanes.MultiplyAdd(a0, b5, bias);
        low = TLanes.Subtract(bias, high);
        low = TLanes.MultiplyAdd(a0, b5, low);
        next = TLanes.MultiplyAdd(a1, b4, high);
        rest = TLanes.Subtract(high, next);
        rest = TLanes.MultiplyAdd(a1, b4, rest);
        low = TLanes.Add(low, rest);
        high = TLanes.MultiplyAdd(a2, b3, next);
        rest = TLanes.Subtract(next, high);
        rest = TLanes.MultiplyAdd(a2, b3, rest);
        low = TLanes.Add(low, rest);
        next = TLanes.MultiplyAdd(a3, b2, high);
        rest = TLanes.Subtract(high, next);
        rest = TLanes.MultiplyAdd(a3, b2, rest);
        low = TLanes.Add(low, rest);
        high = TLanes.MultiplyAdd(a4, b1, next);
        rest = TLanes.Subtract(next, high);
        rest = TLanes.MultiplyAdd(a4, b1, rest);
        low = TLanes.Add(low, rest);
        next = TLanes.MultiplyAdd(a5, b0, high);
        rest = TLanes.Subtract(high, next);
        rest = TLanes.MultiplyAdd(a5, b0, rest);
        low = TLanes.Add(low, rest);
        t._5 = TLanes.Add(low, carry);
        carry = Carry(next);

        high = TLanes.MultiplyAdd(a1, b5, bias);
        low = TLanes.Subtract(bias, high);
        low = TLanes.MultiplyAdd(a1, b5, low);
        next = TLanes.MultiplyAdd(a2, b4, high);
        rest = TLanes.Subtract(high, next);
        rest = TLanes.MultiplyAdd(a2, b4, rest);
        low = TLanes.Add(low, rest);
        high = TLanes.MultiplyAdd(a3, b3, next);
        rest = TLanes.Subtract(next, high);
        rest = TLanes.MultiplyAdd(a3, b3, rest);
        low = TLanes.Add(low, rest);
        next = TLanes.MultiplyAdd(a4, b2, high);
        rest = TLanes.Subtract(high, next);
        rest = TLanes.MultiplyAdd(a4, b2, rest);
        low = TLanes.Add(low, rest);
        high = TLanes.MultiplyAdd(a5, b1, next);
        rest = TLanes.Subtract(next, high);
        rest = TLanes.MultiplyAdd(a5, b1, rest);
        low = TLanes.Add(low, rest);
        t._6 = TLanes.Add(low, carry);
        carry = Carry(high);

        high = TLanes.MultiplyAdd(a2, b5, bias);
        low = TLanes.Subtract(bias, high);
        low = TLanes.MultiplyAdd(a2, b5, low);
        next = TLanes.MultiplyAdd(a3, b4, high);
        rest = TLanes.Subtract(high, next);
        rest = TLanes.MultiplyAdd(a3, b4, rest);
        low = TLanes.Add(low, rest);
        high = TLanes.MultiplyAdd(a4, b3, next);
        rest = TLanes.Subtract(next, high);
        rest = TLanes.MultiplyAdd(a4, b3, rest);
        low = TLanes.Add(low, rest);
        next = TLanes.MultiplyAdd(a5, b2, high);
        rest = TLanes.Subtract(high, next);
        rest = TLanes.MultiplyAdd(a5, b2, rest);
        low = TLanes.Add(low, rest);
        t._7 = TLanes.Add(low, carry);
        carry = Carry(next);

        high = TLanes.MultiplyAdd(a3, b5, bias);
        low = TLanes.Subtract(bias, high);
        low = TLanes.MultiplyAdd(a3, b5, low);
        next = TLanes.MultiplyAdd(a4, b4, high);
        rest = TLanes.Subtract(high, next);
        rest = TLanes.MultiplyAdd(a4, b4, rest);
        low = TLanes.Add(low, rest);
        high = TLanes.MultiplyAdd(a5, b3, next);
        rest = TLanes.Subtract(next, high);
        rest = TLanes.MultiplyAdd(a5, b3, rest);
        low = TLanes.Add(low, rest);
        t._8 = TLanes.Add(low, carry);
        carry = Carry(high);

        high = TLanes.MultiplyAdd(a4, b5, bias);
        low = TLanes.Subtract(bias, high);
        low = TLanes.MultiplyAdd(a4, b5, low);
        next = TLanes.MultiplyAdd(a5, b4, high);
        rest = TLanes.Subtract(high, next);
        rest = TLanes.MultiplyAdd(a5, b4, rest);
        low = TLanes.Add(low, rest);
        t._9 = TLanes.Add(low, carry);
        carry = Carry(next);

        high = TLanes.MultiplyAdd(a5, b5, bias);
        low = TLanes.Subtract(bias, high);
        low = TLanes.MultiplyAdd(a5, b5, low);
        t._10 = TLanes.Add(low, carry);
        t._11 = Carry(high);
    }

    [SkipLocalsInit]
    private static void Square(out Wide t, in LaneField256<TVector, TLanes, TModulus> a)
    {
        TVector high, next, low, rest, carry;
        var bias = TLanes.Create(Bias);
        TVector a0 = a._0, a1 = a._1, a2 = a._2, a3 = a._3, a4 = a._4, a5 = a._5;
        TVector d0 = TLanes.Add(a0, a0), d1 = TLanes.Add(a1, a1), d2 = TLanes.Add(a2, a2), d3 = TLanes.Add(a3, a3), d4 = TLanes.Add(a4, a4);

        high = TLanes.MultiplyAdd(a0, a0, bias);
        low = TLanes.Subtract(bias, high);
        low = TLanes.MultiplyAdd(a0, a0, low);
        t._0 = low;
        carry = Carry(high);

        high = TLanes.MultiplyAdd(d0, a1, bias);
        low = TLanes.Subtract(bias, high);
        low = TLanes.MultiplyAdd(d0, a1, low);
        t._1 = TLanes.Add(low, carry);
        carry = Carry(high);

        high = TLanes.MultiplyAdd(d0, a2, bias);
        low = TLanes.Subtract(bias, high);
        low = TLanes.MultiplyAdd(d0, a2, low);
        next = TLanes.MultiplyAdd(a1, a1, high);
        rest = TLanes.Subtract(high, next);
        rest = TLanes.MultiplyAdd(a1, a1, rest);
        low = TLanes.Add(low, rest);
        t._2 = TLanes.Add(low, carry);
        carry = Carry(next);

        high = TLanes.MultiplyAdd(d0, a3, bias);
        low = TLanes.Subtract(bias, high);
        low = TLanes.MultiplyAdd(d0, a3, low);
        next = TLanes.MultiplyAdd(d1, a2, high);
        rest = TLanes.Subtract(high, next);
        rest = TLanes.MultiplyAdd(d1, a2, rest);
        low = TLanes.Add(low, rest);
        t._3 = TLanes.Add(low, carry);
        carry = Carry(next);

        high = TLanes.MultiplyAdd(d0, a4, bias);
        low = TLanes.Subtract(bias, high);
        low = TLanes.MultiplyAdd(d0, a4, low);
        next = TLanes.MultiplyAdd(d1, a3, high);
        rest = TLanes.Subtract(high, next);
        rest = TLanes.MultiplyAdd(d1, a3, rest);
        low = TLanes.Add(low, rest);
        high = TLanes.MultiplyAdd(a2, a2, next);
        rest = TLanes.Subtract(next, high);
        rest = TLanes.MultiplyAdd(a2, a2, rest);
        low = TLanes.Add(low, rest);
        t._4 = TLanes.Add(low, carry);
        carry = Carry(high);

        high = TLanes.MultiplyAdd(d0, a5, bias);
        low = TLanes.Subtract(bias, high);
        low = TLanes.MultiplyAdd(d0, a5, low);
        next = TLanes.MultiplyAdd(d1, a4, high);
        rest = TLanes.Subtract(high, next);
        rest = TLanes.MultiplyAdd(d1, a4, rest);
        low = TLanes.Add(low, rest);
        high = TLanes.MultiplyAdd(d2, a3, next);
        rest = TLanes.Subtract(next, high);
        rest = TLanes.MultiplyAdd(d2, a3, rest);
        low = TLanes.Add(low, rest);
        t._5 = TLanes.Add(low, carry);
        carry = Carry(high);

        high = TLanes.MultiplyAdd(d1, a5, bias);
        low = TLanes.Subtract(bias, high);
        low = TLanes.MultiplyAdd(d1, a5, low);
        next = TLanes.MultiplyAdd(d2, a4, high);
        rest = TLanes.Subtract(high, next);
        rest = TLanes.MultiplyAdd(d2, a4, rest);
        low = TLanes.Add(low, rest);
        high = TLanes.MultiplyAdd(a3, a3, next);
        rest = TLanes.Subtract(next, high);
        rest = TLanes.MultiplyAdd(a3, a3, rest);
        low = TLanes.Add(low, rest);
        t._6 = TLanes.Add(low, carry);
        carry = Carry(high);

        high = TLanes.MultiplyAdd(d2, a5, bias);
        low = TLanes.Subtract(bias, high);
        low = TLanes.MultiplyAdd(d2, a5, low);
        next = TLanes.MultiplyAdd(d3, a4, high);
        rest = TLanes.Subtract(high, next);
        rest = TLanes.MultiplyAdd(d3, a4, rest);
        low = TLanes.Add(low, rest);
        t._7 = TLanes.Add(low, carry);
        carry = Carry(next);

        high = TLanes.MultiplyAdd(d3, a5, bias);
        low = TLanes.Subtract(bias, high);
        low = TLanes.MultiplyAdd(d3, a5, low);
        next = TLanes.MultiplyAdd(a4, a4, high);
        rest = TLanes.Subtract(high, next);
        rest = TLanes.MultiplyAdd(a4, a4, rest);
        low = TLanes.Add(low, rest);
        t._8 = TLanes.Add(low, carry);
        carry = Carry(next);

        high = TLanes.MultiplyAdd(d4, a5, bias);
        low = TLanes.Subtract(bias, high);
        low = TLanes.MultiplyAdd(d4, a5, low);
        t._9 = TLanes.Add(low, carry);
        carry = Carry(high);

        high = TLanes.MultiplyAdd(a5, a5, bias);
        low = TLanes.Subtract(bias, high);
        low = TLanes.MultiplyAdd(a5, a5, low);
        t._10 = TLanes.Add(low, carry);
        t._11 = Carry(high);
    }

    [SkipLocalsInit]
    private static void Reduce(out LaneField256<TVector, TLanes, TModulus> r, in Wide t)
    {
        ref var constant = ref MemoryMarshal.GetArrayDataReference(_constants);
        var inverse = TLanes.Create(InverseRadix);
        var bias = TLanes.Create(Bias);
        TVector high, next, low, rest, round, carry;

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

        high = TLanes.MultiplyAdd(t0, Unsafe.Add(ref constant, 0), bias);
        low = TLanes.Subtract(bias, high);
        low = TLanes.MultiplyAdd(t0, Unsafe.Add(ref constant, 0), low);
        next = TLanes.MultiplyAdd(t1, Unsafe.Add(ref constant, 1), high);
        rest = TLanes.Subtract(high, next);
        rest = TLanes.MultiplyAdd(t1, Unsafe.Add(ref constant, 1), rest);
        low = TLanes.Add(low, rest);
        high = TLanes.MultiplyAdd(t2, Unsafe.Add(ref constant, 2), next);
        rest = TLanes.Subtract(next, high);
        rest = TLanes.MultiplyAdd(t2, Unsafe.Add(ref constant, 2), rest);
        low = TLanes.Add(low, rest);
        next = TLanes.MultiplyAdd(t3, Unsafe.Add(ref constant, 3), high);
        rest = TLanes.Subtract(high, next);
        rest = TLanes.MultiplyAdd(t3, Unsafe.Add(ref constant, 3), rest);
        low = TLanes.Add(low, rest);
        low = TLanes.MultiplyAdd(carry, inverse, TLanes.Add(low, t._4));
        round = Round(low);
        low = TLanes.Subtract(low, round);
        var m0 = LowProduct(low, Unsafe.Add(ref constant, 30));
        carry = TLanes.Add(TLanes.MultiplyAdd(m0, Unsafe.Add(ref constant, 24), low), TLanes.Add(round, TLanes.Subtract(next, bias)));

        high = TLanes.MultiplyAdd(t0, Unsafe.Add(ref constant, 4), bias);
        low = TLanes.Subtract(bias, high);
        low = TLanes.MultiplyAdd(t0, Unsafe.Add(ref constant, 4), low);
        next = TLanes.MultiplyAdd(t1, Unsafe.Add(ref constant, 5), high);
        rest = TLanes.Subtract(high, next);
        rest = TLanes.MultiplyAdd(t1, Unsafe.Add(ref constant, 5), rest);
        low = TLanes.Add(low, rest);
        high = TLanes.MultiplyAdd(t2, Unsafe.Add(ref constant, 6), next);
        rest = TLanes.Subtract(next, high);
        rest = TLanes.MultiplyAdd(t2, Unsafe.Add(ref constant, 6), rest);
        low = TLanes.Add(low, rest);
        next = TLanes.MultiplyAdd(t3, Unsafe.Add(ref constant, 7), high);
        rest = TLanes.Subtract(high, next);
        rest = TLanes.MultiplyAdd(t3, Unsafe.Add(ref constant, 7), rest);
        low = TLanes.Add(low, rest);
        high = TLanes.MultiplyAdd(m0, Unsafe.Add(ref constant, 25), next);
        rest = TLanes.Subtract(next, high);
        rest = TLanes.MultiplyAdd(m0, Unsafe.Add(ref constant, 25), rest);
        low = TLanes.Add(low, rest);
        low = TLanes.MultiplyAdd(carry, inverse, TLanes.Add(low, t._5));
        round = Round(low);
        low = TLanes.Subtract(low, round);
        var m1 = LowProduct(low, Unsafe.Add(ref constant, 30));
        carry = TLanes.Add(TLanes.MultiplyAdd(m1, Unsafe.Add(ref constant, 24), low), TLanes.Add(round, TLanes.Subtract(high, bias)));

        high = TLanes.MultiplyAdd(t0, Unsafe.Add(ref constant, 8), bias);
        low = TLanes.Subtract(bias, high);
        low = TLanes.MultiplyAdd(t0, Unsafe.Add(ref constant, 8), low);
        next = TLanes.MultiplyAdd(t1, Unsafe.Add(ref constant, 9), high);
        rest = TLanes.Subtract(high, next);
        rest = TLanes.MultiplyAdd(t1, Unsafe.Add(ref constant, 9), rest);
        low = TLanes.Add(low, rest);
        high = TLanes.MultiplyAdd(t2, Unsafe.Add(ref constant, 10), next);
        rest = TLanes.Subtract(next, high);
        rest = TLanes.MultiplyAdd(t2, Unsafe.Add(ref constant, 10), rest);
        low = TLanes.Add(low, rest);
        next = TLanes.MultiplyAdd(t3, Unsafe.Add(ref constant, 11), high);
        rest = TLanes.Subtract(high, next);
        rest = TLanes.MultiplyAdd(t3, Unsafe.Add(ref constant, 11), rest);
        low = TLanes.Add(low, rest);
        high = TLanes.MultiplyAdd(m0, Unsafe.Add(ref constant, 26), next);
        rest = TLanes.Subtract(next, high);
        rest = TLanes.MultiplyAdd(m0, Unsafe.Add(ref constant, 26), rest);
        low = TLanes.Add(low, rest);
        next = TLanes.MultiplyAdd(m1, Unsafe.Add(ref constant, 25), high);
        rest = TLanes.Subtract(high, next);
        rest = TLanes.MultiplyAdd(m1, Unsafe.Add(ref constant, 25), rest);
        low = TLanes.Add(low, rest);
        low = TLanes.MultiplyAdd(carry, inverse, TLanes.Add(low, t._6));
        round = Round(low);
        r._0 = TLanes.Subtract(low, round);
        var last = round;
        carry = TLanes.Subtract(next, bias);

        high = TLanes.MultiplyAdd(t0, Unsafe.Add(ref constant, 12), bias);
        low = TLanes.Subtract(bias, high);
        low = TLanes.MultiplyAdd(t0, Unsafe.Add(ref constant, 12), low);
        next = TLanes.MultiplyAdd(t1, Unsafe.Add(ref constant, 13), high);
        rest = TLanes.Subtract(high, next);
        rest = TLanes.MultiplyAdd(t1, Unsafe.Add(ref constant, 13), rest);
        low = TLanes.Add(low, rest);
        high = TLanes.MultiplyAdd(t2, Unsafe.Add(ref constant, 14), next);
        rest = TLanes.Subtract(next, high);
        rest = TLanes.MultiplyAdd(t2, Unsafe.Add(ref constant, 14), rest);
        low = TLanes.Add(low, rest);
        next = TLanes.MultiplyAdd(t3, Unsafe.Add(ref constant, 15), high);
        rest = TLanes.Subtract(high, next);
        rest = TLanes.MultiplyAdd(t3, Unsafe.Add(ref constant, 15), rest);
        low = TLanes.Add(low, rest);
        high = TLanes.MultiplyAdd(m0, Unsafe.Add(ref constant, 27), next);
        rest = TLanes.Subtract(next, high);
        rest = TLanes.MultiplyAdd(m0, Unsafe.Add(ref constant, 27), rest);
        low = TLanes.Add(low, rest);
        next = TLanes.MultiplyAdd(m1, Unsafe.Add(ref constant, 26), high);
        rest = TLanes.Subtract(high, next);
        rest = TLanes.MultiplyAdd(m1, Unsafe.Add(ref constant, 26), rest);
        low = TLanes.Add(low, rest);
        low = TLanes.MultiplyAdd(carry, inverse, TLanes.Add(low, t._7));
        round = Round(low);
        r._1 = TLanes.MultiplyAdd(last, inverse, TLanes.Subtract(low, round));
        last = round;
        carry = TLanes.Subtract(next, bias);

        high = TLanes.MultiplyAdd(t0, Unsafe.Add(ref constant, 16), bias);
        low = TLanes.Subtract(bias, high);
        low = TLanes.MultiplyAdd(t0, Unsafe.Add(ref constant, 16), low);
        next = TLanes.MultiplyAdd(t1, Unsafe.Add(ref constant, 17), high);
        rest = TLanes.Subtract(high, next);
        rest = TLanes.MultiplyAdd(t1, Unsafe.Add(ref constant, 17), rest);
        low = TLanes.Add(low, rest);
        high = TLanes.MultiplyAdd(t2, Unsafe.Add(ref constant, 18), next);
        rest = TLanes.Subtract(next, high);
        rest = TLanes.MultiplyAdd(t2, Unsafe.Add(ref constant, 18), rest);
        low = TLanes.Add(low, rest);
        next = TLanes.MultiplyAdd(t3, Unsafe.Add(ref constant, 19), high);
        rest = TLanes.Subtract(high, next);
        rest = TLanes.MultiplyAdd(t3, Unsafe.Add(ref constant, 19), rest);
        low = TLanes.Add(low, rest);
        high = TLanes.MultiplyAdd(m0, Unsafe.Add(ref constant, 28), next);
        rest = TLanes.Subtract(next, high);
        rest = TLanes.MultiplyAdd(m0, Unsafe.Add(ref constant, 28), rest);
        low = TLanes.Add(low, rest);
        next = TLanes.MultiplyAdd(m1, Unsafe.Add(ref constant, 27), high);
        rest = TLanes.Subtract(high, next);
        rest = TLanes.MultiplyAdd(m1, Unsafe.Add(ref constant, 27), rest);
        low = TLanes.Add(low, rest);
        low = TLanes.MultiplyAdd(carry, inverse, TLanes.Add(low, t._8));
        round = Round(low);
        r._2 = TLanes.MultiplyAdd(last, inverse, TLanes.Subtract(low, round));
        last = round;
        carry = TLanes.Subtract(next, bias);

        high = TLanes.MultiplyAdd(t0, Unsafe.Add(ref constant, 20), bias);
        low = TLanes.Subtract(bias, high);
        low = TLanes.MultiplyAdd(t0, Unsafe.Add(ref constant, 20), low);
        next = TLanes.MultiplyAdd(t1, Unsafe.Add(ref constant, 21), high);
        rest = TLanes.Subtract(high, next);
        rest = TLanes.MultiplyAdd(t1, Unsafe.Add(ref constant, 21), rest);
        low = TLanes.Add(low, rest);
        high = TLanes.MultiplyAdd(t2, Unsafe.Add(ref constant, 22), next);
        rest = TLanes.Subtract(next, high);
        rest = TLanes.MultiplyAdd(t2, Unsafe.Add(ref constant, 22), rest);
        low = TLanes.Add(low, rest);
        next = TLanes.MultiplyAdd(t3, Unsafe.Add(ref constant, 23), high);
        rest = TLanes.Subtract(high, next);
        rest = TLanes.MultiplyAdd(t3, Unsafe.Add(ref constant, 23), rest);
        low = TLanes.Add(low, rest);
        high = TLanes.MultiplyAdd(m0, Unsafe.Add(ref constant, 29), next);
        rest = TLanes.Subtract(next, high);
        rest = TLanes.MultiplyAdd(m0, Unsafe.Add(ref constant, 29), rest);
        low = TLanes.Add(low, rest);
        next = TLanes.MultiplyAdd(m1, Unsafe.Add(ref constant, 28), high);
        rest = TLanes.Subtract(high, next);
        rest = TLanes.MultiplyAdd(m1, Unsafe.Add(ref constant, 28), rest);
        low = TLanes.Add(low, rest);
        low = TLanes.MultiplyAdd(carry, inverse, TLanes.Add(low, t._9));
        round = Round(low);
        r._3 = TLanes.MultiplyAdd(last, inverse, TLanes.Subtract(low, round));
        last = round;
        carry = TLanes.Subtract(next, bias);

        high = TLanes.MultiplyAdd(m1, Unsafe.Add(ref constant, 29), bias);
        low = TLanes.Subtract(bias, high);
        low = TLanes.MultiplyAdd(m1, Unsafe.Add(ref constant, 29), low);
        low = TLanes.MultiplyAdd(carry, inverse, TLanes.Add(low, t._10));
        round = Round(low);
        r._4 = TLanes.MultiplyAdd(last, inverse, TLanes.Subtract(low, round));
        last = round;
        carry = TLanes.Subtract(high, bias);

        r._5 = TLanes.MultiplyAdd(TLanes.Add(carry, last), inverse, t._11);
    }
}
