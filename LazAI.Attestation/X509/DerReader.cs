namespace LazAI.Attestation;

/// <summary>
/// Reads DER (ITU-T X.690, clause 10) off a span, element by element. Strict where BER is free: lengths are definite and minimal,
/// tags have one byte, integers and booleans their one encoding. A read that fails answers false and moves nothing; nothing
/// throws and nothing is allocated.
/// </summary>
/// <remarks>Readers of contents share the outermost span, so that <see cref="Location"/> always means a place in the whole.</remarks>
internal ref struct DerReader
{
    public const byte Boolean = 0x01;
    public const byte Integer = 0x02;
    public const byte BitString = 0x03;
    public const byte OctetString = 0x04;
    public const byte Null = 0x05;
    public const byte ObjectIdentifier = 0x06;
    public const byte Utf8String = 0x0c;
    public const byte PrintableString = 0x13;
    public const byte Ia5String = 0x16;
    public const byte UtcTime = 0x17;
    public const byte GeneralizedTime = 0x18;
    public const byte Sequence = 0x30;
    public const byte Set = 0x31;

    private const byte HighTagNumber = 0x1f;
    private const int LengthBytesMaximum = 3;

    private readonly ReadOnlySpan<byte> _whole;
    private readonly int _end;
    private int _position;

    public DerReader(ReadOnlySpan<byte> whole)
        : this(whole, 0, whole.Length)
    {
    }

    private DerReader(ReadOnlySpan<byte> whole, int position, int end)
    {
        _whole = whole;
        _position = position;
        _end = end;
    }

    public readonly bool IsEmpty => _position == _end;

    /// <summary>What has not been read yet.</summary>
    public readonly ReadOnlySpan<byte> Bytes => _whole[_position.._end];

    /// <summary>Where <see cref="Bytes"/> lies in the outermost span.</summary>
    public readonly Range Location => _position.._end;

    /// <summary>The tag of a context-specific, constructed element.</summary>
    public static byte Context(int number) => (byte)(0xa0 | number);

    public readonly bool NextIs(byte tag) => !IsEmpty && _whole[_position] == tag;

    /// <summary>Reads an element of this tag; <paramref name="content"/> reads its contents.</summary>
    public bool TryRead(byte tag, out DerReader content) => TryReadEncoded(tag, out content, out _);

    /// <summary>Reads an element of this tag; <paramref name="encoded"/> is tag, length and contents.</summary>
    public bool TryReadEncoded(byte tag, out DerReader content, out Range encoded)
    {
        if (!NextIs(tag))
        {
            content = default;
            encoded = default;
            return false;
        }

        return TryReadAny(out _, out content, out encoded);
    }

    /// <summary>Reads the next element whatever its tag.</summary>
    public bool TryReadAny(out byte tag, out DerReader content, out Range encoded)
    {
        tag = 0;
        content = default;
        encoded = default;
        var rest = Bytes;
        if (rest.Length < 2 || (rest[0] & HighTagNumber) == HighTagNumber || !TryReadLength(rest[1..], out var length, out var lengthBytes))
        {
            return false;
        }

        var start = 1 + lengthBytes;
        if (length > rest.Length - start)
        {
            return false;
        }

        tag = rest[0];
        content = new DerReader(_whole, _position + start, _position + start + length);
        encoded = _position..content._end;
        _position = content._end;
        return true;
    }

    /// <summary>
    /// Reads an INTEGER that is not negative; <paramref name="magnitude"/> is big-endian without leading zeros, empty for zero.
    /// </summary>
    public bool TryReadUnsigned(out ReadOnlySpan<byte> magnitude)
    {
        magnitude = default;
        var ahead = this;
        if (!ahead.TryRead(Integer, out var content) || content.IsEmpty || content.Bytes[0] >= 0x80)
        {
            return false;
        }

        var bytes = content.Bytes;
        if (bytes[0] == 0)
        {
            // A leading zero stands only before a bit that would be a sign; the number zero is one zero byte.
            if (bytes.Length > 1 && bytes[1] < 0x80)
            {
                return false;
            }

            bytes = bytes[1..];
        }

        magnitude = bytes;
        this = ahead;
        return true;
    }

    /// <summary>Reads an INTEGER from 0 to 255.</summary>
    public bool TryReadByte(out byte value)
    {
        var ahead = this;
        value = 0;
        if (!ahead.TryReadUnsigned(out var magnitude) || magnitude.Length > 1)
        {
            return false;
        }

        value = magnitude.IsEmpty ? (byte)0 : magnitude[0];
        this = ahead;
        return true;
    }

    /// <summary>Reads a member of type BOOLEAN DEFAULT FALSE: absent, or present and true.</summary>
    public bool TryReadDefaultFalse(out bool value)
    {
        value = false;
        if (!NextIs(Boolean))
        {
            return true;
        }

        var ahead = this;
        value = ahead.TryRead(Boolean, out var content) && content.Bytes is [0xff];
        this = value ? ahead : this;
        return value;
    }

    /// <summary>Reads a BIT STRING of whole bytes.</summary>
    public bool TryReadBitString(out DerReader content)
    {
        var ahead = this;
        if (!ahead.TryRead(BitString, out content) || content.Bytes is not [0, ..])
        {
            content = default;
            return false;
        }

        content._position++;
        this = ahead;
        return true;
    }

    private static bool TryReadLength(ReadOnlySpan<byte> bytes, out int length, out int lengthBytes)
    {
        length = bytes[0];
        lengthBytes = 1;
        if (length < 0x80)
        {
            return true;
        }

        // 0x80 is the indefinite form; longer lengths than three bytes cannot be in any input of ours.
        var count = length & 0x7f;
        if (count is 0 or > LengthBytesMaximum || bytes.Length <= count)
        {
            return false;
        }

        length = 0;
        foreach (var part in bytes.Slice(1, count))
        {
            length = length << 8 | part;
        }

        lengthBytes = 1 + count;
        return length >= 0x80 && length >> 8 * (count - 1) != 0;
    }
}
