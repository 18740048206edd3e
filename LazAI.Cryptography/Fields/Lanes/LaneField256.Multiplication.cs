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
        TVector high0, low0, high1, low1, carry;
        TVector a0 = a._0, a1 = a._1, a2 = a._2, a3 = a._3, a4 = a._4, a5 = a._5;
        TVector b0 = b._0, b1 = b._1, b2 = b._2, b3 = b._3, b4 = b._4, b5 = b._5;

        Begin(a0, b0, out high0, out low0);
        Begin(a0, b1, out high1, out low1);
        Accumulate(a1, b0, ref high1, ref low1);
        t._0 = low0;
        carry = Carry(high0);
        t._1 = TLanes.Add(low1, carry);
        carry = Carry(high1);

        Begin(a0, b2, out high0, out low0);
        Begin(a0, b3, out high1, out low1);
        Accumulate(a1, b1, ref high0, ref low0);
        Accumulate(a1, b2, ref high1, ref low1);
        Accumulate(a2, b0, ref high0, ref low0);
        Accumulate(a2, b1, ref high1, ref low1);
        Accumulate(a3, b0, ref high1, ref low1);
        t._2 = TLanes.Add(low0, carry);
        carry = Carry(high0);
        t._3 = TLanes.Add(low1, carry);
        carry = Carry(high1);

        Begin(a0, b4, out high0, out low0);
        Begin(a0, b5, out high1, out low1);
        Accumulate(a1, b3, ref high0, ref low0);
        Accumulate(a1, b4, ref high1, ref low1);
        Accumulate(a2, b2, ref high0, ref low0);
        Accumulate(a2, b3, ref high1, ref low1);
        Accumulate(a3, b1, ref high0, ref low0);
        Accumulate(a3, b2, ref high1, ref low1);
        Accumulate(a4, b0, ref high0, ref low0);
        Accumulate(a4, b1, ref high1, ref low1);
        Accumulate(a5, b0, ref high1, ref low1);
        t._4 = TLanes.Add(low0, carry);
        carry = Carry(high0);
        t._5 = TLanes.Add(low1, carry);
        carry = Carry(high1);

        Begin(a1, b5, out high0, out low0);
        Begin(a2, b5, out high1, out low1);
        Accumulate(a2, b4, ref high0, ref low0);
        Accumulate(a3, b4, ref high1, ref low1);
        Accumulate(a3, b3, ref high0, ref low0);
        Accumulate(a4, b3, ref high1, ref low1);
        Accumulate(a4, b2, ref high0, ref low0);
        Accumulate(a5, b2, ref high1, ref low1);
        Accumulate(a5, b1, ref high0, ref low0);
        t._6 = TLanes.Add(low0, carry);
        carry = Carry(high0);
        t._7 = TLanes.Add(low1, carry);
        carry = Carry(high1);

        Begin(a3, b5, out high0, out low0);
        Begin(a4, b5, out high1, out low1);
        Accumulate(a4, b4, ref high0, ref low0);
        Accumulate(a5, b4, ref high1, ref low1);
        Accumulate(a5, b3, ref high0, ref low0);
        t._8 = TLanes.Add(low0, carry);
        carry = Carry(high0);
        t._9 = TLanes.Add(low1, carry);
        carry = Carry(high1);

        Begin(a5, b5, out high0, out low0);
        t._10 = TLanes.Add(low0, carry);
        t._11 = Carry(high0);
    }

    [SkipLocalsInit]
    private static void Square(out Wide t, in LaneField256<TVector, TLanes, TModulus> a)
    {
        TVector high0, low0, high1, low1, carry;
        TVector a0 = a._0, a1 = a._1, a2 = a._2, a3 = a._3, a4 = a._4, a5 = a._5;
        TVector d0 = TLanes.Add(a0, a0), d1 = TLanes.Add(a1, a1), d2 = TLanes.Add(a2, a2), d3 = TLanes.Add(a3, a3), d4 = TLanes.Add(a4, a4);

        Begin(a0, a0, out high0, out low0);
        Begin(d0, a1, out high1, out low1);
        t._0 = low0;
        carry = Carry(high0);
        t._1 = TLanes.Add(low1, carry);
        carry = Carry(high1);

        Begin(d0, a2, out high0, out low0);
        Begin(d0, a3, out high1, out low1);
        Accumulate(a1, a1, ref high0, ref low0);
        Accumulate(d1, a2, ref high1, ref low1);
        t._2 = TLanes.Add(low0, carry);
        carry = Carry(high0);
        t._3 = TLanes.Add(low1, carry);
        carry = Carry(high1);

        Begin(d0, a4, out high0, out low0);
        Begin(d0, a5, out high1, out low1);
        Accumulate(d1, a3, ref high0, ref low0);
        Accumulate(d1, a4, ref high1, ref low1);
        Accumulate(a2, a2, ref high0, ref low0);
        Accumulate(d2, a3, ref high1, ref low1);
        t._4 = TLanes.Add(low0, carry);
        carry = Carry(high0);
        t._5 = TLanes.Add(low1, carry);
        carry = Carry(high1);

        Begin(d1, a5, out high0, out low0);
        Begin(d2, a5, out high1, out low1);
        Accumulate(d2, a4, ref high0, ref low0);
        Accumulate(d3, a4, ref high1, ref low1);
        Accumulate(a3, a3, ref high0, ref low0);
        t._6 = TLanes.Add(low0, carry);
        carry = Carry(high0);
        t._7 = TLanes.Add(low1, carry);
        carry = Carry(high1);

        Begin(d3, a5, out high0, out low0);
        Begin(d4, a5, out high1, out low1);
        Accumulate(a4, a4, ref high0, ref low0);
        t._8 = TLanes.Add(low0, carry);
        carry = Carry(high0);
        t._9 = TLanes.Add(low1, carry);
        carry = Carry(high1);

        Begin(a5, a5, out high0, out low0);
        t._10 = TLanes.Add(low0, carry);
        t._11 = Carry(high0);
    }
}
