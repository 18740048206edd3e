using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace LazAI.Cryptography.Secp256k1;

/// <summary>
/// An integer modulo n, the order of secp256k1's group (SEC 2, section 2.4.1), in four words, always reduced. Everything is
/// constant-time unless its name says otherwise.
/// </summary>
internal readonly partial struct Scalar : IEquatable<Scalar>
{
    /// <summary>Bytes of the big-endian form.</summary>
    public const int Size = 32;

    private const ulong N0 = 0xBFD25E8CD0364141;
    private const ulong N1 = 0xBAAEDCE6AF48A03B;
    private const ulong N2 = 0xFFFFFFFFFFFFFFFE;
    private const ulong N3 = 0xFFFFFFFFFFFFFFFF;

    // 2^256 - n; its third word is 1.
    private const ulong Fold0 = 0x402DA1732FC9BEBF;
    private const ulong Fold1 = 0x4551231950B75FC4;

    // (n - 1) / 2
    private const ulong Half0 = 0xDFE92F46681B20A0;
    private const ulong Half1 = 0x5D576E7357A4501D;
    private const ulong Half2 = 0xFFFFFFFFFFFFFFFF;
    private const ulong Half3 = 0x7FFFFFFFFFFFFFFF;

    private readonly ulong _0;
    private readonly ulong _1;
    private readonly ulong _2;
    private readonly ulong _3;

    private Scalar(ulong w0, ulong w1, ulong w2, ulong w3)
    {
        _0 = w0;
        _1 = w1;
        _2 = w2;
        _3 = w3;
    }

    /// <summary>A small number.</summary>
    public Scalar(ulong value) => _0 = value;

    /// <summary>A number of 128 bits.</summary>
    public Scalar(UInt128 value)
    {
        _0 = (ulong)value;
        _1 = (ulong)(value >> 64);
    }

    public static Scalar Zero => default;

    public static Scalar One => new(1UL);

    public bool IsZero => (_0 | _1 | _2 | _3) == 0;

    /// <summary>Bits 0 to 127.</summary>
    public UInt128 Low => new(_1, _0);

    /// <summary>Bits 128 to 255.</summary>
    public UInt128 High => new(_3, _2);

    /// <summary>All ones when the number is above (n - 1) / 2, else zero.</summary>
    public ulong HighMask
    {
        get
        {
            ulong borrow = 0;
            Limbs.Subtract(Half0, _0, ref borrow);
            Limbs.Subtract(Half1, _1, ref borrow);
            Limbs.Subtract(Half2, _2, ref borrow);
            Limbs.Subtract(Half3, _3, ref borrow);
            return 0UL - borrow;
        }
    }

    /// <summary>Reads 32 big-endian bytes; refuses a number that is n or more.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out Scalar value)
    {
        value = ReadReduced(bytes, out var reduced);
        return !reduced;
    }

    /// <summary>Reads 32 big-endian bytes modulo n, and tells whether they were n or more.</summary>
    public static Scalar ReadReduced(ReadOnlySpan<byte> bytes, out bool reduced)
    {
        var w3 = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        var w2 = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        var w1 = BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]);
        var w0 = BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]);
        var value = ReduceOnce(w0, w1, w2, w3, 0, out var mask);
        reduced = mask != 0;
        return value;
    }

    /// <summary>Writes 32 big-endian bytes.</summary>
    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, _3);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _2);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], _1);
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..], _0);
    }

    public Bytes32 ToBytes32()
    {
        Span<byte> bytes = stackalloc byte[Size];
        Write(bytes);
        return new Bytes32(bytes);
    }

    /// <summary>The <paramref name="count"/> bits (at most 8) from bit <paramref name="position"/> on; bits above 255 are zero.</summary>
    public uint Bits(int position, int count)
    {
        var word = position >> 6;
        var low = Word(word) >> (position & 63);
        var high = Word(word + 1) << 1 << (63 - (position & 63));
        return (uint)(low | high) & (1u << count) - 1;
    }

    public static Scalar operator +(in Scalar a, in Scalar b)
    {
        ulong carry = 0;
        var w0 = Limbs.Add(a._0, b._0, ref carry);
        var w1 = Limbs.Add(a._1, b._1, ref carry);
        var w2 = Limbs.Add(a._2, b._2, ref carry);
        var w3 = Limbs.Add(a._3, b._3, ref carry);
        return ReduceOnce(w0, w1, w2, w3, carry, out _);
    }

    public static Scalar operator -(in Scalar a)
    {
        // n - a, and 0 for 0.
        ulong borrow = 0;
        var any = a._0 | a._1 | a._2 | a._3;
        var mask = (ulong)((long)(any | 0UL - any) >> 63);
        var w0 = Limbs.Subtract(N0, a._0, ref borrow);
        var w1 = Limbs.Subtract(N1, a._1, ref borrow);
        var w2 = Limbs.Subtract(N2, a._2, ref borrow);
        var w3 = Limbs.Subtract(N3, a._3, ref borrow);
        return new Scalar(w0 & mask, w1 & mask, w2 & mask, w3 & mask);
    }

    public static Scalar operator -(in Scalar a, in Scalar b) => a + -b;

    [SkipLocalsInit]
    public static Scalar operator *(in Scalar a, in Scalar b)
    {
        Span<ulong> product = stackalloc ulong[8];
        Multiply(in a, in b, product);
        return Reduce(product);
    }

    /// <summary>The rounded upper part of a product: (a * b + 2^383) / 2^384, for the split of a scalar in two.</summary>
    [SkipLocalsInit]
    public static UInt128 MultiplyShift384(in Scalar a, in Scalar b)
    {
        Span<ulong> product = stackalloc ulong[8];
        Multiply(in a, in b, product);
        return new UInt128(product[7], product[6]) + (product[5] >> 63);
    }

    /// <summary>The negative where the mask is all ones, the number itself where it is zero.</summary>
    public static Scalar NegateWhere(in Scalar a, ulong mask)
    {
        var negative = -a;
        return new Scalar(
            a._0 ^ (a._0 ^ negative._0) & mask,
            a._1 ^ (a._1 ^ negative._1) & mask,
            a._2 ^ (a._2 ^ negative._2) & mask,
            a._3 ^ (a._3 ^ negative._3) & mask);
    }

    /// <summary>1/a; 0 for 0.</summary>
    public static Scalar Invert(in Scalar a)
    {
        var (w0, w1, w2, w3) = (a._0, a._1, a._2, a._3);
        ModularInverse.Order.Invert(ref w0, ref w1, ref w2, ref w3);
        return new Scalar(w0, w1, w2, w3);
    }

    /// <summary>As <see cref="Invert"/>, faster, in a time that depends on a.</summary>
    public static Scalar InvertVariableTime(in Scalar a)
    {
        var (w0, w1, w2, w3) = (a._0, a._1, a._2, a._3);
        ModularInverse.Order.InvertVariableTime(ref w0, ref w1, ref w2, ref w3);
        return new Scalar(w0, w1, w2, w3);
    }

    /// <summary>Replaces numbers other than 0 by their inverses, with one inversion (Montgomery's trick), in a time that depends on them.</summary>
    /// <param name="values">The numbers, then their inverses.</param>
    /// <param name="scratch">As many; overwritten.</param>
    public static void InvertVariableTime(Span<Scalar> values, Span<Scalar> scratch)
    {
        var product = One;
        for (var i = 0; i < values.Length; i++)
        {
            scratch[i] = product;
            product *= values[i];
        }

        var inverse = InvertVariableTime(in product);
        for (var i = values.Length - 1; i >= 0; i--)
        {
            (values[i], inverse) = (inverse * scratch[i], inverse * values[i]);
        }
    }

    public bool Equals(Scalar other) =>
        ((_0 ^ other._0) | (_1 ^ other._1) | (_2 ^ other._2) | (_3 ^ other._3)) == 0;

    public override bool Equals(object? obj) => obj is Scalar other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(_0, _1, _2, _3);

    private ulong Word(int index) => index switch { 0 => _0, 1 => _1, 2 => _2, 3 => _3, _ => 0 };

    private static void Multiply(in Scalar a, in Scalar b, Span<ulong> product)
    {
        ulong carry = 0;
        product[7] = 0;
        product[0] = Limbs.MultiplyAdd(0, a._0, b._0, ref carry);
        product[1] = Limbs.MultiplyAdd(0, a._0, b._1, ref carry);
        product[2] = Limbs.MultiplyAdd(0, a._0, b._2, ref carry);
        product[3] = Limbs.MultiplyAdd(0, a._0, b._3, ref carry);
        product[4] = carry;
        AddRow(product[1..], a._1, in b);
        AddRow(product[2..], a._2, in b);
        AddRow(product[3..], a._3, in b);

        static void AddRow(Span<ulong> sum, ulong factor, in Scalar b)
        {
            ulong carry = 0;
            sum[0] = Limbs.MultiplyAdd(sum[0], factor, b._0, ref carry);
            sum[1] = Limbs.MultiplyAdd(sum[1], factor, b._1, ref carry);
            sum[2] = Limbs.MultiplyAdd(sum[2], factor, b._2, ref carry);
            sum[3] = Limbs.MultiplyAdd(sum[3], factor, b._3, ref carry);
            sum[4] = carry;
        }
    }

    // 512 bits modulo n: what lies above 2^256 is folded down by 2^256 - n (129 bits) until nothing is left there.
    private static Scalar Reduce(ReadOnlySpan<ulong> t)
    {
        // 512 to 386 bits.
        ulong carry = 0;
        var m0 = Limbs.MultiplyAdd(t[0], t[4], Fold0, ref carry);
        var m1 = Limbs.MultiplyAdd(t[1], t[5], Fold0, ref carry);
        var m2 = Limbs.MultiplyAdd(t[2], t[6], Fold0, ref carry);
        var m3 = Limbs.MultiplyAdd(t[3], t[7], Fold0, ref carry);
        var m4 = carry;
        carry = 0;
        m1 = Limbs.MultiplyAdd(m1, t[4], Fold1, ref carry);
        m2 = Limbs.MultiplyAdd(m2, t[5], Fold1, ref carry);
        m3 = Limbs.MultiplyAdd(m3, t[6], Fold1, ref carry);
        m4 = Limbs.MultiplyAdd(m4, t[7], Fold1, ref carry);
        var m5 = carry;
        carry = 0;
        m2 = Limbs.Add(m2, t[4], ref carry);
        m3 = Limbs.Add(m3, t[5], ref carry);
        m4 = Limbs.Add(m4, t[6], ref carry);
        m5 = Limbs.Add(m5, t[7], ref carry);
        var m6 = carry;

        // 386 to 260 bits; m6 is 0 or 1.
        carry = 0;
        m0 = Limbs.MultiplyAdd(m0, m4, Fold0, ref carry);
        m1 = Limbs.MultiplyAdd(m1, m5, Fold0, ref carry);
        m2 = Limbs.MultiplyAdd(m2, m6, Fold0, ref carry);
        m3 = Limbs.Add(m3, 0, ref carry);
        var top = carry;
        carry = 0;
        m1 = Limbs.MultiplyAdd(m1, m4, Fold1, ref carry);
        m2 = Limbs.MultiplyAdd(m2, m5, Fold1, ref carry);
        m3 = Limbs.MultiplyAdd(m3, m6, Fold1, ref carry);
        top += carry;
        carry = 0;
        m2 = Limbs.Add(m2, m4, ref carry);
        m3 = Limbs.Add(m3, m5, ref carry);
        top += m6 + carry;

        // 260 bits to 256 and a carry.
        carry = 0;
        m0 = Limbs.MultiplyAdd(m0, top, Fold0, ref carry);
        m1 = Limbs.MultiplyAdd(m1, top, Fold1, ref carry);
        m2 = Limbs.MultiplyAdd(m2, top, 1, ref carry);
        m3 = Limbs.Add(m3, 0, ref carry);
        return ReduceOnce(m0, m1, m2, m3, carry, out _);
    }

    // A number below 2n, its bit 256 in carry: t + (2^256 - n) reaches 2^256 exactly when t is n or more, and is t - n then.
    private static Scalar ReduceOnce(ulong w0, ulong w1, ulong w2, ulong w3, ulong carry, out ulong reduced)
    {
        ulong over = 0;
        var u0 = Limbs.Add(w0, Fold0, ref over);
        var u1 = Limbs.Add(w1, Fold1, ref over);
        var u2 = Limbs.Add(w2, 1, ref over);
        var u3 = Limbs.Add(w3, 0, ref over);
        reduced = 0UL - (carry | over);
        return new Scalar(
            w0 ^ (w0 ^ u0) & reduced,
            w1 ^ (w1 ^ u1) & reduced,
            w2 ^ (w2 ^ u2) & reduced,
            w3 ^ (w3 ^ u3) & reduced);
    }
}
