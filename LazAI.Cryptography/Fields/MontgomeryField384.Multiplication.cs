using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace LazAI.Cryptography.Fields;

// Montgomery multiplication on 7 limbs of 56 bits: r = a * b / 2^392 mod p (P. Montgomery, "Modular multiplication without
// trial division", 1985), by columns, each reduced as soon as its products are in.
//
// A product of limbs is wanted as high * 2^56 + low, so that a column of products adds up without a carry out of 64 bits. With
// both factors shifted left by 4 the processor's upper word is the high part. The low parts of a column are never cut out one by
// one: their sum is the wrapped sum of the lower words minus the sum of the high parts * 2^56. Adding m_k * p clears the lower
// 56 bits of column k, so all that is left of its low part is the carry: rounded up, one more than the column's where bits are lost.
//
// Saturated limbs (6 of 64 bits) need an addition with carry for each product, which .NET cannot express: they measured
// 1.7 times slower. Factors may have limbs below 2^58, since no column of a kernel then exceeds 64 bits.
internal partial struct MontgomeryField384<TModulus>
{
    private const int LimbBits = 56;
    private const int Shift = (64 - LimbBits) / 2;
    private const ulong LimbMask = (1UL << LimbBits) - 1;

    // Math.BigMul writes the lower word to memory even where nobody wants it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong High(ulong a, ulong b) => Bmi2.X64.IsSupported ? Bmi2.X64.MultiplyNoFlags(a, b) : Math.BigMul(a, b, out _);

