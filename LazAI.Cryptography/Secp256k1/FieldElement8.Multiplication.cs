using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LazAI.Cryptography.Secp256k1;

// Multiplication modulo p on ten limbs of 26 bits, eight times at once. A column of ten products of 32-bit limbs fits 64 bits, so
// nothing is carried until all columns stand.
internal partial struct FieldElement8
{
    // 2^256 mod p = 977 + 2^6 2^26, and 2^260 mod p is 16 times that.
    private const ulong Fold256 = 977;
    private const int Fold256Shift = 6;
    private const ulong Fold260 = Fold256 << 4;
    private const int Fold260Shift = Fold256Shift + 4;

    /// <summary>
    /// r = a * b, of magnitude 1. The product of the factors' magnitudes is at most 51; the result may be one of them.
    /// </summary>
    [SkipLocalsInit]
    public static void Multiply(out FieldElement8 r, in FieldElement8 a, in FieldElement8 b)
    {
        Vector512<ulong> a0 = a._0, a1 = a._1, a2 = a._2, a3 = a._3, a4 = a._4;
        Vector512<ulong> a5 = a._5, a6 = a._6, a7 = a._7, a8 = a._8, a9 = a._9;
        Vector512<ulong> b0 = b._0, b1 = b._1, b2 = b._2, b3 = b._3, b4 = b._4;
        Vector512<ulong> b5 = b._5, b6 = b._6, b7 = b._7, b8 = b._8, b9 = b._9;
        var c0 = M(a0, b0);
        var c1 = M(a0, b1) + M(a1, b0);
        var c2 = M(a0, b2) + M(a1, b1) + M(a2, b0);
        var c3 = M(a0, b3) + M(a1, b2) + M(a2, b1) + M(a3, b0);
        var c4 = M(a0, b4) + M(a1, b3) + M(a2, b2) + M(a3, b1) + M(a4, b0);
        var c5 = M(a0, b5) + M(a1, b4) + M(a2, b3) + M(a3, b2) + M(a4, b1) + M(a5, b0);
        var c6 = M(a0, b6) + M(a1, b5) + M(a2, b4) + M(a3, b3) + M(a4, b2) + M(a5, b1) + M(a6, b0);
        var c7 = M(a0, b7) + M(a1, b6) + M(a2, b5) + M(a3, b4) + M(a4, b3) + M(a5, b2) + M(a6, b1) + M(a7, b0);
        var c8 = M(a0, b8) + M(a1, b7) + M(a2, b6) + M(a3, b5) + M(a4, b4) + M(a5, b3) + M(a6, b2) + M(a7, b1) + M(a8, b0);
        var c9 = M(a0, b9) + M(a1, b8) + M(a2, b7) + M(a3, b6) + M(a4, b5) + M(a5, b4) + M(a6, b3) + M(a7, b2) + M(a8, b1)
            + M(a9, b0);
        var c10 = M(a1, b9) + M(a2, b8) + M(a3, b7) + M(a4, b6) + M(a5, b5) + M(a6, b4) + M(a7, b3) + M(a8, b2) + M(a9, b1);
        var c11 = M(a2, b9) + M(a3, b8) + M(a4, b7) + M(a5, b6) + M(a6, b5) + M(a7, b4) + M(a8, b3) + M(a9, b2);
        var c12 = M(a3, b9) + M(a4, b8) + M(a5, b7) + M(a6, b6) + M(a7, b5) + M(a8, b4) + M(a9, b3);
        var c13 = M(a4, b9) + M(a5, b8) + M(a6, b7) + M(a7, b6) + M(a8, b5) + M(a9, b4);
        var c14 = M(a5, b9) + M(a6, b8) + M(a7, b7) + M(a8, b6) + M(a9, b5);
        var c15 = M(a6, b9) + M(a7, b8) + M(a8, b7) + M(a9, b6);
        var c16 = M(a7, b9) + M(a8, b8) + M(a9, b7);
        var c17 = M(a8, b9) + M(a9, b8);
        var c18 = M(a9, b9);

        Reduce(
            out r, c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13, c14, c15, c16, c17, c18);
    }

