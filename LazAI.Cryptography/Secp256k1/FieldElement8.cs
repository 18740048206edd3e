using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LazAI.Cryptography.Secp256k1;

/// <summary>
/// Eight elements of the coordinate field, one in each 64-bit lane of AVX-512 registers: ten limbs of 26 bits (the top one of 22), so
/// that a product of limbs fits a lane and a column of ten products still does.
/// </summary>
/// <remarks>
/// Magnitudes are those of <see cref="FieldElement"/>: limbs are at most 2m times their maximum. For use where
/// <see cref="Avx512F.IsSupported"/> only.
/// </remarks>
internal partial struct FieldElement8
{
    /// <summary>How many elements.</summary>
    public const int Lanes = 8;

    private const int LimbBits = 26;
    private const int TopBits = 22;
    private const ulong LimbMask = (1UL << LimbBits) - 1;
    private const ulong TopMask = (1UL << TopBits) - 1;
    private const ulong LowestPrimeLimb = 0x3FFFC2F;
    private const ulong SecondPrimeLimb = 0x3FFFFBF;

    // Words of 64 bits in a FieldElement.
    private const int WordsOfElement = 5;

    private Vector512<ulong> _0;
    private Vector512<ulong> _1;
    private Vector512<ulong> _2;
    private Vector512<ulong> _3;
    private Vector512<ulong> _4;
    private Vector512<ulong> _5;
    private Vector512<ulong> _6;
    private Vector512<ulong> _7;
    private Vector512<ulong> _8;
    private Vector512<ulong> _9;

    /// <summary>The same element, of magnitude 1, in every lane.</summary>
    public static FieldElement8 Create(in FieldElement value)
    {
        var words = MemoryMarshal.Cast<FieldElement, ulong>(new ReadOnlySpan<FieldElement>(in value));
        return FromWords(
            Vector512.Create(words[0]), Vector512.Create(words[1]), Vector512.Create(words[2]),
            Vector512.Create(words[3]), Vector512.Create(words[4]));
    }

    /// <summary>An element of magnitude 1 for each lane: lane i takes the one that begins at word offsets[i].</summary>
    [SkipLocalsInit]
    public static FieldElement8 Gather(ReadOnlySpan<ulong> words, ReadOnlySpan<int> offsets)
    {
        offsets = offsets[..Lanes];
        Span<Vector512<ulong>> rows = stackalloc Vector512<ulong>[WordsOfElement];
        for (var i = 0; i < WordsOfElement; i++)
        {
            rows[i] = Vector512.Create(
                words[offsets[0] + i], words[offsets[1] + i], words[offsets[2] + i], words[offsets[3] + i],
                words[offsets[4] + i], words[offsets[5] + i], words[offsets[6] + i], words[offsets[7] + i]);
        }

        return FromWords(rows[0], rows[1], rows[2], rows[3], rows[4]);
    }

    /// <summary>Writes the lanes as eight elements of the same magnitude.</summary>
    public readonly void CopyTo(Span<FieldElement> destination)
    {
        var words = MemoryMarshal.Cast<FieldElement, ulong>(destination[..Lanes]);
        Store(words, _0 + (_1 << LimbBits), 0);
        Store(words, _2 + (_3 << LimbBits), 1);
        Store(words, _4 + (_5 << LimbBits), 2);
        Store(words, _6 + (_7 << LimbBits), 3);
        Store(words, _8 + (_9 << LimbBits), 4);

        static void Store(Span<ulong> words, Vector512<ulong> row, int offset)
        {
            for (var lane = 0; lane < Lanes; lane++)
            {
                words[WordsOfElement * lane + offset] = row[lane];
            }
        }
    }

    /// <summary>a + b; the magnitudes add up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(out FieldElement8 r, in FieldElement8 a, in FieldElement8 b)
    {
        r._0 = a._0 + b._0;
        r._1 = a._1 + b._1;
        r._2 = a._2 + b._2;
        r._3 = a._3 + b._3;
        r._4 = a._4 + b._4;
        r._5 = a._5 + b._5;
        r._6 = a._6 + b._6;
        r._7 = a._7 + b._7;
        r._8 = a._8 + b._8;
        r._9 = a._9 + b._9;
    }

    /// <summary>a - b for a b of at most the given magnitude, which is added to that of a, and 1 more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Subtract(out FieldElement8 r, in FieldElement8 a, in FieldElement8 b, uint magnitude)
    {
        var multiple = 2UL * (magnitude + 1);
        var middle = Vector512.Create(LimbMask * multiple);
        r._0 = a._0 + (Vector512.Create(LowestPrimeLimb * multiple) - b._0);
        r._1 = a._1 + (Vector512.Create(SecondPrimeLimb * multiple) - b._1);
        r._2 = a._2 + (middle - b._2);
        r._3 = a._3 + (middle - b._3);
        r._4 = a._4 + (middle - b._4);
        r._5 = a._5 + (middle - b._5);
        r._6 = a._6 + (middle - b._6);
        r._7 = a._7 + (middle - b._7);
        r._8 = a._8 + (middle - b._8);
        r._9 = a._9 + (Vector512.Create(TopMask * multiple) - b._9);
    }