    // r = a * b.
    [SkipLocalsInit]
    private static void Multiply(out MontgomeryField384<TModulus> r, in MontgomeryField384<TModulus> a, in MontgomeryField384<TModulus> b)
    {
        ulong a0 = a._0, a1 = a._1, a2 = a._2, a3 = a._3, a4 = a._4, a5 = a._5, a6 = a._6;
        ulong x0 = a0 << Shift, x1 = a1 << Shift, x2 = a2 << Shift, x3 = a3 << Shift, x4 = a4 << Shift, x5 = a5 << Shift, x6 = a6 << Shift;
        ulong b0 = b._0, b1 = b._1, b2 = b._2, b3 = b._3, b4 = b._4, b5 = b._5, b6 = b._6;
        ulong y0 = b0 << Shift, y1 = b1 << Shift, y2 = b2 << Shift, y3 = b3 << Shift, y4 = b4 << Shift, y5 = b5 << Shift, y6 = b6 << Shift;

        var high = High(x0, y0);
        var low = a0 * b0 - (high << LimbBits);
        var m0 = (low * TModulus.NegatedInverse) & LimbMask;
        var q0 = m0 << Shift;
        var carry = ((low + LimbMask) >> LimbBits) + high + High(q0, TModulus.P0 << Shift);

        high = High(x0, y1) + High(x1, y0) + High(q0, TModulus.P1 << Shift);
        low = a0 * b1 + a1 * b0 + m0 * TModulus.P1 - (high << LimbBits) + carry;
        var m1 = (low * TModulus.NegatedInverse) & LimbMask;
        var q1 = m1 << Shift;
        carry = ((low + LimbMask) >> LimbBits) + high + High(q1, TModulus.P0 << Shift);

        high = High(x0, y2) + High(x1, y1) + High(x2, y0) + High(q0, TModulus.P2 << Shift) + High(q1, TModulus.P1 << Shift);
        low = a0 * b2 + a1 * b1 + a2 * b0 + m0 * TModulus.P2 + m1 * TModulus.P1 - (high << LimbBits) + carry;
        var m2 = (low * TModulus.NegatedInverse) & LimbMask;
        var q2 = m2 << Shift;
        carry = ((low + LimbMask) >> LimbBits) + high + High(q2, TModulus.P0 << Shift);

        high = High(x0, y3) + High(x1, y2) + High(x2, y1) + High(x3, y0) + High(q0, TModulus.P3 << Shift)
            + High(q1, TModulus.P2 << Shift) + High(q2, TModulus.P1 << Shift);
        low = a0 * b3 + a1 * b2 + a2 * b1 + a3 * b0 + m0 * TModulus.P3 + m1 * TModulus.P2 + m2 * TModulus.P1
            - (high << LimbBits) + carry;
        var m3 = (low * TModulus.NegatedInverse) & LimbMask;
        var q3 = m3 << Shift;
        carry = ((low + LimbMask) >> LimbBits) + high + High(q3, TModulus.P0 << Shift);

        high = High(x0, y4) + High(x1, y3) + High(x2, y2) + High(x3, y1) + High(x4, y0) + High(q0, TModulus.P4 << Shift)
            + High(q1, TModulus.P3 << Shift) + High(q2, TModulus.P2 << Shift) + High(q3, TModulus.P1 << Shift);
        low = a0 * b4 + a1 * b3 + a2 * b2 + a3 * b1 + a4 * b0 + m0 * TModulus.P4 + m1 * TModulus.P3 + m2 * TModulus.P2
            + m3 * TModulus.P1 - (high << LimbBits) + carry;
        var m4 = (low * TModulus.NegatedInverse) & LimbMask;
        var q4 = m4 << Shift;
        carry = ((low + LimbMask) >> LimbBits) + high + High(q4, TModulus.P0 << Shift);

        high = High(x0, y5) + High(x1, y4) + High(x2, y3) + High(x3, y2) + High(x4, y1) + High(x5, y0)
            + High(q0, TModulus.P5 << Shift) + High(q1, TModulus.P4 << Shift) + High(q2, TModulus.P3 << Shift)
            + High(q3, TModulus.P2 << Shift) + High(q4, TModulus.P1 << Shift);
        low = a0 * b5 + a1 * b4 + a2 * b3 + a3 * b2 + a4 * b1 + a5 * b0 + m0 * TModulus.P5 + m1 * TModulus.P4 + m2 * TModulus.P3
            + m3 * TModulus.P2 + m4 * TModulus.P1 - (high << LimbBits) + carry;
        var m5 = (low * TModulus.NegatedInverse) & LimbMask;
        var q5 = m5 << Shift;
        carry = ((low + LimbMask) >> LimbBits) + high + High(q5, TModulus.P0 << Shift);

        high = High(x0, y6) + High(x1, y5) + High(x2, y4) + High(x3, y3) + High(x4, y2) + High(x5, y1) + High(x6, y0)
            + High(q0, TModulus.P6 << Shift) + High(q1, TModulus.P5 << Shift) + High(q2, TModulus.P4 << Shift)
            + High(q3, TModulus.P3 << Shift) + High(q4, TModulus.P2 << Shift) + High(q5, TModulus.P1 << Shift);
        low = a0 * b6 + a1 * b5 + a2 * b4 + a3 * b3 + a4 * b2 + a5 * b1 + a6 * b0 + m0 * TModulus.P6 + m1 * TModulus.P5
            + m2 * TModulus.P4 + m3 * TModulus.P3 + m4 * TModulus.P2 + m5 * TModulus.P1 - (high << LimbBits) + carry;
        var m6 = (low * TModulus.NegatedInverse) & LimbMask;
        var q6 = m6 << Shift;
        carry = ((low + LimbMask) >> LimbBits) + high + High(q6, TModulus.P0 << Shift);

        high = High(x1, y6) + High(x2, y5) + High(x3, y4) + High(x4, y3) + High(x5, y2) + High(x6, y1)
            + High(q1, TModulus.P6 << Shift) + High(q2, TModulus.P5 << Shift) + High(q3, TModulus.P4 << Shift)
            + High(q4, TModulus.P3 << Shift) + High(q5, TModulus.P2 << Shift) + High(q6, TModulus.P1 << Shift);
        low = a1 * b6 + a2 * b5 + a3 * b4 + a4 * b3 + a5 * b2 + a6 * b1 + m1 * TModulus.P6 + m2 * TModulus.P5 + m3 * TModulus.P4
            + m4 * TModulus.P3 + m5 * TModulus.P2 + m6 * TModulus.P1 - (high << LimbBits) + carry;
        r._0 = low & LimbMask;
        carry = (low >> LimbBits) + high;

        high = High(x2, y6) + High(x3, y5) + High(x4, y4) + High(x5, y3) + High(x6, y2) + High(q2, TModulus.P6 << Shift)
            + High(q3, TModulus.P5 << Shift) + High(q4, TModulus.P4 << Shift) + High(q5, TModulus.P3 << Shift)
            + High(q6, TModulus.P2 << Shift);
        low = a2 * b6 + a3 * b5 + a4 * b4 + a5 * b3 + a6 * b2 + m2 * TModulus.P6 + m3 * TModulus.P5 + m4 * TModulus.P4
            + m5 * TModulus.P3 + m6 * TModulus.P2 - (high << LimbBits) + carry;
        r._1 = low & LimbMask;
        carry = (low >> LimbBits) + high;

        high = High(x3, y6) + High(x4, y5) + High(x5, y4) + High(x6, y3) + High(q3, TModulus.P6 << Shift)
            + High(q4, TModulus.P5 << Shift) + High(q5, TModulus.P4 << Shift) + High(q6, TModulus.P3 << Shift);
        low = a3 * b6 + a4 * b5 + a5 * b4 + a6 * b3 + m3 * TModulus.P6 + m4 * TModulus.P5 + m5 * TModulus.P4 + m6 * TModulus.P3
            - (high << LimbBits) + carry;
        r._2 = low & LimbMask;
        carry = (low >> LimbBits) + high;

        high = High(x4, y6) + High(x5, y5) + High(x6, y4) + High(q4, TModulus.P6 << Shift) + High(q5, TModulus.P5 << Shift)
            + High(q6, TModulus.P4 << Shift);
        low = a4 * b6 + a5 * b5 + a6 * b4 + m4 * TModulus.P6 + m5 * TModulus.P5 + m6 * TModulus.P4 - (high << LimbBits) + carry;
        r._3 = low & LimbMask;
        carry = (low >> LimbBits) + high;

        high = High(x5, y6) + High(x6, y5) + High(q5, TModulus.P6 << Shift) + High(q6, TModulus.P5 << Shift);
        low = a5 * b6 + a6 * b5 + m5 * TModulus.P6 + m6 * TModulus.P5 - (high << LimbBits) + carry;
        r._4 = low & LimbMask;
        carry = (low >> LimbBits) + high;

        high = High(x6, y6) + High(q6, TModulus.P6 << Shift);
        low = a6 * b6 + m6 * TModulus.P6 - (high << LimbBits) + carry;
        r._5 = low & LimbMask;
        carry = (low >> LimbBits) + high;

        r._6 = carry;
    }