    /// <summary>r = a * a, of magnitude 1. The magnitude of a is at most 7; the result may be a.</summary>
    [SkipLocalsInit]
    public static void Square(out FieldElement8 r, in FieldElement8 a)
    {
        Vector512<ulong> a0 = a._0, a1 = a._1, a2 = a._2, a3 = a._3, a4 = a._4;
        Vector512<ulong> a5 = a._5, a6 = a._6, a7 = a._7, a8 = a._8, a9 = a._9;
        Vector512<ulong> d0 = a0 + a0, d1 = a1 + a1, d2 = a2 + a2, d3 = a3 + a3, d4 = a4 + a4;
        Vector512<ulong> d5 = a5 + a5, d6 = a6 + a6, d7 = a7 + a7, d8 = a8 + a8;
        var c0 = M(a0, a0);
        var c1 = M(d0, a1);
        var c2 = M(d0, a2) + M(a1, a1);
        var c3 = M(d0, a3) + M(d1, a2);
        var c4 = M(d0, a4) + M(d1, a3) + M(a2, a2);
        var c5 = M(d0, a5) + M(d1, a4) + M(d2, a3);
        var c6 = M(d0, a6) + M(d1, a5) + M(d2, a4) + M(a3, a3);
        var c7 = M(d0, a7) + M(d1, a6) + M(d2, a5) + M(d3, a4);
        var c8 = M(d0, a8) + M(d1, a7) + M(d2, a6) + M(d3, a5) + M(a4, a4);
        var c9 = M(d0, a9) + M(d1, a8) + M(d2, a7) + M(d3, a6) + M(d4, a5);
        var c10 = M(d1, a9) + M(d2, a8) + M(d3, a7) + M(d4, a6) + M(a5, a5);
        var c11 = M(d2, a9) + M(d3, a8) + M(d4, a7) + M(d5, a6);
        var c12 = M(d3, a9) + M(d4, a8) + M(d5, a7) + M(a6, a6);
        var c13 = M(d4, a9) + M(d5, a8) + M(d6, a7);
        var c14 = M(d5, a9) + M(d6, a8) + M(a7, a7);
        var c15 = M(d6, a9) + M(d7, a8);
        var c16 = M(d7, a9) + M(a8, a8);
        var c17 = M(d8, a9);
        var c18 = M(a9, a9);

        Reduce(
            out r, c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13, c14, c15, c16, c17, c18);
    }

    /// <summary>r = a^(2^count), count at least 1.</summary>
    public static void Square(out FieldElement8 r, in FieldElement8 a, int count)
    {
        Square(out r, in a);
        for (var i = 1; i < count; i++)
        {
            Square(out r, in r);
        }
    }

    // The lower 32 bits of each lane multiplied.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> M(Vector512<ulong> a, Vector512<ulong> b) => Avx512F.Multiply(a.AsUInt32(), b.AsUInt32());

