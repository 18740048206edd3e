using System.Buffers;

namespace LazAI.Cryptography;

/// <summary><c>0x</c>-prefixed hex of a fixed number of bytes: strict on input, lower case on output.</summary>
internal static class Hex
{
    public static bool TryParse(ReadOnlySpan<char> text, Span<byte> destination) =>
        text.Length == 2 + 2 * destination.Length
        && text[0] == '0' && text[1] == 'x'
        && Convert.FromHexString(text[2..], destination, out _, out var written) == OperationStatus.Done
        && written == destination.Length;

    public static bool TryParse(ReadOnlySpan<byte> utf8Text, Span<byte> destination) =>
        utf8Text.Length == 2 + 2 * destination.Length
        && utf8Text[0] == '0' && utf8Text[1] == 'x'
        && Convert.FromHexString(utf8Text[2..], destination, out _, out var written) == OperationStatus.Done
        && written == destination.Length;

    public static string Format(ReadOnlySpan<byte> bytes) =>
        string.Create(2 + 2 * bytes.Length, bytes, static (text, source) => TryFormat(source, text, out _));

    public static bool TryFormat(ReadOnlySpan<byte> bytes, Span<char> destination, out int written)
    {
        written = 2 + 2 * bytes.Length;
        if (destination.Length < written)
        {
            written = 0;
            return false;
        }

        "0x".CopyTo(destination);
        return Convert.TryToHexStringLower(bytes, destination[2..], out _);
    }

    public static bool TryFormat(ReadOnlySpan<byte> bytes, Span<byte> utf8Destination, out int written)
    {
        written = 2 + 2 * bytes.Length;
        if (utf8Destination.Length < written)
        {
            written = 0;
            return false;
        }

        "0x"u8.CopyTo(utf8Destination);
        return Convert.TryToHexStringLower(bytes, utf8Destination[2..], out _);
    }
}
