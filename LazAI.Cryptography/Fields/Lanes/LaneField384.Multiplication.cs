using System.Runtime.CompilerServices;

namespace LazAI.Cryptography.Fields.Lanes;

// A product of limbs has 98 bits and a double has room for 53, so it is taken apart: high = fma(a, b, bias) is rounded to a multiple
// of 2^49, and low = fma(a, b, bias - high), which is exact, is what rounding took away, no more than 2^48 in size. A column of
// products is one chain of highs, each beginning with the one before it, and the sum of the lows. Two multiplications and two
// additions of doubles for each product of limbs of 49 bits: with vpmuludq (28 bits, nothing between .NET and the processor's 52-bit
// multiplier) it would be eight instructions for not quite as much.
//
// All of this is exact as long as the highs stay within 2^100 of the bias, and sums of lows and carries within 2^53. Limbs of normal
// elements are at most 2^48 + 2^5 in size, the last one is short, and so
//   a column of products has up to seven of full length: 7 * 2^96 * w <= 2^100 for w = 2, one factor being a sum of two;
//   its limb of t: 8 * 2^48 of lows and 2^100 / 2^49 of carry, no more than 2^52; a sum of two products is carried on before it goes on;
//   a column of the reduction: eight factors of at most 2^48 + 2^5, so 8 * 2^96 of highs and 2^51 of lows, beside t's limb (2^52), the
//   carry (2^50) and the addend (4 * 2^48) less than 2^53.
//
// The reduction takes the low six limbs at once: 2^(49 k) is congruent to 2^(49 * 6) times a constant below p, whose products add to the
// upper limbs. So only two steps of Montgomery's (m = -t / p modulo 2^49, t + m p) wait for one another, not eight.
internal partial struct LaneField384<TVector, TLanes, TModulus>
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
        public TVector _12;
        public TVector _13;
        public TVector _14;
        public TVector _15;
    }

    [SkipLocalsInit]
    private static void Multiply(out Wide t, in LaneField384<TVector, TLanes, TModulus> a, in LaneField384<TVector, TLanes, TModulus> b)
    {
        TVector high0, low0, high1, low1, carry;
        TVector a0 = a._0, a1 = a._1, a2 = a._2, a3 = a._3, a4 = a._4, a5 = a._5, a6 = a._6, a7 = a._7;
        TVector b0 = b._0, b1 = b._1, b2 = b._2, b3 = b._3, b4 = b._4, b5 = b._5, b6 = b._6, b7 = b._7;

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

        Begin(a0, b6, out high0, out low0);
        Begin(a0, b7, out high1, out low1);
        Accumulate(a1, b5, ref high0, ref low0);
        Accumulate(a1, b6, ref high1, ref low1);
        Accumulate(a2, b4, ref high0, ref low0);
        Accumulate(a2, b5, ref high1, ref low1);
        Accumulate(a3, b3, ref high0, ref low0);
        Accumulate(a3, b4, ref high1, ref low1);
        Accumulate(a4, b2, ref high0, ref low0);
        Accumulate(a4, b3, ref high1, ref low1);
        Accumulate(a5, b1, ref high0, ref low0);
        Accumulate(a5, b2, ref high1, ref low1);
        Accumulate(a6, b0, ref high0, ref low0);
        Accumulate(a6, b1, ref high1, ref low1);
        Accumulate(a7, b0, ref high1, ref low1);
        t._6 = TLanes.Add(low0, carry);
        carry = Carry(high0);
        t._7 = TLanes.Add(low1, carry);
        carry = Carry(high1);

        Begin(a1, b7, out high0, out low0);
        Begin(a2, b7, out high1, out low1);
        Accumulate(a2, b6, ref high0, ref low0);
        Accumulate(a3, b6, ref high1, ref low1);
        Accumulate(a3, b5, ref high0, ref low0);
        Accumulate(a4, b5, ref high1, ref low1);
        Accumulate(a4, b4, ref high0, ref low0);
        Accumulate(a5, b4, ref high1, ref low1);
        Accumulate(a5, b3, ref high0, ref low0);
        Accumulate(a6, b3, ref high1, ref low1);
        Accumulate(a6, b2, ref high0, ref low0);
        Accumulate(a7, b2, ref high1, ref low1);
        Accumulate(a7, b1, ref high0, ref low0);
        t._8 = TLanes.Add(low0, carry);
        carry = Carry(high0);
        t._9 = TLanes.Add(low1, carry);
        carry = Carry(high1);

        Begin(a3, b7, out high0, out low0);
        Begin(a4, b7, out high1, out low1);
        Accumulate(a4, b6, ref high0, ref low0);
        Accumulate(a5, b6, ref high1, ref low1);
        Accumulate(a5, b5, ref high0, ref low0);
        Accumulate(a6, b5, ref high1, ref low1);
        Accumulate(a6, b4, ref high0, ref low0);
        Accumulate(a7, b4, ref high1, ref low1);
        Accumulate(a7, b3, ref high0, ref low0);
        t._10 = TLanes.Add(low0, carry);
        carry = Carry(high0);
        t._11 = TLanes.Add(low1, carry);
        carry = Carry(high1);

        Begin(a5, b7, out high0, out low0);
        Begin(a6, b7, out high1, out low1);
        Accumulate(a6, b6, ref high0, ref low0);
        Accumulate(a7, b6, ref high1, ref low1);
        Accumulate(a7, b5, ref high0, ref low0);
        t._12 = TLanes.Add(low0, carry);
        carry = Carry(high0);
        t._13 = TLanes.Add(low1, carry);
        carry = Carry(high1);

        Begin(a7, b7, out high0, out low0);
        t._14 = TLanes.Add(low0, carry);
        t._15 = Carry(high0);
    }

    [SkipLocalsInit]
    private static void Square(out Wide t, in LaneField384<TVector, TLanes, TModulus> a)
    {
        TVector high0, low0, high1, low1, carry;
        TVector a0 = a._0, a1 = a._1, a2 = a._2, a3 = a._3, a4 = a._4, a5 = a._5, a6 = a._6, a7 = a._7;
        TVector d0 = TLanes.Add(a0, a0), d1 = TLanes.Add(a1, a1), d2 = TLanes.Add(a2, a2), d3 = TLanes.Add(a3, a3), d4 = TLanes.Add(a4, a4), d5 = TLanes.Add(a5, a5), d6 = TLanes.Add(a6, a6);

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

        Begin(d0, a6, out high0, out low0);
        Begin(d0, a7, out high1, out low1);
        Accumulate(d1, a5, ref high0, ref low0);
        Accumulate(d1, a6, ref high1, ref low1);
        Accumulate(d2, a4, ref high0, ref low0);
        Accumulate(d2, a5, ref high1, ref low1);
        Accumulate(a3, a3, ref high0, ref low0);
        Accumulate(d3, a4, ref high1, ref low1);
        t._6 = TLanes.Add(low0, carry);
        carry = Carry(high0);
        t._7 = TLanes.Add(low1, carry);
        carry = Carry(high1);

        Begin(d1, a7, out high0, out low0);
        Begin(d2, a7, out high1, out low1);
        Accumulate(d2, a6, ref high0, ref low0);
        Accumulate(d3, a6, ref high1, ref low1);
        Accumulate(d3, a5, ref high0, ref low0);
        Accumulate(d4, a5, ref high1, ref low1);
        Accumulate(a4, a4, ref high0, ref low0);
        t._8 = TLanes.Add(low0, carry);
        carry = Carry(high0);
        t._9 = TLanes.Add(low1, carry);
        carry = Carry(high1);

        Begin(d3, a7, out high0, out low0);
        Begin(d4, a7, out high1, out low1);
        Accumulate(d4, a6, ref high0, ref low0);
        Accumulate(d5, a6, ref high1, ref low1);
        Accumulate(a5, a5, ref high0, ref low0);
        t._10 = TLanes.Add(low0, carry);
        carry = Carry(high0);
        t._11 = TLanes.Add(low1, carry);
        carry = Carry(high1);

        Begin(d5, a7, out high0, out low0);
        Begin(d6, a7, out high1, out low1);
        Accumulate(a6, a6, ref high0, ref low0);
        t._12 = TLanes.Add(low0, carry);
        carry = Carry(high0);
        t._13 = TLanes.Add(low1, carry);
        carry = Carry(high1);

        Begin(a7, a7, out high0, out low0);
        t._14 = TLanes.Add(low0, carry);
        t._15 = Carry(high0);
    }
}
