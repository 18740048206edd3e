using System.Numerics;
using LazAI.Cryptography;

namespace LazAI.Interop.Tests.Judging;

/// <summary>What random cases are made of.</summary>
internal static class Draw
{
    /// <summary>Random cases of one family; edge cases come on top.</summary>
    public const int Cases = 1_000;

    // Where it is 1, costly cases are as many as others: an hour of work.
    private static readonly bool s_isFull = Environment.GetEnvironmentVariable("LAZAI_INTEROP_FULL") == "1";

    /// <summary>The number of cases that cost a judge tens of milliseconds each: fewer than others, unless all are asked for.</summary>
    public static int Costly(int few) => s_isFull ? Math.Max(few, Cases) : few;

    /// <summary>As <see cref="Costly"/>, in rounds of a few, for cases that fill the memory.</summary>
    public static IEnumerable<int> CostlyRounds(int few) => Enumerable.Range(0, Costly(few)).Chunk(few).Select(round => round.Length);

    /// <summary>n, the order of secp256k1's group (SEC 2, section 2.4.1).</summary>
    public static readonly BigInteger Order = Number("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");

    /// <summary>p, the prime of secp256k1's field.</summary>
    public static readonly BigInteger Prime = Number("fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f");

    public static string Hex(ReadOnlySpan<byte> bytes) => $"0x{Convert.ToHexStringLower(bytes)}";

    public static byte[] FromHex(string hex) => Convert.FromHexString(hex.AsSpan(2));

    /// <summary>The number as 32 big-endian bytes.</summary>
    public static byte[] Word(BigInteger number)
    {
        var word = new byte[32];
        number.TryWriteBytes(word.AsSpan(32 - number.GetByteCount(isUnsigned: true)), out _, isUnsigned: true, isBigEndian: true);
        return word;
    }

    public static BigInteger Number(ReadOnlySpan<byte> word) => new(word, isUnsigned: true, isBigEndian: true);

    public static byte[] Bytes(this Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    public static Bytes32 Digest(this Random random) => new(random.Bytes(32));

    public static Secp256k1PrivateKey Key(this Random random)
    {
        Assert.True(Secp256k1PrivateKey.TryCreate(random.Bytes(32), out var key));
        return key;
    }

    /// <summary>Valid Unicode from every corner: controls, quotation marks, ASCII, the ends of ranges, surrogate pairs.</summary>
    public static string Text(this Random random, int characters) => string.Concat(Enumerable.Range(0, characters).Select(_ => random.Next(8) switch
    {
        0 => ((char)random.Next(0x20)).ToString(),
        1 => random.Pick(["\"", "\\", "/", "\u007f", "\u0080", "\u2028", "\u2029", "\ufeff", "\ufffd", "\uffff", "\ud7ff", "\ue000"]),
        2 => char.ConvertFromUtf32(random.Next(0x10000, 0x110000)),
        3 => ((char)random.Next(0x80, 0xd800)).ToString(),
        4 => ((char)random.Next(0xe000, 0x10000)).ToString(),
        _ => ((char)random.Next(0x20, 0x7f)).ToString(),
    }));

    public static T Pick<T>(this Random random, IReadOnlyList<T> from) => from[random.Next(from.Count)];

    public static byte[] FlipOneBit(this Random random, ReadOnlySpan<byte> bytes)
    {
        var flipped = bytes.ToArray();
        var bit = random.Next(8 * flipped.Length);
        flipped[bit / 8] ^= (byte)(1 << (bit % 8));
        return flipped;
    }

    public static string Export(this Secp256k1PrivateKey key)
    {
        Span<byte> bytes = stackalloc byte[Secp256k1PrivateKey.Size];
        key.Export(bytes);
        return Hex(bytes);
    }

    private static BigInteger Number(string hex) => Number(Convert.FromHexString(hex));
}
