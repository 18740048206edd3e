using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace LazAI.Cryptography.Fields;

// Montgomery multiplication on 5 limbs of 52 bits: r = a * b / 2^260 mod p (P. Montgomery, "Modular multiplication without
// trial division", 1985), by columns, each reduced as soon as its products are in.
//
// A product of limbs is wanted as high * 2^52 + low, so that a column of products adds up without a carry out of 64 bits. With
// both factors shifted left by 6 the processor's upper word is the high part. The low parts of a column are never cut out one by
// one: their sum is the wrapped sum of the lower words minus the sum of the high parts * 2^52. Adding m_k * p clears the lower
// 52 bits of column k, so all that is left of its low part is the carry: rounded up, one more than the column's where bits are lost.
//
// Saturated limbs (4 of 64 bits) need an addition with carry for each product, which .NET cannot express: they measured
// 1.4 times slower. Factors may have limbs below 2^56, since no column of a kernel then exceeds 64 bits.
internal partial struct MontgomeryField256<TModulus>
{
    private const int LimbBits = 52;
    private const int Shift = (64 - LimbBits) / 2;
    private const ulong LimbMask = (1UL << LimbBits) - 1;

    // Math.BigMul writes the lower word to memory even where nobody wants it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong High(ulong a, ulong b) => Bmi2.X64.IsSupported ? Bmi2.X64.MultiplyNoFlags(a, b) : Math.BigMul(a, b, out _);

    // r = a * b.
    [SkipLocalsInit]
    private static void Multiply(out MontgomeryField256<TModulus> r, in MontgomeryField256<TModulus> a, in MontgomeryField256<TModulus> b)
    {
        ulong a0 = a._0, a1 = a._1, a2 = a._2, a3 = a._3, a4 = a._4;
        ulong x0 = a0 << Shift, x1 = a1 << Shift, x2 = a2 << Shift, x3 = a3 << Shift, x4 = a4 << Shift;
        ulong b0 = b._0, b1 = b._1, b2 = b._2, b3 = b._3, b4 = b._4;
        ulong y0 = b0 << Shift, y1 = b1 << Shift, y2 = b2 << Shift, y3 = b3 << Shift, y4 = b4 << Shift;

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

        high = High(x1, y4) + High(x2, y3) + High(x3, y2) + High(x4, y1) + High(q1, TModulus.P4 << Shift)
            + High(q2, TModulus.P3 << Shift) + High(q3, TModulus.P2 << Shift) + High(q4, TModulus.P1 << Shift);
        low = a1 * b4 + a2 * b3 + a3 * b2 + a4 * b1 + m1 * TModulus.P4 + m2 * TModulus.P3 + m3 * TModulus.P2 + m4 * TModulus.P1
            - (high << LimbBits) + carry;
        r._0 = low & LimbMask;
        carry = (low >> LimbBits) + high;

        high = High(x2, y4) + High(x3, y3) + High(x4, y2) + High(q2, TModulus.P4 << Shift) + High(q3, TModulus.P3 << Shift)
            + High(q4, TModulus.P2 << Shift);
        low = a2 * b4 + a3 * b3 + a4 * b2 + m2 * TModulus.P4 + m3 * TModulus.P3 + m4 * TModulus.P2 - (high << LimbBits) + carry;
        r._1 = low & LimbMask;
        carry = (low >> LimbBits) + high;

        high = High(x3, y4) + High(x4, y3) + High(q3, TModulus.P4 << Shift) + High(q4, TModulus.P3 << Shift);
        low = a3 * b4 + a4 * b3 + m3 * TModulus.P4 + m4 * TModulus.P3 - (high << LimbBits) + carry;
        r._2 = low & LimbMask;
        carry = (low >> LimbBits) + high;

        high = High(x4, y4) + High(q4, TModulus.P4 << Shift);
        low = a4 * b4 + m4 * TModulus.P4 - (high << LimbBits) + carry;
        r._3 = low & LimbMask;
        carry = (low >> LimbBits) + high;

        r._4 = carry;
    }

