using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace LazAI.Cryptography.Secp256k1;

// Multiplication modulo p = 2^256 - 0x1000003D1 on five limbs of 52 bits.
//
// A product of limbs is wanted as high * 2^52 + low, so that a column of products adds up without a carry out of 64 bits. With
// both factors shifted left by 6 the processor's upper word is the high part. The low parts of a column are never cut out one
// by one: their sum is the wrapped sum of the lower words minus the sum of the high parts * 2^52.
//
// Bounds: the product of the magnitudes is at most 51, so that a column stays below 5 * 4 * 51 * 2^52 + 5 * 2^52 < 2^62. Debug
// builds check that, and the tests run the formulas of the points on it.
internal partial struct FieldElement
{
    private const int LimbBits = 52;
    private const int TopBits = 48;
    private const ulong LimbMask = (1UL << LimbBits) - 1;
    private const ulong TopMask = (1UL << TopBits) - 1;

    // 2^256 mod p and 2^260 mod p.
    private const ulong Fold256 = 0x1000003D1;
    private const ulong Fold260 = Fold256 << 4;

    /// <summary>
    /// r = a * b, of magnitude 1. The product of the factors' magnitudes is at most 51; the result may be one of them.
    /// </summary>
    [SkipLocalsInit]
    public static void Multiply(out FieldElement r, in FieldElement a, in FieldElement b)
    {
        Debug.Assert(a.Magnitude * b.Magnitude <= 51);
        ulong a0 = a._0, a1 = a._1, a2 = a._2, a3 = a._3, a4 = a._4;
        ulong b0 = b._0, b1 = b._1, b2 = b._2, b3 = b._3, b4 = b._4;
        ulong p0 = a0 << 6, p1 = a1 << 6, p2 = a2 << 6, p3 = a3 << 6, p4 = a4 << 6;
        ulong q0 = b0 << 6, q1 = b1 << 6, q2 = b2 << 6, q3 = b3 << 6, q4 = b4 << 6;

        var h0 = High(p0, q0);
        var l0 = a0 * b0 - (h0 << LimbBits);
        var h1 = High(p0, q1) + High(p1, q0);
        var l1 = a0 * b1 + a1 * b0 - (h1 << LimbBits);
        var h2 = High(p0, q2) + High(p1, q1) + High(p2, q0);
        var l2 = a0 * b2 + a1 * b1 + a2 * b0 - (h2 << LimbBits);
        var h3 = High(p0, q3) + High(p1, q2) + High(p2, q1) + High(p3, q0);
        var l3 = a0 * b3 + a1 * b2 + a2 * b1 + a3 * b0 - (h3 << LimbBits);
        var h4 = High(p0, q4) + High(p1, q3) + High(p2, q2) + High(p3, q1) + High(p4, q0);
        var l4 = a0 * b4 + a1 * b3 + a2 * b2 + a3 * b1 + a4 * b0 - (h4 << LimbBits);
        var h5 = High(p1, q4) + High(p2, q3) + High(p3, q2) + High(p4, q1);
        var l5 = a1 * b4 + a2 * b3 + a3 * b2 + a4 * b1 - (h5 << LimbBits);
        var h6 = High(p2, q4) + High(p3, q3) + High(p4, q2);
        var l6 = a2 * b4 + a3 * b3 + a4 * b2 - (h6 << LimbBits);
        var h7 = High(p3, q4) + High(p4, q3);
        var l7 = a3 * b4 + a4 * b3 - (h7 << LimbBits);
        var h8 = High(p4, q4);
        var l8 = a4 * b4 - (h8 << LimbBits);

        Reduce(out r, l0, l1 + h0, l2 + h1, l3 + h2, l4 + h3, l5 + h4, l6 + h5, l7 + h6, l8 + h7, h8);
    }

