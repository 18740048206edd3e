using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace LazAI.Attestation;

/// <summary>
/// Certificates as PEM text (RFC 7468) of quotes, services and files, in their order. Strict where PEM readers are not: nothing
/// but blanks stands between the blocks, all of them are certificates, and NUL bytes come only at the end (genuine quotes have
/// one there). Line ends of either kind, and none after the last block, are fine.
/// </summary>
public static class CertificatePem
{
    /// <summary>Most certificates that one text may hold.</summary>
    public const int CountMaximum = 10;

    /// <summary>Longest text that is read, in bytes.</summary>
    public const int LengthMaximum = 64 * 1024;

    /// <summary>
    /// The certificates' bytes, one to <see cref="CountMaximum"/>; they are not looked at. Never throws, and allocates less than
    /// the text is long.
    /// </summary>
    public static bool TryDecode(ReadOnlySpan<byte> pem, out byte[][] certificates)
    {
        certificates = [];
        var decoded = new byte[CountMaximum][];
        var count = 0;
        pem = pem.TrimEnd((byte)0);
        if (pem.Length > LengthMaximum)
        {
            return false;
        }

        for (; !IsBlank(pem); count++)
        {
            if (count == CountMaximum
                || !PemEncoding.TryFindUtf8(pem, out var block)
                || !IsBlank(pem[..block.Location.Start.Value])
                || !pem[block.Label].SequenceEqual("CERTIFICATE"u8)
                || !TryDecodeBase64(pem[block.Base64Data], block.DecodedDataLength, out decoded[count]))
            {
                return false;
            }

            pem = pem[block.Location.End.Value..];
        }

        certificates = decoded[..count];
        return count > 0;
    }

    private static bool IsBlank(ReadOnlySpan<byte> text) => !text.ContainsAnyExcept(" \t\r\n"u8);

    private static bool TryDecodeBase64(ReadOnlySpan<byte> text, int length, out byte[] decoded)
    {
        decoded = new byte[length];
        return Base64.DecodeFromUtf8(text, decoded, out _, out var written) == OperationStatus.Done && written == length;
    }
}
