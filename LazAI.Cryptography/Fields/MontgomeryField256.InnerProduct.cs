using System.Runtime.CompilerServices;

namespace LazAI.Cryptography.Fields;

internal partial struct MontgomeryField256<TModulus>
{
    /// <summary>
    /// a_0 * b_0 + a_1 * b_1 + ... + c with one reduction; see <see cref="Multiply"/> for how. For moduli up to those of BN254,
    /// 0.76 * 2^254, whose elements are below p + p / 16, and up to 64 products: with c they add up to less than 3p.
    /// </summary>
    [SkipLocalsInit]
    public static MontgomeryField256<TModulus> InnerProduct(
        ReadOnlySpan<MontgomeryField256<TModulus>> a, ReadOnlySpan<MontgomeryField256<TModulus>> b, in MontgomeryField256<TModulus> c)
    {
        ulong high0 = 0, low0 = 0;
        ulong high1 = 0, low1 = 0;
        ulong high2 = 0, low2 = 0;
        ulong high3 = 0, low3 = 0;
        ulong high4 = 0, low4 = 0;
        ulong high5 = 0, low5 = 0;
        ulong high6 = 0, low6 = 0;
        ulong high7 = 0, low7 = 0;
        ulong high8 = 0, low8 = 0;
        b = b[..a.Length];
        for (var i = 0; i < a.Length; i++)
        {
            ref readonly var u = ref a[i];
            ref readonly var v = ref b[i];
            ulong a0 = u._0, a1 = u._1, a2 = u._2, a3 = u._3, a4 = u._4;
            ulong x0 = a0 << Shift, x1 = a1 << Shift, x2 = a2 << Shift, x3 = a3 << Shift, x4 = a4 << Shift;
            ulong b0 = v._0, b1 = v._1, b2 = v._2, b3 = v._3, b4 = v._4;
            ulong y0 = b0 << Shift, y1 = b1 << Shift, y2 = b2 << Shift, y3 = b3 << Shift, y4 = b4 << Shift;
            high0 += High(x0, y0);
            low0 += a0 * b0;
            high1 += High(x0, y1) + High(x1, y0);
            low1 += a0 * b1 + a1 * b0;
            high2 += High(x0, y2) + High(x1, y1) + High(x2, y0);
            low2 += a0 * b2 + a1 * b1 + a2 * b0;
            high3 += High(x0, y3) + High(x1, y2) + High(x2, y1) + High(x3, y0);
            low3 += a0 * b3 + a1 * b2 + a2 * b1 + a3 * b0;
            high4 += High(x0, y4) + High(x1, y3) + High(x2, y2) + High(x3, y1) + High(x4, y0);
            low4 += a0 * b4 + a1 * b3 + a2 * b2 + a3 * b1 + a4 * b0;
            high5 += High(x1, y4) + High(x2, y3) + High(x3, y2) + High(x4, y1);
            low5 += a1 * b4 + a2 * b3 + a3 * b2 + a4 * b1;
            high6 += High(x2, y4) + High(x3, y3) + High(x4, y2);
            low6 += a2 * b4 + a3 * b3 + a4 * b2;
            high7 += High(x3, y4) + High(x4, y3);
            low7 += a3 * b4 + a4 * b3;
            high8 += High(x4, y4);
            low8 += a4 * b4;
        }

        var high = high0;
        var low = low0 - (high << LimbBits);
        var m0 = (low * TModulus.NegatedInverse) & LimbMask;
        var q0 = m0 << Shift;
        var carry = ((low + LimbMask) >> LimbBits) + high + High(q0, TModulus.P0 << Shift);

        high = high1 + High(q0, TModulus.P1 << Shift);
        low = low1 + m0 * TModulus.P1 - (high << LimbBits) + carry;
        var m1 = (low * TModulus.NegatedInverse) & LimbMask;
        var q1 = m1 << Shift;
        carry = ((low + LimbMask) >> LimbBits) + high + High(q1, TModulus.P0 << Shift);

        high = high2 + High(q0, TModulus.P2 << Shift) + High(q1, TModulus.P1 << Shift);
        low = low2 + m0 * TModulus.P2 + m1 * TModulus.P1 - (high << LimbBits) + carry;
        var m2 = (low * TModulus.NegatedInverse) & LimbMask;
        var q2 = m2 << Shift;
        carry = ((low + LimbMask) >> LimbBits) + high + High(q2, TModulus.P0 << Shift);

        high = high3 + High(q0, TModulus.P3 << Shift) + High(q1, TModulus.P2 << Shift) + High(q2, TModulus.P1 << Shift);
        low = low3 + m0 * TModulus.P3 + m1 * TModulus.P2 + m2 * TModulus.P1 - (high << LimbBits) + carry;
        var m3 = (low * TModulus.NegatedInverse) & LimbMask;
        var q3 = m3 << Shift;
        carry = ((low + LimbMask) >> LimbBits) + high + High(q3, TModulus.P0 << Shift);

        high = high4 + High(q0, TModulus.P4 << Shift) + High(q1, TModulus.P3 << Shift) + High(q2, TModulus.P2 << Shift) + High(q3, TModulus.P1 << Shift);
        low = low4 + m0 * TModulus.P4 + m1 * TModulus.P3 + m2 * TModulus.P2 + m3 * TModulus.P1 - (high << LimbBits) + carry;
        var m4 = (low * TModulus.NegatedInverse) & LimbMask;
        var q4 = m4 << Shift;
        carry = ((low + LimbMask) >> LimbBits) + high + High(q4, TModulus.P0 << Shift);

        MontgomeryField256<TModulus> r;
        high = high5 + High(q1, TModulus.P4 << Shift) + High(q2, TModulus.P3 << Shift) + High(q3, TModulus.P2 << Shift) + High(q4, TModulus.P1 << Shift);
        low = low5 + m1 * TModulus.P4 + m2 * TModulus.P3 + m3 * TModulus.P2 + m4 * TModulus.P1 - (high << LimbBits) + carry;
        r._0 = low & LimbMask;
        carry = (low >> LimbBits) + high;

        high = high6 + High(q2, TModulus.P4 << Shift) + High(q3, TModulus.P3 << Shift) + High(q4, TModulus.P2 << Shift);
        low = low6 + m2 * TModulus.P4 + m3 * TModulus.P3 + m4 * TModulus.P2 - (high << LimbBits) + carry;
        r._1 = low & LimbMask;
        carry = (low >> LimbBits) + high;

        high = high7 + High(q3, TModulus.P4 << Shift) + High(q4, TModulus.P3 << Shift);
        low = low7 + m3 * TModulus.P4 + m4 * TModulus.P3 - (high << LimbBits) + carry;
        r._2 = low & LimbMask;
        carry = (low >> LimbBits) + high;

        high = high8 + High(q4, TModulus.P4 << Shift);
        low = low8 + m4 * TModulus.P4 - (high << LimbBits) + carry;
        r._3 = low & LimbMask;
        carry = (low >> LimbBits) + high;

        r._4 = carry;
        return r + c;
    }
}