    // From columns below 40 * 51 * 2^52 < 2^63.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Reduce(
        out FieldElement8 r,
        Vector512<ulong> c0, Vector512<ulong> c1, Vector512<ulong> c2, Vector512<ulong> c3, Vector512<ulong> c4,
        Vector512<ulong> c5, Vector512<ulong> c6, Vector512<ulong> c7, Vector512<ulong> c8, Vector512<ulong> c9,
        Vector512<ulong> c10, Vector512<ulong> c11, Vector512<ulong> c12, Vector512<ulong> c13, Vector512<ulong> c14,
        Vector512<ulong> c15, Vector512<ulong> c16, Vector512<ulong> c17, Vector512<ulong> c18)
    {
        var mask = Vector512.Create(LimbMask);
        var fold = Vector512.Create(Fold260);

        // The columns of 2^260 and above as limbs h0 to h9; the top column is of short limbs, so that h9 stays below 2^27.
        c11 += c10 >> LimbBits;
        c12 += c11 >> LimbBits;
        c13 += c12 >> LimbBits;
        c14 += c13 >> LimbBits;
        c15 += c14 >> LimbBits;
        c16 += c15 >> LimbBits;
        c17 += c16 >> LimbBits;
        c18 += c17 >> LimbBits;
        var h9 = c18 >> LimbBits;
        var h0 = c10 & mask;
        var h1 = c11 & mask;
        var h2 = c12 & mask;
        var h3 = c13 & mask;
        var h4 = c14 & mask;
        var h5 = c15 & mask;
        var h6 = c16 & mask;
        var h7 = c17 & mask;
        var h8 = c18 & mask;

        // Folded onto the lower ten; what h9 has for an eleventh goes down with the bits above 2^256.
        c0 += M(h0, fold);
        c1 += M(h1, fold) + (h0 << Fold260Shift);
        c2 += M(h2, fold) + (h1 << Fold260Shift);
        c3 += M(h3, fold) + (h2 << Fold260Shift);
        c4 += M(h4, fold) + (h3 << Fold260Shift);
        c5 += M(h5, fold) + (h4 << Fold260Shift);
        c6 += M(h6, fold) + (h5 << Fold260Shift);
        c7 += M(h7, fold) + (h6 << Fold260Shift);
        c8 += M(h8, fold) + (h7 << Fold260Shift);
        c9 += M(h9, fold) + (h8 << Fold260Shift);

        c1 += c0 >> LimbBits;
        c2 += c1 >> LimbBits;
        c3 += c2 >> LimbBits;
        c4 += c3 >> LimbBits;
        c5 += c4 >> LimbBits;
        c6 += c5 >> LimbBits;
        c7 += c6 >> LimbBits;
        c8 += c7 >> LimbBits;
        c9 += c8 >> LimbBits;
        var top = (c9 >> TopBits) + (h9 << (Fold260Shift + LimbBits - TopBits));
        var topLow = top & mask;
        var topHigh = top >> LimbBits;
        var small = Vector512.Create(Fold256);
        c0 = (c0 & mask) + M(topLow, small);
        c1 = (c1 & mask) + M(topHigh, small) + (topLow << Fold256Shift) + (c0 >> LimbBits);
        r._0 = c0 & mask;
        r._1 = c1 & mask;
        r._2 = (c2 & mask) + (topHigh << Fold256Shift) + (c1 >> LimbBits);
        r._3 = c3 & mask;
        r._4 = c4 & mask;
        r._5 = c5 & mask;
        r._6 = c6 & mask;
        r._7 = c7 & mask;
        r._8 = c8 & mask;
        r._9 = c9 & Vector512.Create(TopMask);
    }

    /// <summary>
    /// a^((p+1)/4), of magnitude 1, for an a of magnitude up to 7: a square root of a where a has one, something else where it has none.
    /// </summary>
    public static void SquareRootIfSquare(out FieldElement8 r, in FieldElement8 a)
    {
        // The steps of FieldElement.TrySquareRoot.
        Square(out var t, in a);
        Multiply(out var x2, in t, in a);
        Square(out t, in x2);
        Multiply(out var x3, in t, in a);
        Square(out t, in x3, 3);
        Multiply(out var x6, in t, in x3);
        Square(out t, in x6, 3);
        Multiply(out var x9, in t, in x3);
        Square(out t, in x9, 2);
        Multiply(out var x11, in t, in x2);
        Square(out t, in x11, 11);
        Multiply(out var x22, in t, in x11);
        Square(out t, in x22, 22);
        Multiply(out var x44, in t, in x22);
        Square(out t, in x44, 44);
        Multiply(out var x88, in t, in x44);
        Square(out t, in x88, 88);
        Multiply(out var x176, in t, in x88);
        Square(out t, in x176, 44);
        Multiply(out var x220, in t, in x44);
        Square(out t, in x220, 3);
        Multiply(out var x223, in t, in x3);
        Square(out t, in x223, 23);
        Multiply(out t, in t, in x22);
        Square(out t, in t, 6);
        Multiply(out t, in t, in x2);
        Square(out r, in t, 2);
    }
}
