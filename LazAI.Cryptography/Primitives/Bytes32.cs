using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;

namespace LazAI.Cryptography;

/// <summary>
/// Thirty-two bytes held by value: a digest, an identifier or a big-endian word. Text form: <c>0x</c> and 64 hex digits.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct Bytes32 :
    IEquatable<Bytes32>, IComparable<Bytes32>, IComparable, IEqualityOperators<Bytes32, Bytes32, bool>,
    ISpanFormattable, IUtf8SpanFormattable, ISpanParsable<Bytes32>
{
    /// <summary>Bytes in a value.</summary>
    public const int Size = 32;

    // The bytes in memory order, so that a value or an array of values can be hashed in place.
    private readonly ulong _0;
    private readonly ulong _1;
    private readonly ulong _2;
    private readonly ulong _3;

    /// <summary>A copy of <paramref name="bytes"/>.</summary>
    /// <exception cref="ArgumentException">The length is not 32.</exception>
    public Bytes32(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size)
        {
            throw new ArgumentException("Exactly 32 bytes are needed.", nameof(bytes));
        }

        this = MemoryMarshal.Read<Bytes32>(bytes);
    }

    /// <summary>Thirty-two zero bytes.</summary>
    public static Bytes32 Zero => default;

    /// <summary>Whether every byte is zero.</summary>
    public bool IsZero => (_0 | _1 | _2 | _3) == 0;

    /// <summary>The bytes where they lie; valid as long as the value itself.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> AsSpan() => MemoryMarshal.AsBytes(new ReadOnlySpan<Bytes32>(in this));

    /// <summary>Writes the bytes to the front of <paramref name="destination"/>.</summary>
    /// <exception cref="ArgumentException">The destination is shorter than 32 bytes.</exception>
    public void CopyTo(Span<byte> destination) => AsSpan().CopyTo(destination);

    /// <summary>The bytes in a new array.</summary>
    public byte[] ToArray() => AsSpan().ToArray();

    /// <summary>Reads <c>0x</c> and exactly 64 hex digits of any case.</summary>
    public static bool TryParse(ReadOnlySpan<char> hex, out Bytes32 value)
    {
        Span<byte> bytes = stackalloc byte[Size];
        var parsed = Hex.TryParse(hex, bytes);
        value = parsed ? new Bytes32(bytes) : default;
        return parsed;
    }

    /// <summary>Reads <c>0x</c> and exactly 64 hex digits of any case from UTF-8 text.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8Hex, out Bytes32 value)
    {
        Span<byte> bytes = stackalloc byte[Size];
        var parsed = Hex.TryParse(utf8Hex, bytes);
        value = parsed ? new Bytes32(bytes) : default;
        return parsed;
    }

    /// <summary>Reads <c>0x</c> and exactly 64 hex digits of any case.</summary>
    /// <exception cref="FormatException">The text is anything else.</exception>
    public static Bytes32 Parse(string hex) =>
        TryParse(hex, out var value) ? value : throw new FormatException("Expected 0x and 64 hex digits.");

    /// <inheritdoc/>
    public static Bytes32 Parse(string s, IFormatProvider? provider) => Parse(s);

    /// <inheritdoc/>
    public static Bytes32 Parse(ReadOnlySpan<char> s, IFormatProvider? provider) =>
        TryParse(s, out var value) ? value : throw new FormatException("Expected 0x and 64 hex digits.");

    /// <inheritdoc/>
    public static bool TryParse(string? s, IFormatProvider? provider, out Bytes32 result) => TryParse(s, out result);

    /// <inheritdoc/>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out Bytes32 result) => TryParse(s, out result);

    /// <summary><c>0x</c> and 64 lower-case hex digits.</summary>
    public override string ToString() => Hex.Format(AsSpan());

    /// <inheritdoc/>
    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();

    /// <inheritdoc/>
    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider) =>
        Hex.TryFormat(AsSpan(), destination, out charsWritten);

    /// <inheritdoc/>
    public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format, IFormatProvider? provider) =>
        Hex.TryFormat(AsSpan(), utf8Destination, out bytesWritten);

    /// <inheritdoc/>
    public bool Equals(Bytes32 other) => _0 == other._0 && _1 == other._1 && _2 == other._2 && _3 == other._3;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Bytes32 other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_0, _1, _2, _3);

    /// <summary>Byte by byte from the left; the same as comparing the big-endian numbers.</summary>
    public int CompareTo(Bytes32 other)
    {
        if (_0 != other._0)
        {
            return BigEndian(_0).CompareTo(BigEndian(other._0));
        }

        if (_1 != other._1)
        {
            return BigEndian(_1).CompareTo(BigEndian(other._1));
        }

        return _2 != other._2
            ? BigEndian(_2).CompareTo(BigEndian(other._2))
            : BigEndian(_3).CompareTo(BigEndian(other._3));
    }

    /// <inheritdoc/>
    public int CompareTo(object? obj) => obj switch
    {
        null => 1,
        Bytes32 other => CompareTo(other),
        _ => throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{obj.GetType()} is no Bytes32."), nameof(obj)),
    };

    /// <inheritdoc/>
    public static bool operator ==(Bytes32 left, Bytes32 right) => left.Equals(right);

    /// <inheritdoc/>
    public static bool operator !=(Bytes32 left, Bytes32 right) => !left.Equals(right);

    /// <summary>Lexicographic order.</summary>
    public static bool operator <(Bytes32 left, Bytes32 right) => left.CompareTo(right) < 0;

    /// <summary>Lexicographic order.</summary>
    public static bool operator >(Bytes32 left, Bytes32 right) => left.CompareTo(right) > 0;

    /// <summary>Lexicographic order.</summary>
    public static bool operator <=(Bytes32 left, Bytes32 right) => left.CompareTo(right) <= 0;

    /// <summary>Lexicographic order.</summary>
    public static bool operator >=(Bytes32 left, Bytes32 right) => left.CompareTo(right) >= 0;

    private static ulong BigEndian(ulong inMemory) =>
        BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(inMemory) : inMemory;
}
