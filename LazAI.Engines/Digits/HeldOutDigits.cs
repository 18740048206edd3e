using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace LazAI.Engines.Digits;

/// <summary>
/// Handwritten digits that the digit model was not trained on, with their labels. The file is ASCII <c>LAZDIGIT</c>, the format
/// version 1 and the number of digits (2 bytes each, little-endian), then for each digit its label (one byte, 0…9) and its 784
/// pixels: 28 rows of 28 from the top left, 0 paper, 255 ink.
/// </summary>
public sealed class HeldOutDigits
{
    public const int PixelCount = 28 * 28;

    public const int LabelMaximum = 9;

    private const ushort FormatVersion = 1;
    private const int HeaderLength = 12;
    private const int RecordLength = 1 + PixelCount;

    private readonly byte[] _encoded;

    private HeldOutDigits(byte[] encoded) => _encoded = encoded;

    public int Count => (_encoded.Length - HeaderLength) / RecordLength;

    private static ReadOnlySpan<byte> Magic => "LAZDIGIT"u8;

    /// <summary>Reads a file of digits; never throws on its bytes.</summary>
    public static bool TryParse(
        ReadOnlySpan<byte> encoded,
        [NotNullWhen(true)] out HeldOutDigits? digits,
        out HeldOutDigitsRefusal refusal)
    {
        digits = null;
        refusal = Check(encoded);
        if (refusal != HeldOutDigitsRefusal.None)
        {
            return false;
        }

        digits = new HeldOutDigits(encoded.ToArray());
        return true;
    }

    /// <summary>The file of these digits.</summary>
    /// <exception cref="ArgumentException">A label or a number of pixels or of digits that the format cannot hold.</exception>
    public static byte[] Encode(IReadOnlyList<(byte Label, byte[] Pixels)> digits)
    {
        ArgumentNullException.ThrowIfNull(digits);
        if (digits.Count > ushort.MaxValue || digits.Any(digit => digit.Label > LabelMaximum || digit.Pixels.Length != PixelCount))
        {
            throw new ArgumentException("Too many digits for the format, or one that is none.", nameof(digits));
        }

        var encoded = new byte[HeaderLength + (digits.Count * RecordLength)];
        Magic.CopyTo(encoded);
        BinaryPrimitives.WriteUInt16LittleEndian(encoded.AsSpan(8), FormatVersion);
        BinaryPrimitives.WriteUInt16LittleEndian(encoded.AsSpan(10), (ushort)digits.Count);
        for (var i = 0; i < digits.Count; i++)
        {
            var record = encoded.AsSpan(HeaderLength + (i * RecordLength), RecordLength);
            record[0] = digits[i].Label;
            digits[i].Pixels.CopyTo(record[1..]);
        }

        return encoded;
    }

    /// <summary>The digit that was written, 0…9.</summary>
    public int Label(int index) => Record(index)[0];

    /// <summary>The pixels as the digit model takes them.</summary>
    public ReadOnlySpan<byte> Pixels(int index) => Record(index)[1..];

    private static HeldOutDigitsRefusal Check(ReadOnlySpan<byte> encoded)
    {
        if (!Magic.StartsWith(encoded[..Math.Min(encoded.Length, Magic.Length)]))
        {
            return HeldOutDigitsRefusal.MagicUnknown;
        }

        if (encoded.Length < HeaderLength)
        {
            return HeldOutDigitsRefusal.Truncated;
        }

        if (BinaryPrimitives.ReadUInt16LittleEndian(encoded[8..]) != FormatVersion)
        {
            return HeldOutDigitsRefusal.VersionUnknown;
        }

        var length = HeaderLength + (BinaryPrimitives.ReadUInt16LittleEndian(encoded[10..]) * RecordLength);
        if (encoded.Length != length)
        {
            return encoded.Length < length ? HeldOutDigitsRefusal.Truncated : HeldOutDigitsRefusal.TrailingBytes;
        }

        for (var record = HeaderLength; record < length; record += RecordLength)
        {
            if (encoded[record] > LabelMaximum)
            {
                return HeldOutDigitsRefusal.LabelOutOfRange;
            }
        }

        return HeldOutDigitsRefusal.None;
    }

    private ReadOnlySpan<byte> Record(int index) => _encoded.AsSpan(HeaderLength + (index * RecordLength), RecordLength);
}

/// <summary>Why bytes are not a file of digits; the first reason that the bytes reach is the one given.</summary>
public enum HeldOutDigitsRefusal
{
    /// <summary>Not refused.</summary>
    None = 0,

    /// <summary>The bytes do not begin with the format's magic.</summary>
    MagicUnknown = 1,

    /// <summary>The format version is not the one that is read here.</summary>
    VersionUnknown = 2,

    /// <summary>The bytes end before the header or the last digit does.</summary>
    Truncated = 3,

    /// <summary>Bytes follow the last digit.</summary>
    TrailingBytes = 4,

    /// <summary>A label is not a digit.</summary>
    LabelOutOfRange = 5,
}
