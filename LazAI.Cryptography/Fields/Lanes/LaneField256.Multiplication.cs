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
        TVector high0, next0, low0, rest0, high1, next1, low1, rest1, carry;
        var bias = TLanes.Create(Bias);
        TVector a0 = a._0, a1 = a._1, a2 = a._2, a3 = a._3, a4 = a._4, a5 = a._5;
        TVector b0 = b._0, b1 = b._1, b2 = b._2, b3 = b._3, b4 = b._4, b5 = b._5;

        high0 = TLanes.MultiplyAdd(a0, b0, bias);
        low0 = TLanes.Subtract(bias, high0);
        low0 = TLanes.MultiplyAdd(a0, b0, low0);
        high1 = TLanes.MultiplyAdd(a0, b1, bias);
        low1 = TLanes.Subtract(bias, high1);
        low1 = TLanes.MultiplyAdd(a0, b1, low1);
        next1 = TLanes.MultiplyAdd(a1, b0, high1);
        rest1 = TLanes.Subtract(high1, next1);
        rest1 = TLanes.MultiplyAdd(a1, b0, rest1);
        low1 = TLanes.Add(low1, rest1);
        t._0 = low0;
        carry = Carry(high0);
        t._1 = TLanes.Add(low1, carry);
        carry = Carry(next1);

        high0 = TLanes.MultiplyAdd(a0, b2, bias);
        low0 = TLanes.Subtract(bias, high0);
        low0 = TLanes.MultiplyAdd(a0, b2, low0);
        high1 = TLanes.MultiplyAdd(a0, b3, bias);
        low1 = TLanes.Subtract(bias, high1);
        low1 = TLanes.MultiplyAdd(a0, b3, low1);
        next0 = TLanes.MultiplyAdd(a1, b1, high0);
        rest0 = TLanes.Subtract(high0, next0);
        rest0 = TLanes.MultiplyAdd(a1, b1, rest0);
        low0 = TLanes.Add(low0, rest0);
        next1 = TLanes.MultiplyAdd(a1, b2, high1);
        rest1 = TLanes.Subtract(high1, next1);
        rest1 = TLanes.MultiplyAdd(a1, b2, rest1);
        low1 = TLanes.Add(low1, rest1);
        high0 = TLanes.MultiplyAdd(a2, b0, next0);
        rest0 = TLanes.Subtract(next0, high0);
        rest0 = TLanes.MultiplyAdd(a2, b0, rest0);
        low0 = TLanes.Add(low0, rest0);
        high1 = TLanes.MultiplyAdd(a2, b1, next1);
        rest1 = TLanes.Subtract(next1, high1);
        rest1 = TLanes.MultiplyAdd(a2, b1, rest1);
        low1 = TLanes.Add(low1, rest1);
        next1 = TLanes.MultiplyAdd(a3, b0, high1);
        rest1 = TLanes.Subtract(high1, next1);
        rest1 = TLanes.MultiplyAdd(a3, b0, rest1);
        low1 = TLanes.Add(low1, rest1);
        t._2 = TLanes.Add(low0, carry);
        carry = Carry(high0);
        t._3 = TLanes.Add(low1, carry);
        carry = Carry(next1);

        high0 = TLanes.MultiplyAdd(a0, b4, bias);
        low0 = TLanes.Subtract(bias, high0);
        low0 = TLanes.MultiplyAdd(a0, b4, low0);
        high1 = TLanes.MultiplyAdd(a0, b5, bias);
        low1 = TLanes.Subtract(bias, high1);
        low1 = TLanes.MultiplyAdd(a0, b5, low1);
        next0 = TLanes.MultiplyAdd(a1, b3, high0);
        rest0 = TLanes.Subtract(high0, next0);
        rest0 = TLanes.MultiplyAdd(a1, b3, rest0);
        low0 = TLanes.Add(low0, rest0);
        next1 = TLanes.MultiplyAdd(a1, b4, high1);
        rest1 = TLanes.Subtract(high1, next1);
        rest1 = TLanes.MultiplyAdd(a1, b4, rest1);
        low1 = TLanes.Add(low1, rest1);
        high0 = TLanes.MultiplyAdd(a2, b2, next0);
        rest0 = TLanes.Subtract(next0, high0);
        rest0 = TLanes.MultiplyAdd(a2, b2, rest0);
        low0 = TLanes.Add(low0, rest0);
        high1 = TLanes.MultiplyAdd(a2, b3, next1);
        rest1 = TLanes.Subtract(next1, high1);
        rest1 = TLanes.MultiplyAdd(a2, b3, rest1);
        low1 = TLanes.Add(low1, rest1);
        next0 = TLanes.MultiplyAdd(a3, b1, high0);
        rest0 = TLanes.Subtract(high0, next0);
        rest0 = TLanes.MultiplyAdd(a3, b1, rest0);
        low0 = TLanes.Add(low0, rest0);
        next1 = TLanes.MultiplyAdd(a3, b2, high1);
        rest1 = TLanes.Subtract(high1, next1);
        rest1 = TLanes.MultiplyAdd(a3, b2, rest1);
        low1 = TLanes.Add(low1, rest1);
        high0 = TLanes.MultiplyAdd(a4, b0, next0);
        rest0 = TLanes.Subtract(next0, high0);
        rest0 = TLanes.MultiplyAdd(a4, b0, rest0);
        low0 = TLanes.Add(low0, rest0);
        high1 = TLanes.MultiplyAdd(a4, b1, next1);
        rest1 = TLanes.Subtract(next1, high1);
        rest1 = TLanes.MultiplyAdd(a4, b1, rest1);
        low1 = TLanes.Add(low1, rest1);
        next1 = TLanes.MultiplyAdd(a5, b0, high1);
        rest1 = TLanes.Subtract(high1, next1);
        rest1 = TLanes.MultiplyAdd(a5, b0, rest1);
        low1 = TLanes.Add(low1, rest1);
        t._4 = TLanes.Add(low0, carry);
        carry = Carry(high0);
        t._5 = TLanes.Add(low1, carry);
        carry = Carry(next1);

        high0 = TLanes.MultiplyAdd(a1, b5, bias);
        low0 = TLanes.Subtract(bias, high0);
        low0 = TLanes.MultiplyAdd(a1, b5, low0);
        high1 = TLanes.MultiplyAdd(a2, b5, bias);
        low1 = TLanes.Subtract(bias, high1);
        low1 = TLanes.MultiplyAdd(a2, b5, low1);
        next0 = TLanes.MultiplyAdd(a2, b4, high0);
        rest0 = TLanes.Subtract(high0, next0);
        rest0 = TLanes.MultiplyAdd(a2, b4, rest0);
        low0 = TLanes.Add(low0, rest0);
        next1 = TLanes.MultiplyAdd(a3, b4, high1);
        rest1 = TLanes.Subtract(high1, next1);
        rest1 = TLanes.MultiplyAdd(a3, b4, rest1);
        low1 = TLanes.Add(low1, rest1);
        high0 = TLanes.MultiplyAdd(a3, b3, next0);
        rest0 = TLanes.Subtract(next0, high0);
        rest0 = TLanes.MultiplyAdd(a3, b3, rest0);
        low0 = TLanes.Add(low0, rest0);
        high1 = TLanes.MultiplyAdd(a4, b3, next1);
        rest1 = TLanes.Subtract(next1, high1);
        rest1 = TLanes.MultiplyAdd(a4, b3, rest1);
        low1 = TLanes.Add(low1, rest1);
        next0 = TLanes.MultiplyAdd(a4, b2, high0);
        rest0 = TLanes.Subtract(high0, next0);
        rest0 = TLanes.MultiplyAdd(a4, b2, rest0);
        low0 = TLanes.Add(low0, rest0);
        next1 = TLanes.MultiplyAdd(a5, b2, high1);
        rest1 = TLanes.Subtract(high1, next1);
        rest1 = TLanes.MultiplyAdd(a5, b2, rest1);
        low1 = TLanes.Add(low1, rest1);
        high0 = TLanes.MultiplyAdd(a5, b1, next0);
        rest0 = TLanes.Subtract(next0, high0);
        rest0 = TLanes.MultiplyAdd(a5, b1, rest0);
        low0 = TLanes.Add(low0, rest0);
        t._6 = TLanes.Add(low0, carry);
        carry = Carry(high0);
        t._7 = TLanes.Add(low1, carry);
        carry = Carry(next1);

        high0 = TLanes.MultiplyAdd(a3, b5, bias);
        low0 = TLanes.Subtract(bias, high0);
        low0 = TLanes.MultiplyAdd(a3, b5, low0);
        high1 = TLanes.MultiplyAdd(a4, b5, bias);
        low1 = TLanes.Subtract(bias, high1);
        low1 = TLanes.MultiplyAdd(a4, b5, low1);
        next0 = TLanes.MultiplyAdd(a4, b4, high0);
        rest0 = TLanes.Subtract(high0, next0);
        rest0 = TLanes.MultiplyAdd(a4, b4, rest0);
        low0 = TLanes.Add(low0, rest0);
        next1 = TLanes.MultiplyAdd(a5, b4, high1);
        rest1 = TLanes.Subtract(high1, next1);
        rest1 = TLanes.MultiplyAdd(a5, b4, rest1);
        low1 = TLanes.Add(low1, rest1);
        high0 = TLanes.MultiplyAdd(a5, b3, next0);
        rest0 = TLanes.Subtract(next0, high0);
        rest0 = TLanes.MultiplyAdd(a5, b3, rest0);
        low0 = TLanes.Add(low0, rest0);
        t._8 = TLanes.Add(low0, carry);
        carry = Carry(high0);
        t._9 = TLanes.Add(low1, carry);
        carry = Carry(next1);

        high0 = TLanes.MultiplyAdd(a5, b5, bias);
        low0 = TLanes.Subtract(bias, high0);
        low0 = TLanes.MultiplyAdd(a5, b5, low0);
        t._10 = TLanes.Add(low0, carry);
        t._11 = Carry(high0);
    }

    [SkipLocalsInit]
    private static void Square(out Wide t, in LaneField256<TVector, TLanes, TModulus> a)
    {
        TVector high0, next0, low0, rest0, high1, next1, low1, rest1, carry;
        var bias = TLanes.Create(Bias);
        TVector a0 = a._0, a1 = a._1, a2 = a._2, a3 = a._3, a4 = a._4, a5 = a._5;
        TVector d0 = TLanes.Add(a0, a0), d1 = TLanes.Add(a1, a1), d2 = TLanes.Add(a2, a2), d3 = TLanes.Add(a3, a3), d4 = TLanes.Add(a4, a4);

        high0 = TLanes.MultiplyAdd(a0, a0, bias);
        low0 = TLanes.Subtract(bias, high0);
        low0 = TLanes.MultiplyAdd(a0, a0, low0);
        high1 = TLanes.MultiplyAdd(d0, a1, bias);
        low1 = TLanes.Subtract(bias, high1);
        low1 = TLanes.MultiplyAdd(d0, a1, low1);
        t._0 = low0;
        carry = Carry(high0);
        t._1 = TLanes.Add(low1, carry);
        carry = Carry(high1);

        high0 = TLanes.MultiplyAdd(d0, a2, bias);
        low0 = TLanes.Subtract(bias, high0);
        low0 = TLanes.MultiplyAdd(d0, a2, low0);
        high1 = TLanes.MultiplyAdd(d0, a3, bias);
        low1 = TLanes.Subtract(bias, high1);
        low1 = TLanes.MultiplyAdd(d0, a3, low1);
        next0 = TLanes.MultiplyAdd(a1, a1, high0);
        rest0 = TLanes.Subtract(high0, next0);
        rest0 = TLanes.MultiplyAdd(a1, a1, rest0);
        low0 = TLanes.Add(low0, rest0);
        next1 = TLanes.MultiplyAdd(d1, a2, high1);
        rest1 = TLanes.Subtract(high1, next1);
        rest1 = TLanes.MultiplyAdd(d1, a2, rest1);
        low1 = TLanes.Add(low1, rest1);
        t._2 = TLanes.Add(low0, carry);
        carry = Carry(next0);
        t._3 = TLanes.Add(low1, carry);
        carry = Carry(next1);

        high0 = TLanes.MultiplyAdd(d0, a4, bias);
        low0 = TLanes.Subtract(bias, high0);
        low0 = TLanes.MultiplyAdd(d0, a4, low0);
        high1 = TLanes.MultiplyAdd(d0, a5, bias);
        low1 = TLanes.Subtract(bias, high1);
        low1 = TLanes.MultiplyAdd(d0, a5, low1);
        next0 = TLanes.MultiplyAdd(d1, a3, high0);
        rest0 = TLanes.Subtract(high0, next0);
        rest0 = TLanes.MultiplyAdd(d1, a3, rest0);
        low0 = TLanes.Add(low0, rest0);
        next1 = TLanes.MultiplyAdd(d1, a4, high1);
        rest1 = TLanes.Subtract(high1, next1);
        rest1 = TLanes.MultiplyAdd(d1, a4, rest1);
        low1 = TLanes.Add(low1, rest1);
        high0 = TLanes.MultiplyAdd(a2, a2, next0);
        rest0 = TLanes.Subtract(next0, high0);
        rest0 = TLanes.MultiplyAdd(a2, a2, rest0);
        low0 = TLanes.Add(low0, rest0);
        high1 = TLanes.MultiplyAdd(d2, a3, next1);
        rest1 = TLanes.Subtract(next1, high1);
        rest1 = TLanes.MultiplyAdd(d2, a3, rest1);
        low1 = TLanes.Add(low1, rest1);
        t._4 = TLanes.Add(low0, carry);
        carry = Carry(high0);
        t._5 = TLanes.Add(low1, carry);
        carry = Carry(high1);

        high0 = TLanes.MultiplyAdd(d1, a5, bias);
        low0 = TLanes.Subtract(bias, high0);
        low0 = TLanes.MultiplyAdd(d1, a5, low0);
        high1 = TLanes.MultiplyAdd(d2, a5, bias);
        low1 = TLanes.Subtract(bias, high1);
        low1 = TLanes.MultiplyAdd(d2, a5, low1);
        next0 = TLanes.MultiplyAdd(d2, a4, high0);
        rest0 = TLanes.Subtract(high0, next0);
        rest0 = TLanes.MultiplyAdd(d2, a4, rest0);
        low0 = TLanes.Add(low0, rest0);
        next1 = TLanes.MultiplyAdd(d3, a4, high1);
        rest1 = TLanes.Subtract(high1, next1);
        rest1 = TLanes.MultiplyAdd(d3, a4, rest1);
        low1 = TLanes.Add(low1, rest1);
        high0 = TLanes.MultiplyAdd(a3, a3, next0);
        rest0 = TLanes.Subtract(next0, high0);
        rest0 = TLanes.MultiplyAdd(a3, a3, rest0);
        low0 = TLanes.Add(low0, rest0);
        t._6 = TLanes.Add(low0, carry);
        carry = Carry(high0);
        t._7 = TLanes.Add(low1, carry);
        carry = Carry(next1);

        high0 = TLanes.MultiplyAdd(d3, a5, bias);
        low0 = TLanes.Subtract(bias, high0);
        low0 = TLanes.MultiplyAdd(d3, a5, low0);
        high1 = TLanes.MultiplyAdd(d4, a5, bias);
        low1 = TLanes.Subtract(bias, high1);
        low1 = TLanes.MultiplyAdd(d4, a5, low1);
        next0 = TLanes.MultiplyAdd(a4, a4, high0);
        rest0 = TLanes.Subtract(high0, next0);
        rest0 = TLanes.MultiplyAdd(a4, a4, rest0);
        low0 = TLanes.Add(low0, rest0);
        t._8 = TLanes.Add(low0, carry);
        carry = Carry(next0);
        t._9 = TLanes.Add(low1, carry);
        carry = Carry(high1);

        high0 = TLanes.MultiplyAdd(a5, a5, bias);
        low0 = TLanes.Subtract(bias, high0);
        low0 = TLanes.MultiplyAdd(a5, a5, low0);
        t._10 = TLanes.Add(low0, carry);
        t._11 = Carry(high0);
    }

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

        low0 = TLanes.MultiplyAdd(carry, inverse, TLanes.Add(low0, t._4));
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
        low1 = TLanes.Add(low1, rest);
        high1 = next;
        low1 = TLanes.MultiplyAdd(carry, inverse, TLanes.Add(low1, t._5));
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
        low2 = TLanes.Add(low2, rest);
        high2 = next;
        low2 = TLanes.MultiplyAdd(carry, inverse, TLanes.Add(low2, t._6));
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