    /// <summary>Negates an element of magnitude 1, which leaves magnitude 2, in the lanes whose mask is all ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void NegateWhere(Vector512<ulong> mask)
    {
        FieldElement8 negative;
        Subtract(out negative, default, in this, 1);
        Select(in negative, mask);
    }

    /// <summary>Becomes <paramref name="other"/> in the lanes whose mask is all ones, stays where it is zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Select(in FieldElement8 other, Vector512<ulong> mask)
    {
        _0 = Vector512.ConditionalSelect(mask, other._0, _0);
        _1 = Vector512.ConditionalSelect(mask, other._1, _1);
        _2 = Vector512.ConditionalSelect(mask, other._2, _2);
        _3 = Vector512.ConditionalSelect(mask, other._3, _3);
        _4 = Vector512.ConditionalSelect(mask, other._4, _4);
        _5 = Vector512.ConditionalSelect(mask, other._5, _5);
        _6 = Vector512.ConditionalSelect(mask, other._6, _6);
        _7 = Vector512.ConditionalSelect(mask, other._7, _7);
        _8 = Vector512.ConditionalSelect(mask, other._8, _8);
        _9 = Vector512.ConditionalSelect(mask, other._9, _9);
    }

    /// <summary>Multiplies by three, and the magnitude with it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Triple()
    {
        _0 += _0 + _0;
        _1 += _1 + _1;
        _2 += _2 + _2;
        _3 += _3 + _3;
        _4 += _4 + _4;
        _5 += _5 + _5;
        _6 += _6 + _6;
        _7 += _7 + _7;
        _8 += _8 + _8;
        _9 += _9 + _9;
    }

    /// <summary>Divides by two; the magnitude m becomes m/2 + 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Halve()
    {
        // An odd number is made even by adding p.
        var odd = Vector512<ulong>.Zero - (_0 & Vector512<ulong>.One);
        var middle = odd & Vector512.Create(LimbMask);
        var t0 = _0 + (odd & Vector512.Create(LowestPrimeLimb));
        var t1 = _1 + (odd & Vector512.Create(SecondPrimeLimb));
        var t2 = _2 + middle;
        var t3 = _3 + middle;
        var t4 = _4 + middle;
        var t5 = _5 + middle;
        var t6 = _6 + middle;
        var t7 = _7 + middle;
        var t8 = _8 + middle;
        var t9 = _9 + (odd & Vector512.Create(TopMask));
        _0 = (t0 >> 1) + ((t1 & Vector512<ulong>.One) << (LimbBits - 1));
        _1 = (t1 >> 1) + ((t2 & Vector512<ulong>.One) << (LimbBits - 1));
        _2 = (t2 >> 1) + ((t3 & Vector512<ulong>.One) << (LimbBits - 1));
        _3 = (t3 >> 1) + ((t4 & Vector512<ulong>.One) << (LimbBits - 1));
        _4 = (t4 >> 1) + ((t5 & Vector512<ulong>.One) << (LimbBits - 1));
        _5 = (t5 >> 1) + ((t6 & Vector512<ulong>.One) << (LimbBits - 1));
        _6 = (t6 >> 1) + ((t7 & Vector512<ulong>.One) << (LimbBits - 1));
        _7 = (t7 >> 1) + ((t8 & Vector512<ulong>.One) << (LimbBits - 1));
        _8 = (t8 >> 1) + ((t9 & Vector512<ulong>.One) << (LimbBits - 1));
        _9 = t9 >> 1;
    }

    /// <summary>
    /// All ones in the lanes whose element is zero modulo p, and in one in 2^25 others: a first look that is never wrong when it says no.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Vector512<ulong> MayBeZeroMask()
    {
        // What is above 2^256 folded down, a multiple of p is 0 or p; the lowest limb of either is enough here.
        var low = (_0 + M(_9 >> TopBits, Vector512.Create(Fold256))) & Vector512.Create(LimbMask);
        return Vector512.Equals(low, Vector512<ulong>.Zero) | Vector512.Equals(low, Vector512.Create(LowestPrimeLimb));
    }

    // Five rows of 52-bit limbs; each is two of ours.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static FieldElement8 FromWords(
        Vector512<ulong> w0, Vector512<ulong> w1, Vector512<ulong> w2, Vector512<ulong> w3, Vector512<ulong> w4)
    {
        var mask = Vector512.Create(LimbMask);
        FieldElement8 value;
        value._0 = w0 & mask;
        value._1 = w0 >> LimbBits;
        value._2 = w1 & mask;
        value._3 = w1 >> LimbBits;
        value._4 = w2 & mask;
        value._5 = w2 >> LimbBits;
        value._6 = w3 & mask;
        value._7 = w3 >> LimbBits;
        value._8 = w4 & mask;
        value._9 = w4 >> LimbBits;
        return value;
    }
}