    // r = a * a.
    [SkipLocalsInit]
    private static void Square(out MontgomeryField256<TModulus> r, in MontgomeryField256<TModulus> a)
    {
        ulong a0 = a._0, a1 = a._1, a2 = a._2, a3 = a._3, a4 = a._4;
        ulong x0 = a0 << Shift, x1 = a1 << Shift, x2 = a2 << Shift, x3 = a3 << Shift, x4 = a4 << Shift;
        ulong y0 = a0 << Shift, y1 = a1 << Shift, y2 = a2 << Shift, y3 = a3 << Shift, y4 = a4 << Shift;
        ulong d0 = a0 << 1, d1 = a1 << 1, d2 = a2 << 1, d3 = a3 << 1;
        ulong e0 = x0 << 1, e1 = x1 << 1, e2 = x2 << 1, e3 = x3 << 1;

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

        high = High(e1, y4) + High(e2, y3) + High(q1, TModulus.P4 << Shift) + High(q2, TModulus.P3 << Shift)
            + High(q3, TModulus.P2 << Shift) + High(q4, TModulus.P1 << Shift);
        low = d1 * a4 + d2 * a3 + m1 * TModulus.P4 + m2 * TModulus.P3 + m3 * TModulus.P2 + m4 * TModulus.P1
            - (high << LimbBits) + carry;
        r._0 = low & LimbMask;
        carry = (low >> LimbBits) + high;

        high = High(e2, y4) + High(x3, y3) + High(q2, TModulus.P4 << Shift) + High(q3, TModulus.P3 << Shift)
            + High(q4, TModulus.P2 << Shift);
        low = d2 * a4 + a3 * a3 + m2 * TModulus.P4 + m3 * TModulus.P3 + m4 * TModulus.P2 - (high << LimbBits) + carry;
        r._1 = low & LimbMask;
        carry = (low >> LimbBits) + high;

        high = High(e3, y4) + High(q3, TModulus.P4 << Shift) + High(q4, TModulus.P3 << Shift);
        low = d3 * a4 + m3 * TModulus.P4 + m4 * TModulus.P3 - (high << LimbBits) + carry;
        r._2 = low & LimbMask;
        carry = (low >> LimbBits) + high;

        high = High(x4, y4) + High(q4, TModulus.P4 << Shift);
        low = a4 * a4 + m4 * TModulus.P4 - (high << LimbBits) + carry;
        r._3 = low & LimbMask;
        carry = (low >> LimbBits) + high;

        r._4 = carry;
    }

    // r = a * b + c * d with one reduction.
    [SkipLocalsInit]
    private static void MultiplyAdd(out MontgomeryField256<TModulus> r, in MontgomeryField256<TModulus> a, in MontgomeryField256<TModulus> b, in MontgomeryField256<TModulus> c, in MontgomeryField256<TModulus> d)
    {
        ulong a0 = a._0, a1 = a._1, a2 = a._2, a3 = a._3, a4 = a._4;
        ulong x0 = a0 << Shift, x1 = a1 << Shift, x2 = a2 << Shift, x3 = a3 << Shift, x4 = a4 << Shift;
        ulong b0 = b._0, b1 = b._1, b2 = b._2, b3 = b._3, b4 = b._4;
        ulong y0 = b0 << Shift, y1 = b1 << Shift, y2 = b2 << Shift, y3 = b3 << Shift, y4 = b4 << Shift;
        ulong c0 = c._0, c1 = c._1, c2 = c._2, c3 = c._3, c4 = c._4;
        ulong v0 = c0 << Shift, v1 = c1 << Shift, v2 = c2 << Shift, v3 = c3 << Shift, v4 = c4 << Shift;
        ulong d0 = d._0, d1 = d._1, d2 = d._2, d3 = d._3, d4 = d._4;
        ulong w0 = d0 << Shift, w1 = d1 << Shift, w2 = d2 << Shift, w3 = d3 << Shift, w4 = d4 << Shift;

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

        high = High(x1, y4) + High(x2, y3) + High(x3, y2) + High(x4, y1) + High(v1, w4) + High(v2, w3) + High(v3, w2)
            + High(v4, w1) + High(q1, TModulus.P4 << Shift) + High(q2, TModulus.P3 << Shift) + High(q3, TModulus.P2 << Shift)
            + High(q4, TModulus.P1 << Shift);
        low = a1 * b4 + a2 * b3 + a3 * b2 + a4 * b1 + c1 * d4 + c2 * d3 + c3 * d2 + c4 * d1 + m1 * TModulus.P4
            + m2 * TModulus.P3 + m3 * TModulus.P2 + m4 * TModulus.P1 - (high << LimbBits) + carry;
        r._0 = low & LimbMask;
        carry = (low >> LimbBits) + high;

        high = High(x2, y4) + High(x3, y3) + High(x4, y2) + High(v2, w4) + High(v3, w3) + High(v4, w2)
            + High(q2, TModulus.P4 << Shift) + High(q3, TModulus.P3 << Shift) + High(q4, TModulus.P2 << Shift);
        low = a2 * b4 + a3 * b3 + a4 * b2 + c2 * d4 + c3 * d3 + c4 * d2 + m2 * TModulus.P4 + m3 * TModulus.P3 + m4 * TModulus.P2
            - (high << LimbBits) + carry;
        r._1 = low & LimbMask;
        carry = (low >> LimbBits) + high;

        high = High(x3, y4) + High(x4, y3) + High(v3, w4) + High(v4, w3) + High(q3, TModulus.P4 << Shift)
            + High(q4, TModulus.P3 << Shift);
        low = a3 * b4 + a4 * b3 + c3 * d4 + c4 * d3 + m3 * TModulus.P4 + m4 * TModulus.P3 - (high << LimbBits) + carry;
        r._2 = low & LimbMask;
        carry = (low >> LimbBits) + high;

        high = High(x4, y4) + High(v4, w4) + High(q4, TModulus.P4 << Shift);
        low = a4 * b4 + c4 * d4 + m4 * TModulus.P4 - (high << LimbBits) + carry;
        r._3 = low & LimbMask;
        carry = (low >> LimbBits) + high;

        r._4 = carry;
    }
}
