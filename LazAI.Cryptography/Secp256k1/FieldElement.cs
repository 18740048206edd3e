using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace LazAI.Cryptography.Secp256k1;

/// <summary>
/// An integer modulo p = 2^256 - 2^32 - 977, the coordinate field of secp256k1 (SEC 2, section 2.4.1), in five limbs of 52,
/// 52, 52, 52 and 48 bits with room to spare. Everything is constant-time unless its name says otherwise.
/// </summary>
/// <remarks>
/// Additions carry nothing, so limbs may exceed their bits: an element of magnitude m has limbs up to 2m times their maximum.
/// Products have magnitude 1, sums the sum of theirs, and each caller keeps within the bounds stated at <see cref="Multiply"/>.
/// A normalized element is the one canonical form: below p, no limb over its bits.
/// </remarks>
internal partial struct FieldElement
{
    /// <summary>Bytes of the big-endian form.</summary>
    public const int Size = 32;

    private const ulong LowestPrimeLimb = 0xFFFFEFFFFFC2F;
    private const ulong LowestPrimeWord = 0xFFFFFFFEFFFFFC2F;

    private ulong _0;
    private ulong _1;
    private ulong _2;
    private ulong _3;
    private ulong _4;

    /// <summary>A small number.</summary>
    public FieldElement(uint value) => _0 = value;

    public static FieldElement Zero => default;

    public static FieldElement One => new(1);

    /// <summary>Parity; needs a normalized element.</summary>
    public readonly bool IsOdd => (_0 & 1) != 0;

    /// <summary>Parity as 0 or 1, where no branch may depend on it; needs a normalized element.</summary>
    public readonly ulong ParityBit => _0 & 1;

    /// <summary>Whether a normalized element is zero.</summary>
    public readonly bool IsZero => (_0 | _1 | _2 | _3 | _4) == 0;

    /// <summary>The least magnitude that allows limbs as large as these. For checks in debug builds.</summary>
    public readonly uint Magnitude =>
        (uint)Math.Max(
            (Math.Max(Math.Max(_0, _1), Math.Max(_2, _3)) + 2 * LimbMask - 1) / (2 * LimbMask),
            (_4 + 2 * TopMask - 1) / (2 * TopMask));

