using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;

namespace LazAI.Cryptography;

/// <summary>
/// A twenty-byte account address held by value. Written in the checksum form of EIP-55, read in any case.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct Address :
    IEquatable<Address>, IComparable<Address>, IComparable, IEqualityOperators<Address, Address, bool>,
    ISpanFormattable, IUtf8SpanFormattable, ISpanParsable<Address>
{
    /// <summary>Bytes in an address.</summary>
    public const int Size = 20;

    private const int TextLength = 2 + 2 * Size;

    // The bytes in memory order; 32-bit parts because 64-bit ones would pad the value to 24 bytes.
    private readonly uint _0;
    private readonly uint _1;
    private readonly uint _2;
    private readonly uint _3;
    private readonly uint _4;

    /// <summary>A copy of <paramref name="bytes"/>.</summary>
    /// <exception cref="ArgumentException">The length is not 20.</exception>
    public Address(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size)
        {
            throw new ArgumentException("Exactly 20 bytes are needed.", nameof(bytes));
        }

        this = MemoryMarshal.Read<Address>(bytes);
    }

    /// <summary>The address of twenty zero bytes.</summary>
    public static Address Zero => default;

    /// <summary>Whether every byte is zero.</summary>
    public bool IsZero => (_0 | _1 | _2 | _3 | _4) == 0;

    /// <summary>The bytes where they lie; valid as long as the value itself.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> AsSpan() => MemoryMarshal.AsBytes(new ReadOnlySpan<Address>(in this));

    /// <summary>Writes the bytes to the front of <paramref name="destination"/>.</summary>
    /// <exception cref="ArgumentException">The destination is shorter than 20 bytes.</exception>
    public void CopyTo(Span<byte> destination) => AsSpan().CopyTo(destination);

    /// <summary>The bytes in a new array.</summary>
    public byte[] ToArray() => AsSpan().ToArray();

    /// <summary>Reads <c>0x</c> and exactly 40 hex digits; the case of the letters carries no meaning here.</summary>
    public static bool TryParse(ReadOnlySpan<char> hex, out Address value)
    {
        Span<byte> bytes = stackalloc byte[Size];
        var parsed = Hex.TryParse(hex, bytes);
        value = parsed ? new Address(bytes) : default;
        return parsed;
    }

    /// <summary>Reads <c>0x</c> and exactly 40 hex digits of UTF-8 text; the case of the letters carries no meaning here.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8Hex, out Address value)
    {
        Span<byte> bytes = stackalloc byte[Size];
        var parsed = Hex.TryParse(utf8Hex, bytes);
        value = parsed ? new Address(bytes) : default;
        return parsed;
    }

    /// <summary>
    /// As <see cref="TryParse(ReadOnlySpan{char}, out Address)"/>, but letters of both cases must be the EIP-55 checksum.
    /// All lower-case and all upper-case text carries no checksum and is accepted.
    /// </summary>
    public static bool TryParseChecksummed(ReadOnlySpan<char> hex, out Address value)
    {
        if (!TryParse(hex, out value))
        {
            return false;
        }

        var digits = hex[2..];
        if (digits.IndexOfAnyInRange('a', 'f') < 0 || digits.IndexOfAnyInRange('A', 'F') < 0)
        {
            return true;
        }

        Span<char> expected = stackalloc char[TextLength];
        value.TryFormat(expected, out _, default, null);
        if (digits.SequenceEqual(expected[2..]))
        {
            return true;
        }

        value = default;
        return false;
    }

    /// <summary>Reads <c>0x</c> and exactly 40 hex digits of any case.</summary>
    /// <exception cref="FormatException">The text is anything else.</exception>
    public static Address Parse(string hex) =>
        TryParse(hex, out var value) ? value : throw new FormatException("Expected 0x and 40 hex digits.");

    /// <inheritdoc/>
    public static Address Parse(string s, IFormatProvider? provider) => Parse(s);

    /// <inheritdoc/>
    public static Address Parse(ReadOnlySpan<char> s, IFormatProvider? provider) =>
        TryParse(s, out var value) ? value : throw new FormatException("Expected 0x and 40 hex digits.");

    /// <inheritdoc/>
    public static bool TryParse(string? s, IFormatProvider? provider, out Address result) => TryParse(s, out result);

    /// <inheritdoc/>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out Address result) => TryParse(s, out result);

    /// <summary>The checksum form of EIP-55.</summary>
    public override string ToString() =>
        string.Create(TextLength, this, static (text, address) => address.TryFormat(text, out _, default, null));

    /// <inheritdoc/>
    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();

    /// <inheritdoc/>
    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        Span<byte> text = stackalloc byte[TextLength];
        if (destination.Length < TextLength)
        {
            charsWritten = 0;
            return false;
        }

        TryFormat(text, out charsWritten, format, provider);
        for (var i = 0; i < text.Length; i++)
        {
            destination[i] = (char)text[i];
        }

        return true;
    }

    /// <inheritdoc/>
    public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        if (!Hex.TryFormat(AsSpan(), utf8Destination, out bytesWritten))
        {
            return false;
        }

        // EIP-55: a letter is upper case where the matching nibble of the hash of the lower-case text is at least 8.
        var digits = utf8Destination[2..TextLength];
        var hash = Keccak256.Hash(digits);
        var nibbles = hash.AsSpan();
        for (var i = 0; i < digits.Length; i++)
        {
            var nibble = (i & 1) == 0 ? nibbles[i >> 1] >> 4 : nibbles[i >> 1] & 15;
            if (nibble >= 8 && digits[i] >= 'a')
            {
                digits[i] -= 'a' - 'A';
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public bool Equals(Address other) =>
        _0 == other._0 && _1 == other._1 && _2 == other._2 && _3 == other._3 && _4 == other._4;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Address other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_0, _1, _2, _3, _4);

    /// <summary>Byte by byte from the left.</summary>
    public int CompareTo(Address other) => AsSpan().SequenceCompareTo(other.AsSpan());

    /// <inheritdoc/>
    public int CompareTo(object? obj) => obj switch
    {
        null => 1,
        Address other => CompareTo(other),
        _ => throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{obj.GetType()} is no Address."), nameof(obj)),
    };

    /// <inheritdoc/>
    public static bool operator ==(Address left, Address right) => left.Equals(right);

    /// <inheritdoc/>
    public static bool operator !=(Address left, Address right) => !left.Equals(right);

    /// <summary>Lexicographic order.</summary>
    public static bool operator <(Address left, Address right) => left.CompareTo(right) < 0;

    /// <summary>Lexicographic order.</summary>
    public static bool operator >(Address left, Address right) => left.CompareTo(right) > 0;

    /// <summary>Lexicographic order.</summary>
    public static bool operator <=(Address left, Address right) => left.CompareTo(right) <= 0;

    /// <summary>Lexicographic order.</summary>
    public static bool operator >=(Address left, Address right) => left.CompareTo(right) >= 0;
}