    // r = a * a.
    [SkipLocalsInit]
    private static void Square(out MontgomeryField384<TModulus> r, in MontgomeryField384<TModulus> a)
    {
        ulong a0 = a._0, a1 = a._1, a2 = a._2, a3 = a._3, a4 = a._4, a5 = a._5, a6 = a._6;
        ulong x0 = a0 << Shift, x1 = a1 << Shift, x2 = a2 << Shift, x3 = a3 << Shift, x4 = a4 << Shift, x5 = a5 << Shift, x6 = a6 << Shift;
        ulong y0 = a0 << Shift, y1 = a1 << Shift, y2 = a2 << Shift, y3 = a3 << Shift, y4 = a4 << Shift, y5 = a5 << Shift, y6 = a6 << Shift;
        ulong d0 = a0 << 1, d1 = a1 << 1, d2 = a2 << 1, d3 = a3 << 1, d4 = a4 << 1, d5 = a5 << 1;
        ulong e0 = x0 << 1, e1 = x1 << 1, e2 = x2 << 1, e3 = x3 << 1, e4 = x4 << 1, e5 = x5 << 1;

        var high = High(x0, y0);
        var low = a0 * a0 - (high << LimbBits);
        var m0 = (low * TModulus.NegatedInverse) & LimbMask;
        var q0 = m0 << Shift;
        var carry = ((low + LimbMask) >> LimbBits) + high + High(q0, TModulus.P0 << Shift);

        high = High(e0, y1) + High(q0, TModulus.P1 << Shift);
        low = d0 * a1 + m0 * TModulus.P1 - (high << LimbBits) + carry;
        var m1 = (low * TModulus.NegatedInverse) & LimbMask;
        var q1 = m1 << Shift;
        carry = ((low + LimbMask) >> LimbBits) + high + High(q1, TModulus.P0 << Shift);

        high = High(e0, y2) + High(x1, y1) + High(q0, TModulus.P2 << Shift) + High(q1, TModulus.P1 << Shift);
        low = d0 * a2 + a1 * a1 + m0 * TModulus.P2 + m1 * TModulus.P1 - (high << LimbBits) + carry;
        var m2 = (low * TModulus.NegatedInverse) & LimbMask;
        var q2 = m2 << Shift;
        carry = ((low + LimbMask) >> LimbBits) + high + High(q2, TModulus.P0 << Shift);

        high = High(e0, y3) + High(e1, y2) + High(q0, TModulus.P3 << Shift) + High(q1, TModulus.P2 << Shift)
            + High(q2, TModulus.P1 << Shift);
        low = d0 * a3 + d1 * a2 + m0 * TModulus.P3 + m1 * TModulus.P2 + m2 * TModulus.P1 - (high << LimbBits) + carry;
        var m3 = (low * TModulus.NegatedInverse) & LimbMask;
        var q3 = m3 << Shift;
        carry = ((low + LimbMask) >> LimbBits) + high + High(q3, TModulus.P0 << Shift);

        high = High(e0, y4) + High(e1, y3) + High(x2, y2) + High(q0, TModulus.P4 << Shift) + High(q1, TModulus.P3 << Shift)
            + High(q2, TModulus.P2 << Shift) + High(q3, TModulus.P1 << Shift);
        low = d0 * a4 + d1 * a3 + a2 * a2 + m0 * TModulus.P4 + m1 * TModulus.P3 + m2 * TModulus.P2 + m3 * TModulus.P1
            - (high << LimbBits) + carry;
        var m4 = (low * TModulus.NegatedInverse) & LimbMask;
        var q4 = m4 << Shift;
        carry = ((low + LimbMask) >> LimbBits) + high + High(q4, TModulus.P0 << Shift);

        high = High(e0, y5) + High(e1, y4) + High(e2, y3) + High(q0, TModulus.P5 << Shift) + High(q1, TModulus.P4 << Shift)
            + High(q2, TModulus.P3 << Shift) + High(q3, TModulus.P2 << Shift) + High(q4, TModulus.P1 << Shift);
        low = d0 * a5 + d1 * a4 + d2 * a3 + m0 * TModulus.P5 + m1 * TModulus.P4 + m2 * TModulus.P3 + m3 * TModulus.P2
            + m4 * TModulus.P1 - (high << LimbBits) + carry;
        var m5 = (low * TModulus.NegatedInverse) & LimbMask;
        var q5 = m5 << Shift;
        carry = ((low + LimbMask) >> LimbBits) + high + High(q5, TModulus.P0 << Shift);

        high = High(e0, y6) + High(e1, y5) + High(e2, y4) + High(x3, y3) + High(q0, TModulus.P6 << Shift)
            + High(q1, TModulus.P5 << Shift) + High(q2, TModulus.P4 << Shift) + High(q3, TModulus.P3 << Shift)
            + High(q4, TModulus.P2 << Shift) + High(q5, TModulus.P1 << Shift);
        low = d0 * a6 + d1 * a5 + d2 * a4 + a3 * a3 + m0 * TModulus.P6 + m1 * TModulus.P5 + m2 * TModulus.P4 + m3 * TModulus.P3
            + m4 * TModulus.P2 + m5 * TModulus.P1 - (high << LimbBits) + carry;
        var m6 = (low * TModulus.NegatedInverse) & LimbMask;
        var q6 = m6 << Shift;
        carry = ((low + LimbMask) >> LimbBits) + high + High(q6, TModulus.P0 << Shift);

        high = High(e1, y6) + High(e2, y5) + High(e3, y4) + High(q1, TModulus.P6 << Shift) + High(q2, TModulus.P5 << Shift)
            + High(q3, TModulus.P4 << Shift) + High(q4, TModulus.P3 << Shift) + High(q5, TModulus.P2 << Shift)
            + High(q6, TModulus.P1 << Shift);
        low = d1 * a6 + d2 * a5 + d3 * a4 + m1 * TModulus.P6 + m2 * TModulus.P5 + m3 * TModulus.P4 + m4 * TModulus.P3
            + m5 * TModulus.P2 + m6 * TModulus.P1 - (high << LimbBits) + carry;
        r._0 = low & LimbMask;
        carry = (low >> LimbBits) + high;

        high = High(e2, y6) + High(e3, y5) + High(x4, y4) + High(q2, TModulus.P6 << Shift) + High(q3, TModulus.P5 << Shift)
            + High(q4, TModulus.P4 << Shift) + High(q5, TModulus.P3 << Shift) + High(q6, TModulus.P2 << Shift);
        low = d2 * a6 + d3 * a5 + a4 * a4 + m2 * TModulus.P6 + m3 * TModulus.P5 + m4 * TModulus.P4 + m5 * TModulus.P3
            + m6 * TModulus.P2 - (high << LimbBits) + carry;
        r._1 = low & LimbMask;
        carry = (low >> LimbBits) + high;

        high = High(e3, y6) + High(e4, y5) + High(q3, TModulus.P6 << Shift) + High(q4, TModulus.P5 << Shift)
            + High(q5, TModulus.P4 << Shift) + High(q6, TModulus.P3 << Shift);
        low = d3 * a6 + d4 * a5 + m3 * TModulus.P6 + m4 * TModulus.P5 + m5 * TModulus.P4 + m6 * TModulus.P3
            - (high << LimbBits) + carry;
        r._2 = low & LimbMask;
        carry = (low >> LimbBits) + high;

        high = High(e4, y6) + High(x5, y5) + High(q4, TModulus.P6 << Shift) + High(q5, TModulus.P5 << Shift)
            + High(q6, TModulus.P4 << Shift);
        low = d4 * a6 + a5 * a5 + m4 * TModulus.P6 + m5 * TModulus.P5 + m6 * TModulus.P4 - (high << LimbBits) + carry;
        r._3 = low & LimbMask;
        carry = (low >> LimbBits) + high;

        high = High(e5, y6) + High(q5, TModulus.P6 << Shift) + High(q6, TModulus.P5 << Shift);
        low = d5 * a6 + m5 * TModulus.P6 + m6 * TModulus.P5 - (high << LimbBits) + carry;
        r._4 = low & LimbMask;
        carry = (low >> LimbBits) + high;

        high = High(x6, y6) + High(q6, TModulus.P6 << Shift);
        low = a6 * a6 + m6 * TModulus.P6 - (high << LimbBits) + carry;
        r._5 = low & LimbMask;
        carry = (low >> LimbBits) + high;

        r._6 = carry;
    }

