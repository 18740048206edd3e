using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace LazAI.Engines.Digits;

/// <summary>
/// Handwritten digits that a digit model was not trained on, with their labels. The file is ASCII <c>LAZDIGIT</c>, the format
/// version and the number of digits (2 bytes each, little-endian), then for each digit its label (one byte, 0…9) and its
/// pixels in rows from the top left, 0 paper, 255 ink. Version 1 has images of 28 × 28; version 2 has smaller ones and their side (2 bytes)
/// after the number of digits.
/// </summary>
public sealed class HeldOutDigits
{
    /// <summary>Side of a whole image.</summary>
    public const int WholeSide = 28;

    /// <summary>Pixels of a whole image.</summary>
    public const int PixelCount = WholeSide * WholeSide;

    public const int LabelMaximum = 9;

    private const ushort WholeVersion = 1;
    private const ushort ReducedVersion = 2;
    private const int WholeHeaderLength = 12;
    private const int ReducedHeaderLength = 14;

    private readonly byte[] _encoded;
    private readonly int _headerLength;

    private HeldOutDigits(byte[] encoded) => (_encoded, _headerLength, Side) = (encoded, HeaderLength(encoded), SideOf(encoded));

    public int Count => BinaryPrimitives.ReadUInt16LittleEndian(_encoded.AsSpan(10));

    /// <summary>Side of the images.</summary>
    public int Side { get; }

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
    /// <exception cref="ArgumentException">A label, a side or a number of pixels or of digits that the format cannot hold.</exception>
    public static byte[] Encode(IReadOnlyList<(byte Label, byte[] Pixels)> digits, int side = WholeSide)
    {
        ArgumentNullException.ThrowIfNull(digits);
        if (side is < 1 or > WholeSide || digits.Count > ushort.MaxValue
            || digits.Any(digit => digit.Label > LabelMaximum || digit.Pixels.Length != side * side))
        {
            throw new ArgumentException("Too many digits for the format, or one that is none.", nameof(digits));
        }

        var (headerLength, recordLength) = (side == WholeSide ? WholeHeaderLength : ReducedHeaderLength, 1 + (side * side));
        var encoded = new byte[headerLength + (digits.Count * recordLength)];
        Magic.CopyTo(encoded);
        BinaryPrimitives.WriteUInt16LittleEndian(encoded.AsSpan(8), side == WholeSide ? WholeVersion : ReducedVersion);
        BinaryPrimitives.WriteUInt16LittleEndian(encoded.AsSpan(10), (ushort)digits.Count);
        if (side != WholeSide)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(encoded.AsSpan(12), (ushort)side);
        }

        for (var i = 0; i < digits.Count; i++)
        {
            var record = encoded.AsSpan(headerLength + (i * recordLength), recordLength);
            record[0] = digits[i].Label;
            digits[i].Pixels.CopyTo(record[1..]);
        }

        return encoded;
    }

    /// <summary>The digit that was written, 0…9.</summary>
    public int Label(int index) => Record(index)[0];

    /// <summary>The pixels as the model takes them.</summary>
    public ReadOnlySpan<byte> Pixels(int index) => Record(index)[1..];

    private static HeldOutDigitsRefusal Check(ReadOnlySpan<byte> encoded)
    {
        if (!Magic.StartsWith(encoded[..Math.Min(encoded.Length, Magic.Length)]))
        {
            return HeldOutDigitsRefusal.MagicUnknown;
        }

        if (encoded.Length < WholeHeaderLength)
        {
            return HeldOutDigitsRefusal.Truncated;
        }

        if (BinaryPrimitives.ReadUInt16LittleEndian(encoded[8..]) is not (WholeVersion or ReducedVersion))
        {
            return HeldOutDigitsRefusal.VersionUnknown;
        }

        var headerLength = HeaderLength(encoded);
        if (encoded.Length < headerLength)
        {
            return HeldOutDigitsRefusal.Truncated;
        }

        // Whole images have version 1 for themselves: a file has one encoding.
        var side = SideOf(encoded);
        if (headerLength == ReducedHeaderLength && side is < 1 or >= WholeSide)
        {
            return HeldOutDigitsRefusal.SideOutOfRange;
        }

        var recordLength = 1 + (side * side);
        var length = headerLength + (BinaryPrimitives.ReadUInt16LittleEndian(encoded[10..]) * recordLength);
        if (encoded.Length != length)
        {
            return encoded.Length < length ? HeldOutDigitsRefusal.Truncated : HeldOutDigitsRefusal.TrailingBytes;
        }

        for (var record = headerLength; record < length; record += recordLength)
        {
            if (encoded[record] > LabelMaximum)
            {
                return HeldOutDigitsRefusal.LabelOutOfRange;
            }
        }

        return HeldOutDigitsRefusal.None;
    }

    private static int HeaderLength(ReadOnlySpan<byte> encoded) =>
        BinaryPrimitives.ReadUInt16LittleEndian(encoded[8..]) == WholeVersion ? WholeHeaderLength : ReducedHeaderLength;

    private static int SideOf(ReadOnlySpan<byte> encoded) =>
        BinaryPrimitives.ReadUInt16LittleEndian(encoded[8..]) == WholeVersion ? WholeSide : BinaryPrimitives.ReadUInt16LittleEndian(encoded[12..]);

    private ReadOnlySpan<byte> Record(int index) =>
        _encoded.AsSpan(_headerLength + (index * (1 + (Side * Side))), 1 + (Side * Side));
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

    /// <summary>The side of smaller images is 0, or not smaller.</summary>
    SideOutOfRange = 6,
}