    /// <summary>r = a * a, of magnitude 1. The magnitude of a is at most 7; the result may be a.</summary>
    [SkipLocalsInit]
    public static void Square(out FieldElement r, in FieldElement a)
    {
        Debug.Assert(a.Magnitude <= 7);
        ulong a0 = a._0, a1 = a._1, a2 = a._2, a3 = a._3, a4 = a._4;
        ulong p0 = a0 << 6, p1 = a1 << 6, p2 = a2 << 6, p3 = a3 << 6, p4 = a4 << 6;
        ulong d0 = a0 << 1, d1 = a1 << 1, d2 = a2 << 1, d3 = a3 << 1;
        ulong e0 = p0 << 1, e1 = p1 << 1, e2 = p2 << 1, e3 = p3 << 1;

        var h0 = High(p0, p0);
        var l0 = a0 * a0 - (h0 << LimbBits);
        var h1 = High(e0, p1);
        var l1 = d0 * a1 - (h1 << LimbBits);
        var h2 = High(e0, p2) + High(p1, p1);
        var l2 = d0 * a2 + a1 * a1 - (h2 << LimbBits);
        var h3 = High(e0, p3) + High(e1, p2);
        var l3 = d0 * a3 + d1 * a2 - (h3 << LimbBits);
        var h4 = High(e0, p4) + High(e1, p3) + High(p2, p2);
        var l4 = d0 * a4 + d1 * a3 + a2 * a2 - (h4 << LimbBits);
        var h5 = High(e1, p4) + High(e2, p3);
        var l5 = d1 * a4 + d2 * a3 - (h5 << LimbBits);
        var h6 = High(e2, p4) + High(p3, p3);
        var l6 = d2 * a4 + a3 * a3 - (h6 << LimbBits);
        var h7 = High(e3, p4);
        var l7 = d3 * a4 - (h7 << LimbBits);
        var h8 = High(p4, p4);
        var l8 = a4 * a4 - (h8 << LimbBits);

        Reduce(out r, l0, l1 + h0, l2 + h1, l3 + h2, l4 + h3, l5 + h4, l6 + h5, l7 + h6, l8 + h7, h8);
    }

    /// <summary>r = a^(2^count), count at least 1.</summary>
    public static void Square(out FieldElement r, in FieldElement a, int count)
    {
        Square(out r, in a);
        for (var i = 1; i < count; i++)
        {
            Square(out r, in r);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong High(ulong a, ulong b) => Math.BigMul(a, b, out _);

    // Folds the columns of 2^260 and above onto the lower five, then what is above 2^256 once more.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Reduce(
        out FieldElement r, ulong t0, ulong t1, ulong t2, ulong t3, ulong t4, ulong t5, ulong t6, ulong t7, ulong t8, ulong t9)
    {
        // Columns are below 2^62 and the folding constant below 2^37: shifts of 2 and 10 make the 12 of a whole split.
        var high = Math.BigMul(t5 << 2, Fold260 << 10, out var low);
        t0 += low >> 12;
        t1 += high;
        high = Math.BigMul(t6 << 2, Fold260 << 10, out low);
        t1 += low >> 12;
        t2 += high;
        high = Math.BigMul(t7 << 2, Fold260 << 10, out low);
        t2 += low >> 12;
        t3 += high;
        high = Math.BigMul(t8 << 2, Fold260 << 10, out low);
        t3 += low >> 12;
        t4 += high;
        high = Math.BigMul(t9 << 2, Fold260 << 10, out low);
        t4 += low >> 12;

        var top = (t4 >> TopBits) + (high << (LimbBits - TopBits));
        t4 &= TopMask;
        high = Math.BigMul(top << 2, Fold256 << 10, out low);
        t0 += low >> 12;
        t1 += high;

        t1 += t0 >> LimbBits;
        t2 += t1 >> LimbBits;
        t3 += t2 >> LimbBits;
        t4 += t3 >> LimbBits;
        r._0 = t0 & LimbMask;
        r._1 = t1 & LimbMask;
        r._2 = t2 & LimbMask;
        r._3 = t3 & LimbMask;
        r._4 = t4;
    }
}