    // r = a * b + c * d with one reduction.
    [SkipLocalsInit]
    private static void MultiplyAdd(out MontgomeryField384<TModulus> r, in MontgomeryField384<TModulus> a, in MontgomeryField384<TModulus> b, in MontgomeryField384<TModulus> c, in MontgomeryField384<TModulus> d)
    {
        ulong a0 = a._0, a1 = a._1, a2 = a._2, a3 = a._3, a4 = a._4, a5 = a._5, a6 = a._6;
        ulong x0 = a0 << Shift, x1 = a1 << Shift, x2 = a2 << Shift, x3 = a3 << Shift, x4 = a4 << Shift, x5 = a5 << Shift, x6 = a6 << Shift;
        ulong b0 = b._0, b1 = b._1, b2 = b._2, b3 = b._3, b4 = b._4, b5 = b._5, b6 = b._6;
        ulong y0 = b0 << Shift, y1 = b1 << Shift, y2 = b2 << Shift, y3 = b3 << Shift, y4 = b4 << Shift, y5 = b5 << Shift, y6 = b6 << Shift;
        ulong c0 = c._0, c1 = c._1, c2 = c._2, c3 = c._3, c4 = c._4, c5 = c._5, c6 = c._6;
        ulong v0 = c0 << Shift, v1 = c1 << Shift, v2 = c2 << Shift, v3 = c3 << Shift, v4 = c4 << Shift, v5 = c5 << Shift, v6 = c6 << Shift;
        ulong d0 = d._0, d1 = d._1, d2 = d._2, d3 = d._3, d4 = d._4, d5 = d._5, d6 = d._6;
        ulong w0 = d0 << Shift, w1 = d1 << Shift, w2 = d2 << Shift, w3 = d3 << Shift, w4 = d4 << Shift, w5 = d5 << Shift, w6 = d6 << Shift;

        var high = High(x0, y0) + High(v0, w0);
        var low = a0 * b0 + c0 * d0 - (high << LimbBits);
        var m0 = (low * TModulus.NegatedInverse) & LimbMask;
        var q0 = m0 << Shift;
        var carry = ((low + LimbMask) >> LimbBits) + high + High(q0, TModulus.P0 << Shift);

        high = High(x0, y1) + High(x1, y0) + High(v0, w1) + High(v1, w0) + High(q0, TModulus.P1 << Shift);
        low = a0 * b1 + a1 * b0 + c0 * d1 + c1 * d0 + m0 * TModulus.P1 - (high << LimbBits) + carry;
        var m1 = (low * TModulus.NegatedInverse) & LimbMask;
        var q1 = m1 << Shift;
        carry = ((low + LimbMask) >> LimbBits) + high + High(q1, TModulus.P0 << Shift);

        high = High(x0, y2) + High(x1, y1) + High(x2, y0) + High(v0, w2) + High(v1, w1) + High(v2, w0)
            + High(q0, TModulus.P2 << Shift) + High(q1, TModulus.P1 << Shift);
        low = a0 * b2 + a1 * b1 + a2 * b0 + c0 * d2 + c1 * d1 + c2 * d0 + m0 * TModulus.P2 + m1 * TModulus.P1
            - (high << LimbBits) + carry;
        var m2 = (low * TModulus.NegatedInverse) & LimbMask;
        var q2 = m2 << Shift;
        carry = ((low + LimbMask) >> LimbBits) + high + High(q2, TModulus.P0 << Shift);

        high = High(x0, y3) + High(x1, y2) + High(x2, y1) + High(x3, y0) + High(v0, w3) + High(v1, w2) + High(v2, w1)
            + High(v3, w0) + High(q0, TModulus.P3 << Shift) + High(q1, TModulus.P2 << Shift) + High(q2, TModulus.P1 << Shift);
        low = a0 * b3 + a1 * b2 + a2 * b1 + a3 * b0 + c0 * d3 + c1 * d2 + c2 * d1 + c3 * d0 + m0 * TModulus.P3
            + m1 * TModulus.P2 + m2 * TModulus.P1 - (high << LimbBits) + carry;
        var m3 = (low * TModulus.NegatedInverse) & LimbMask;
        var q3 = m3 << Shift;
        carry = ((low + LimbMask) >> LimbBits) + high + High(q3, TModulus.P0 << Shift);

        high = High(x0, y4) + High(x1, y3) + High(x2, y2) + High(x3, y1) + High(x4, y0) + High(v0, w4) + High(v1, w3)
            + High(v2, w2) + High(v3, w1) + High(v4, w0) + High(q0, TModulus.P4 << Shift) + High(q1, TModulus.P3 << Shift)
            + High(q2, TModulus.P2 << Shift) + High(q3, TModulus.P1 << Shift);
        low = a0 * b4 + a1 * b3 + a2 * b2 + a3 * b1 + a4 * b0 + c0 * d4 + c1 * d3 + c2 * d2 + c3 * d1 + c4 * d0
            + m0 * TModulus.P4 + m1 * TModulus.P3 + m2 * TModulus.P2 + m3 * TModulus.P1 - (high << LimbBits) + carry;
        var m4 = (low * TModulus.NegatedInverse) & LimbMask;
        var q4 = m4 << Shift;
        carry = ((low + LimbMask) >> LimbBits) + high + High(q4, TModulus.P0 << Shift);

        high = High(x0, y5) + High(x1, y4) + High(x2, y3) + High(x3, y2) + High(x4, y1) + High(x5, y0) + High(v0, w5)
            + High(v1, w4) + High(v2, w3) + High(v3, w2) + High(v4, w1) + High(v5, w0) + High(q0, TModulus.P5 << Shift)
            + High(q1, TModulus.P4 << Shift) + High(q2, TModulus.P3 << Shift) + High(q3, TModulus.P2 << Shift)
            + High(q4, TModulus.P1 << Shift);
        low = a0 * b5 + a1 * b4 + a2 * b3 + a3 * b2 + a4 * b1 + a5 * b0 + c0 * d5 + c1 * d4 + c2 * d3 + c3 * d2 + c4 * d1
            + c5 * d0 + m0 * TModulus.P5 + m1 * TModulus.P4 + m2 * TModulus.P3 + m3 * TModulus.P2 + m4 * TModulus.P1
            - (high << LimbBits) + carry;
        var m5 = (low * TModulus.NegatedInverse) & LimbMask;
        var q5 = m5 << Shift;
        carry = ((low + LimbMask) >> LimbBits) + high + High(q5, TModulus.P0 << Shift);

        high = High(x0, y6) + High(x1, y5) + High(x2, y4) + High(x3, y3) + High(x4, y2) + High(x5, y1) + High(x6, y0)
            + High(v0, w6) + High(v1, w5) + High(v2, w4) + High(v3, w3) + High(v4, w2) + High(v5, w1) + High(v6, w0)
            + High(q0, TModulus.P6 << Shift) + High(q1, TModulus.P5 << Shift) + High(q2, TModulus.P4 << Shift)
            + High(q3, TModulus.P3 << Shift) + High(q4, TModulus.P2 << Shift) + High(q5, TModulus.P1 << Shift);
        low = a0 * b6 + a1 * b5 + a2 * b4 + a3 * b3 + a4 * b2 + a5 * b1 + a6 * b0 + c0 * d6 + c1 * d5 + c2 * d4 + c3 * d3
            + c4 * d2 + c5 * d1 + c6 * d0 + m0 * TModulus.P6 + m1 * TModulus.P5 + m2 * TModulus.P4 + m3 * TModulus.P3
            + m4 * TModulus.P2 + m5 * TModulus.P1 - (high << LimbBits) + carry;
        var m6 = (low * TModulus.NegatedInverse) & LimbMask;
        var q6 = m6 << Shift;
        carry = ((low + LimbMask) >> LimbBits) + high + High(q6, TModulus.P0 << Shift);

        high = High(x1, y6) + High(x2, y5) + High(x3, y4) + High(x4, y3) + High(x5, y2) + High(x6, y1) + High(v1, w6)
            + High(v2, w5) + High(v3, w4) + High(v4, w3) + High(v5, w2) + High(v6, w1) + High(q1, TModulus.P6 << Shift)
            + High(q2, TModulus.P5 << Shift) + High(q3, TModulus.P4 << Shift) + High(q4, TModulus.P3 << Shift)
            + High(q5, TModulus.P2 << Shift) + High(q6, TModulus.P1 << Shift);
        low = a1 * b6 + a2 * b5 + a3 * b4 + a4 * b3 + a5 * b2 + a6 * b1 + c1 * d6 + c2 * d5 + c3 * d4 + c4 * d3 + c5 * d2
            + c6 * d1 + m1 * TModulus.P6 + m2 * TModulus.P5 + m3 * TModulus.P4 + m4 * TModulus.P3 + m5 * TModulus.P2
            + m6 * TModulus.P1 - (high << LimbBits) + carry;
        r._0 = low & LimbMask;
        carry = (low >> LimbBits) + high;

        high = High(x2, y6) + High(x3, y5) + High(x4, y4) + High(x5, y3) + High(x6, y2) + High(v2, w6) + High(v3, w5)
            + High(v4, w4) + High(v5, w3) + High(v6, w2) + High(q2, TModulus.P6 << Shift) + High(q3, TModulus.P5 << Shift)
            + High(q4, TModulus.P4 << Shift) + High(q5, TModulus.P3 << Shift) + High(q6, TModulus.P2 << Shift);
        low = a2 * b6 + a3 * b5 + a4 * b4 + a5 * b3 + a6 * b2 + c2 * d6 + c3 * d5 + c4 * d4 + c5 * d3 + c6 * d2
            + m2 * TModulus.P6 + m3 * TModulus.P5 + m4 * TModulus.P4 + m5 * TModulus.P3 + m6 * TModulus.P2
            - (high << LimbBits) + carry;
        r._1 = low & LimbMask;
        carry = (low >> LimbBits) + high;

        high = High(x3, y6) + High(x4, y5) + High(x5, y4) + High(x6, y3) + High(v3, w6) + High(v4, w5) + High(v5, w4)
            + High(v6, w3) + High(q3, TModulus.P6 << Shift) + High(q4, TModulus.P5 << Shift) + High(q5, TModulus.P4 << Shift)
            + High(q6, TModulus.P3 << Shift);
        low = a3 * b6 + a4 * b5 + a5 * b4 + a6 * b3 + c3 * d6 + c4 * d5 + c5 * d4 + c6 * d3 + m3 * TModulus.P6
            + m4 * TModulus.P5 + m5 * TModulus.P4 + m6 * TModulus.P3 - (high << LimbBits) + carry;
        r._2 = low & LimbMask;
        carry = (low >> LimbBits) + high;

        high = High(x4, y6) + High(x5, y5) + High(x6, y4) + High(v4, w6) + High(v5, w5) + High(v6, w4)
            + High(q4, TModulus.P6 << Shift) + High(q5, TModulus.P5 << Shift) + High(q6, TModulus.P4 << Shift);
        low = a4 * b6 + a5 * b5 + a6 * b4 + c4 * d6 + c5 * d5 + c6 * d4 + m4 * TModulus.P6 + m5 * TModulus.P5 + m6 * TModulus.P4
            - (high << LimbBits) + carry;
        r._3 = low & LimbMask;
        carry = (low >> LimbBits) + high;

        high = High(x5, y6) + High(x6, y5) + High(v5, w6) + High(v6, w5) + High(q5, TModulus.P6 << Shift)
            + High(q6, TModulus.P5 << Shift);
        low = a5 * b6 + a6 * b5 + c5 * d6 + c6 * d5 + m5 * TModulus.P6 + m6 * TModulus.P5 - (high << LimbBits) + carry;
        r._4 = low & LimbMask;
        carry = (low >> LimbBits) + high;

        high = High(x6, y6) + High(v6, w6) + High(q6, TModulus.P6 << Shift);
        low = a6 * b6 + c6 * d6 + m6 * TModulus.P6 - (high << LimbBits) + carry;
        r._5 = low & LimbMask;
        carry = (low >> LimbBits) + high;

        r._6 = carry;
    }
}
