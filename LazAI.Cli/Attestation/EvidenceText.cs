using System.Buffers;
using System.Buffers.Text;

namespace LazAI.Cli.Attestation;

/// <summary>Evidence that somebody has written as text: hexadecimal digits or base64 of either alphabet, with blanks and line ends.</summary>
internal static class EvidenceText
{
    /// <summary>What the text may stand for, likelier readings first: digits alone are also base64.</summary>
    public static IEnumerable<(string Encoding, byte[] Bytes)> Decode(ReadOnlySpan<byte> content)
    {
        var text = WithoutBlanks(content);
        var readings = new List<(string, byte[])>();
        ReadOnlySpan<byte> digits = text.AsSpan().StartsWith("0x"u8) ? text.AsSpan(2) : text;
        var bytes = new byte[digits.Length / 2];
        if (digits.Length > 0 && digits.Length % 2 == 0 && Convert.FromHexString(digits, bytes, out _, out _) == OperationStatus.Done)
        {
            readings.Add(("hexadecimal", bytes));
        }

        if (TryDecodeBase64(text, out bytes))
        {
            readings.Add(("base64", bytes));
        }

        return readings;
    }

    private static byte[] WithoutBlanks(ReadOnlySpan<byte> content)
    {
        var text = new byte[content.Length];
        var length = 0;
        foreach (var character in content)
        {
            if (character is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'))
            {
                text[length++] = character;
            }
        }

        return text[..length];
    }

    private static bool TryDecodeBase64(byte[] text, out byte[] bytes)
    {
        // The alphabet of URLs has two other signs, and mostly no padding; that of mail has the padding.
        var url = text.AsSpan().TrimEnd((byte)'=').ToArray();
        url.AsSpan().Replace((byte)'+', (byte)'-');
        url.AsSpan().Replace((byte)'/', (byte)'_');
        bytes = new byte[Base64Url.GetMaxDecodedLength(url.Length)];
        var decoded = url.Length > 0 && Base64Url.DecodeFromUtf8(url, bytes, out _, out var written) == OperationStatus.Done ? written : 0;
        bytes = bytes[..decoded];
        return decoded > 0;
    }
}
