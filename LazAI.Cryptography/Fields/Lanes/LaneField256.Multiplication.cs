using System.Runtime.CompilerServices;

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
}
