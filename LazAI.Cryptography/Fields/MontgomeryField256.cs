using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace LazAI.Cryptography.Fields;

/// <summary>
/// An integer modulo a prime of at most 255 bits in Montgomery's form, a * 2^260 mod p, in 5 limbs of 52 bits. No heap, no branch
/// and no index depends on the value: constant-time, unless the name says otherwise.
/// </summary>
/// <remarks>
/// No limb exceeds 52 bits, but the number is only nearly reduced, which saves a comparison with all of p after each operation: a sum is
/// below p + 2^210, a difference below that or no more than what it was taken from, a product ab at most p + ab / 2^260. So nothing is
/// p + p / 8 or more where no more than three elements times an element are reduced together, and sums, differences and comparisons hold
/// below p + p / 2. Zero has two forms, 0 and p; bytes and words come out fully reduced.
/// </remarks>
internal partial struct MontgomeryField256<TModulus> : IPrimeField<MontgomeryField256<TModulus>>
    where TModulus : struct, IModulus256
{
    private ulong _0;
    private ulong _1;
    private ulong _2;
    private ulong _3;
    private ulong _4;

    /// <summary>Bytes of the big-endian form.</summary>
    public static int Size => 32;

    public static BigInteger Modulus { get; } =
        (BigInteger)TModulus.P0 + ((BigInteger)TModulus.P1 << (1 * LimbBits)) + ((BigInteger)TModulus.P2 << (2 * LimbBits)) + ((BigInteger)TModulus.P3 << (3 * LimbBits)) + ((BigInteger)TModulus.P4 << (4 * LimbBits));

    public static MontgomeryField256<TModulus> Zero => default;

    public static MontgomeryField256<TModulus> One { get; } = FromReduced((BigInteger.One << RadixBits) % Modulus);

    // The factor that brings a number into Montgomery's form.
    private static readonly MontgomeryField256<TModulus> _radixSquared = FromReduced((BigInteger.One << (2 * RadixBits)) % Modulus);

    private const int RadixBits = 5 * LimbBits;

    public readonly bool IsZero =>
        ((_0 | _1 | _2 | _3 | _4) == 0)
        | (((_0 ^ TModulus.P0) | (_1 ^ TModulus.P1) | (_2 ^ TModulus.P2) | (_3 ^ TModulus.P3) | (_4 ^ TModulus.P4)) == 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static MontgomeryField256<TModulus> operator *(in MontgomeryField256<TModulus> a, in MontgomeryField256<TModulus> b)
    {
        Multiply(out var r, in a, in b);
        return r;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static MontgomeryField256<TModulus> Square(in MontgomeryField256<TModulus> a)
    {
        Square(out var r, in a);
        return r;
    }

    public static MontgomeryField256<TModulus> Square(in MontgomeryField256<TModulus> a, int count)
    {
        var r = a;
        for (var i = 0; i < count; i++)
        {
            Square(out r, in r);
        }

        return r;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static MontgomeryField256<TModulus> MultiplyAdd(
        in MontgomeryField256<TModulus> a, in MontgomeryField256<TModulus> b, in MontgomeryField256<TModulus> c, in MontgomeryField256<TModulus> d)
    {
        MultiplyAdd(out var r, in a, in b, in c, in d);
        return r;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static MontgomeryField256<TModulus> MultiplySubtract(
        in MontgomeryField256<TModulus> a, in MontgomeryField256<TModulus> b, in MontgomeryField256<TModulus> c, in MontgomeryField256<TModulus> d)
    {
        MultiplyAdd(out var r, in a, in b, in c, NegateUnreduced(in d));
        return r;
    }

    [SkipLocalsInit]
    public static MontgomeryField256<TModulus> operator +(in MontgomeryField256<TModulus> a, in MontgomeryField256<TModulus> b)
    {
        // The top limb tells how often p goes into the sum, well enough to stay nearly reduced.
        var top = a._4 + b._4;
        ulong q = Limbs.Carry(TModulus.P4, top);
        q += Limbs.Carry(2 * TModulus.P4 + 1, top);
        return Carried(
            a._0 + b._0 - q * TModulus.P0,
            a._1 + b._1 - q * TModulus.P1,
            a._2 + b._2 - q * TModulus.P2,
            a._3 + b._3 - q * TModulus.P3,
            top - q * TModulus.P4);
    }

    [SkipLocalsInit]
    public static MontgomeryField256<TModulus> operator -(in MontgomeryField256<TModulus> a, in MontgomeryField256<TModulus> b)
    {
        var top = a._4 - b._4;
        var q = (top - 1) >> 63;
        q += (top + TModulus.P4 - 1) >> 63;
        return Carried(
            a._0 - b._0 + q * TModulus.P0,
            a._1 - b._1 + q * TModulus.P1,
            a._2 - b._2 + q * TModulus.P2,
            a._3 - b._3 + q * TModulus.P3,
            top + q * TModulus.P4);
    }

    public static MontgomeryField256<TModulus> operator -(in MontgomeryField256<TModulus> a) => Zero - a;

    public static MontgomeryField256<TModulus> Double(in MontgomeryField256<TModulus> a) => a + a;

    // a + b, left with limbs of 53 bits: a factor of a product, nothing else.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static MontgomeryField256<TModulus> AddUnreduced(in MontgomeryField256<TModulus> a, in MontgomeryField256<TModulus> b)
    {
        MontgomeryField256<TModulus> r;
        r._0 = a._0 + b._0;
        r._1 = a._1 + b._1;
        r._2 = a._2 + b._2;
        r._3 = a._3 + b._3;
        r._4 = a._4 + b._4;
        return r;
    }

    // 2p - a, left with limbs below 3 * 2^52: a factor of a product, nothing else. 2^52 is lent from each limb to the one below.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static MontgomeryField256<TModulus> NegateUnreduced(in MontgomeryField256<TModulus> a)
    {
        MontgomeryField256<TModulus> r;
        r._0 = 2 * TModulus.P0 + (1UL << LimbBits) - a._0;
        r._1 = 2 * TModulus.P1 + LimbMask - a._1;
        r._2 = 2 * TModulus.P2 + LimbMask - a._2;
        r._3 = 2 * TModulus.P3 + LimbMask - a._3;
        r._4 = 2 * TModulus.P4 - 1 - a._4;
        return r;
    }

    // Carries signed limbs upwards; the number as a whole is not negative.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static MontgomeryField256<TModulus> Carried(ulong t0, ulong t1, ulong t2, ulong t3, ulong t4)
    {
        MontgomeryField256<TModulus> r;
        r._0 = t0 & LimbMask;
        t1 += (ulong)((long)t0 >> LimbBits);
        r._1 = t1 & LimbMask;
        t2 += (ulong)((long)t1 >> LimbBits);
        r._2 = t2 & LimbMask;
        t3 += (ulong)((long)t2 >> LimbBits);
        r._3 = t3 & LimbMask;
        t4 += (ulong)((long)t3 >> LimbBits);
        r._4 = t4;
        return r;
    }

    public static MontgomeryField256<TModulus> Select(in MontgomeryField256<TModulus> a, in MontgomeryField256<TModulus> b, ulong mask)
    {
        MontgomeryField256<TModulus> r;
        r._0 = a._0 ^ ((a._0 ^ b._0) & mask);
        r._1 = a._1 ^ ((a._1 ^ b._1) & mask);
        r._2 = a._2 ^ ((a._2 ^ b._2) & mask);
        r._3 = a._3 ^ ((a._3 ^ b._3) & mask);
        r._4 = a._4 ^ ((a._4 ^ b._4) & mask);
        return r;
    }

    public static MontgomeryField256<TModulus> Invert(in MontgomeryField256<TModulus> a) => PrimeField<MontgomeryField256<TModulus>>.Invert(in a);

    public static bool TrySquareRoot(in MontgomeryField256<TModulus> a, out MontgomeryField256<TModulus> root) => PrimeField<MontgomeryField256<TModulus>>.TrySquareRoot(in a, out root);

    public static MontgomeryField256<TModulus> FromUInt64(ulong value)
    {
        MontgomeryField256<TModulus> r = default;
        r._0 = value & LimbMask;
        r._1 = value >> LimbBits;
        return r * _radixSquared;
    }

    public static bool TryRead(ReadOnlySpan<byte> bytes, out MontgomeryField256<TModulus> value)
    {
        Span<ulong> words = stackalloc ulong[Size / 8];
        for (var i = 0; i < words.Length; i++)
        {
            words[i] = BinaryPrimitives.ReadUInt64BigEndian(bytes.Slice(Size - 8 * (i + 1), 8));
        }

        return TryFromWords(words, out value);
    }

    public static bool TryFromWords(ReadOnlySpan<ulong> words, out MontgomeryField256<TModulus> value)
    {
        var plain = FromPlainWords(words);
        value = plain * _radixSquared;
        SubtractModulus(in plain, out var isBelow);
        return isBelow != 0;
    }

    public readonly void Write(Span<byte> destination)
    {
        Span<ulong> words = stackalloc ulong[Size / 8];
        ToWords(words);
        for (var i = 0; i < words.Length; i++)
        {
            BinaryPrimitives.WriteUInt64BigEndian(destination.Slice(Size - 8 * (i + 1), 8), words[i]);
        }
    }

    public readonly void ToWords(Span<ulong> w)
    {
        var plain = Plain();
        plain.WriteWords(w);
    }

    public readonly bool Equals(MontgomeryField256<TModulus> other) => (this - other).IsZero;

    public override readonly bool Equals(object? obj) => obj is MontgomeryField256<TModulus> other && Equals(other);

    public override readonly int GetHashCode()
    {
        var plain = Plain();
        return HashCode.Combine(plain._0, plain._1, plain._2);
    }

    /// <summary>The number in hex, for messages of tests.</summary>
    public override readonly string ToString()
    {
        Span<byte> bytes = stackalloc byte[Size];
        Write(bytes);
        return Convert.ToHexStringLower(bytes);
    }

    // Out of Montgomery's form, fully reduced.
    [SkipLocalsInit]
    private readonly MontgomeryField256<TModulus> Plain()
    {
        MontgomeryField256<TModulus> one = default;
        one._0 = 1;
        Multiply(out var r, in this, in one);
        var reduced = SubtractModulus(in r, out var isBelow);
        return Select(in reduced, in r, isBelow);
    }

    // a - p, and all ones where a was below p, in which case the difference means nothing.
    private static MontgomeryField256<TModulus> SubtractModulus(in MontgomeryField256<TModulus> a, out ulong isBelow)
    {
        var r = Carried(
            a._0 - TModulus.P0, a._1 - TModulus.P1, a._2 - TModulus.P2, a._3 - TModulus.P3, a._4 - TModulus.P4);
        isBelow = (ulong)((long)r._4 >> 63);
        return r;
    }

    private static MontgomeryField256<TModulus> FromReduced(BigInteger number)
    {
        Span<ulong> words = stackalloc ulong[Size / 8];
        for (var i = 0; i < words.Length; i++)
        {
            words[i] = (ulong)((number >> (64 * i)) & ulong.MaxValue);
        }

        return FromPlainWords(words);
    }

    private static MontgomeryField256<TModulus> FromPlainWords(ReadOnlySpan<ulong> w)
    {
        MontgomeryField256<TModulus> value;
        value._0 = (w[0]) & LimbMask;
        value._1 = (w[0] >> 52 | w[1] << 12) & LimbMask;
        value._2 = (w[1] >> 40 | w[2] << 24) & LimbMask;
        value._3 = (w[2] >> 28 | w[3] << 36) & LimbMask;
        value._4 = w[3] >> 16;
        return value;
    }

    private readonly void WriteWords(Span<ulong> w)
    {
        w[0] = _0 | _1 << 52;
        w[1] = _1 >> 12 | _2 << 40;
        w[2] = _2 >> 24 | _3 << 28;
        w[3] = _3 >> 36 | _4 << 16;
    }
}