    /// <summary>Reads 32 big-endian bytes; refuses a number that is p or more.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out FieldElement value)
    {
        var w0 = BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]);
        var w1 = BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]);
        var w2 = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        var w3 = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        value = FromWords(w0, w1, w2, w3);
        return (w3 & w2 & w1) != ulong.MaxValue || w0 < LowestPrimeWord;
    }

    /// <summary>Reads 48 big-endian bytes modulo p, normalized: random ones give a number that is uniform but for 2^-128.</summary>
    public static FieldElement ReadReduced48(ReadOnlySpan<byte> bytes)
    {
        var upper = FromWords(BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]), BinaryPrimitives.ReadUInt64BigEndian(bytes), 0, 0);
        TryRead(bytes[16..48], out var lower);
        Multiply(out var value, in upper, new FieldElement { _0 = Fold256 });
        value.Add(in lower);
        value.Normalize();
        return value;
    }

    /// <summary>From four 64-bit words, lowest first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FieldElement FromWords(ulong w0, ulong w1, ulong w2, ulong w3)
    {
        FieldElement value;
        value._0 = w0 & LimbMask;
        value._1 = (w0 >> 52 | w1 << 12) & LimbMask;
        value._2 = (w1 >> 40 | w2 << 24) & LimbMask;
        value._3 = (w2 >> 28 | w3 << 36) & LimbMask;
        value._4 = w3 >> 16;
        return value;
    }

    /// <summary>As four 64-bit words, lowest first; needs a normalized element.</summary>
    public readonly void ToWords(out ulong w0, out ulong w1, out ulong w2, out ulong w3)
    {
        w0 = _0 | _1 << 52;
        w1 = _1 >> 12 | _2 << 40;
        w2 = _2 >> 24 | _3 << 28;
        w3 = _3 >> 36 | _4 << 16;
    }

    /// <summary>Writes 32 big-endian bytes; needs a normalized element.</summary>
    public readonly void Write(Span<byte> destination)
    {
        ToWords(out var w0, out var w1, out var w2, out var w3);
        BinaryPrimitives.WriteUInt64BigEndian(destination, w3);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], w2);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], w1);
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..], w0);
    }

    /// <summary>Adds; the magnitudes add up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(in FieldElement other)
    {
        _0 += other._0;
        _1 += other._1;
        _2 += other._2;
        _3 += other._3;
        _4 += other._4;
    }

    /// <summary>Subtracts an element of at most the given magnitude, which is added to this one's, and 1 more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Subtract(in FieldElement other, uint magnitude)
    {
        Subtract(out this, in this, in other, magnitude);
    }

    /// <summary>a - b for a b of at most the given magnitude, which is added to that of a, and 1 more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Subtract(out FieldElement r, in FieldElement a, in FieldElement b, uint magnitude)
    {
        Debug.Assert(b.Magnitude <= magnitude);
        var multiple = 2UL * (magnitude + 1);
        r._0 = a._0 + (LowestPrimeLimb * multiple - b._0);
        r._1 = a._1 + (LimbMask * multiple - b._1);
        r._2 = a._2 + (LimbMask * multiple - b._2);
        r._3 = a._3 + (LimbMask * multiple - b._3);
        r._4 = a._4 + (TopMask * multiple - b._4);
    }

    /// <summary>a + b; the magnitudes add up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(out FieldElement r, in FieldElement a, in FieldElement b)
    {
        r._0 = a._0 + b._0;
        r._1 = a._1 + b._1;
        r._2 = a._2 + b._2;
        r._3 = a._3 + b._3;
        r._4 = a._4 + b._4;
    }

    /// <summary>-a for an a of at most the given magnitude; the result has one more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Negate(out FieldElement r, in FieldElement a, uint magnitude)
    {
        Debug.Assert(a.Magnitude <= magnitude);
        var multiple = 2UL * (magnitude + 1);
        r._0 = LowestPrimeLimb * multiple - a._0;
        r._1 = LimbMask * multiple - a._1;
        r._2 = LimbMask * multiple - a._2;
        r._3 = LimbMask * multiple - a._3;
        r._4 = TopMask * multiple - a._4;
    }

    /// <summary>Multiplies by a small number, and the magnitude with it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Scale(uint factor)
    {
        _0 *= factor;
        _1 *= factor;
        _2 *= factor;
        _3 *= factor;
        _4 *= factor;
    }

    /// <summary>Divides by two; the magnitude m becomes m/2 + 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Halve()
    {
        // An odd number is made even by adding p.
        var mask = (0UL - (_0 & 1)) >> 12;
        var t0 = _0 + (LowestPrimeLimb & mask);
        var t1 = _1 + mask;
        var t2 = _2 + mask;
        var t3 = _3 + mask;
        var t4 = _4 + (mask >> 4);
        _0 = (t0 >> 1) + ((t1 & 1) << 51);
        _1 = (t1 >> 1) + ((t2 & 1) << 51);
        _2 = (t2 >> 1) + ((t3 & 1) << 51);
        _3 = (t3 >> 1) + ((t4 & 1) << 51);
        _4 = t4 >> 1;
    }

    /// <summary>Carries once, which leaves magnitude 1 but not yet the canonical form. The magnitude may be up to 128.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Carry()
    {
        var t4 = _4;
        var t0 = _0 + (t4 >> TopBits) * Fold256;
        var t1 = _1 + (t0 >> LimbBits);
        var t2 = _2 + (t1 >> LimbBits);
        var t3 = _3 + (t2 >> LimbBits);
        _0 = t0 & LimbMask;
        _1 = t1 & LimbMask;
        _2 = t2 & LimbMask;
        _3 = t3 & LimbMask;
        _4 = (t4 & TopMask) + (t3 >> LimbBits);
    }

    /// <summary>Brings the element into its canonical form.</summary>
    public void Normalize()
    {
        Carry();

        // t + (2^256 - p) reaches 2^256 exactly when t is p or more, and is t - p then.
        var u0 = _0 + Fold256;
        var u1 = _1 + (u0 >> LimbBits);
        var u2 = _2 + (u1 >> LimbBits);
        var u3 = _3 + (u2 >> LimbBits);
        var u4 = _4 + (u3 >> LimbBits);
        var mask = 0UL - (u4 >> TopBits);
        _0 ^= (_0 ^ u0 & LimbMask) & mask;
        _1 ^= (_1 ^ u1 & LimbMask) & mask;
        _2 ^= (_2 ^ u2 & LimbMask) & mask;
        _3 ^= (_3 ^ u3 & LimbMask) & mask;
        _4 ^= (_4 ^ u4 & TopMask) & mask;
    }

    /// <summary>All ones when the element is zero modulo p, normalized or not, else zero.</summary>
    public readonly ulong IsZeroMask()
    {
        var copy = this;
        copy.Normalize();
        var any = copy._0 | copy._1 | copy._2 | copy._3 | copy._4;
        return ~(ulong)((long)(any | 0UL - any) >> 63);
    }

    /// <summary>Whether the element is zero modulo p, normalized or not. Its time tells, and mostly so early.</summary>
    public readonly bool IsZeroVariableTime()
    {
        // The lowest limb of a multiple of p within range is one of two values after the carry; most others stop here.
        var t0 = _0 + (_4 >> TopBits) * Fold256;
        var low = t0 & LimbMask;
        if (low != 0 && low != LowestPrimeLimb)
        {
            return false;
        }

        var copy = this;
        copy.Normalize();
        return copy.IsZero;
    }

    /// <summary>Equality modulo p. The magnitude of a is 1, that of b at most 8.</summary>
    public static bool EqualVariableTime(in FieldElement a, in FieldElement b)
    {
        Negate(out var difference, in a, 1);
        difference.Add(in b);
        return difference.IsZeroVariableTime();
    }

    /// <summary>Becomes <paramref name="other"/> where the mask is all ones, stays where it is zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Select(in FieldElement other, ulong mask)
    {
        _0 ^= (_0 ^ other._0) & mask;
        _1 ^= (_1 ^ other._1) & mask;
        _2 ^= (_2 ^ other._2) & mask;
        _3 ^= (_3 ^ other._3) & mask;
        _4 ^= (_4 ^ other._4) & mask;
    }

    /// <summary>1/a, normalized; 0 for 0. Needs a normalized a.</summary>
    public static void Invert(out FieldElement r, in FieldElement a)
    {
        a.ToWords(out var w0, out var w1, out var w2, out var w3);
        ModularInverse.Field.Invert(ref w0, ref w1, ref w2, ref w3);
        r = FromWords(w0, w1, w2, w3);
    }

    /// <summary>As <see cref="Invert"/>, faster, in a time that depends on a.</summary>
    public static void InvertVariableTime(out FieldElement r, in FieldElement a)
    {
        a.ToWords(out var w0, out var w1, out var w2, out var w3);
        ModularInverse.Field.InvertVariableTime(ref w0, ref w1, ref w2, ref w3);
        r = FromWords(w0, w1, w2, w3);
    }

    /// <summary>A square root, of magnitude 1, of an a of magnitude up to 7, if there is one.</summary>
    public static bool TrySquareRoot(out FieldElement r, in FieldElement a)
    {
        // a^((p+1)/4), since p = 3 mod 4. The exponent in binary is 223 ones, 0, 22 ones, 0000, 11, 00.
        PowerOfUpperBits(out var t, out var x2, in a);
        Square(out t, in t, 6);
        Multiply(out t, in t, in x2);
        Square(out r, in t, 2);

        Square(out t, in r);
        return EqualVariableTime(in t, in a);
    }

    /// <summary>
    /// sqrt_ratio of RFC 9380, appendix F.2.1.2, in constant time: r = sqrt(u/v) and all ones where that is a square, else
    /// r = sqrt(z u/v) and zero, for the z of <paramref name="rootOfMinusZ"/>. Magnitudes of u and v up to 7; v is not 0.
    /// </summary>
    public static ulong SquareRootOfRatio(out FieldElement r, in FieldElement u, in FieldElement v, in FieldElement rootOfMinusZ)
    {
        Square(out var uv3, in v);
        Multiply(out var uv, in u, in v);
        Multiply(out uv3, in uv3, in uv);

        // (p-3)/4 is one less than the exponent of a square root: its last ten bits are 0000, 10, 11.
        PowerOfUpperBits(out var t, out var x2, in uv3);
        Square(out t, in t, 5);
        Multiply(out t, in t, in uv3);
        Square(out t, in t, 3);
        Multiply(out t, in t, in x2);
        Multiply(out r, in t, in uv);
        Multiply(out var other, in r, in rootOfMinusZ);

        Square(out t, in r);
        Multiply(out t, in t, in v);
        t.Subtract(in u, 7);
        var isSquare = t.IsZeroMask();
        r.Select(in other, ~isSquare);
        return isSquare;
    }

    // a to the 223 ones, 0 and 22 ones that (p+1)/4 and (p-3)/4 start with, and a^3; xN is a^(2^N - 1), so a run of N ones.
    private static void PowerOfUpperBits(out FieldElement r, out FieldElement x2, in FieldElement a)
    {
        Square(out var t, in a);
        Multiply(out x2, in t, in a);
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
        Multiply(out r, in t, in x22);
    }
}
