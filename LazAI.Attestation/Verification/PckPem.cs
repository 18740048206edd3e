using System.Buffers.Text;
using System.Security.Cryptography;

namespace LazAI.Attestation;

/// <summary>
/// Splits certification data of type 5 into its three DER certificates: PCK certificate, issuer, root. Strict where PEM readers
/// are not: exactly three blocks, nothing but line breaks and spaces between them, and NUL bytes only at the end (genuine quotes
/// have one there).
/// </summary>
internal static class PckPem
{
    public const int CertificateCount = 3;

    public static bool TryDecode(ReadOnlySpan<byte> pem, out byte[][] certificates)
    {
        certificates = new byte[CertificateCount][];
        pem = pem.TrimEnd((byte)0);
        for (var index = 0; index < CertificateCount; index++)
        {
            if (!PemEncoding.TryFindUtf8(pem, out var block)
                || !IsBlank(pem[..block.Location.Start.Value])
                || !pem[block.Label].SequenceEqual("CERTIFICATE"u8)
                || !TryDecodeBase64(pem[block.Base64Data], block.DecodedDataLength, out certificates[index]))
            {
                return false;
            }

            pem = pem[block.Location.End.Value..];
        }

        return IsBlank(pem);
    }

    private static bool IsBlank(ReadOnlySpan<byte> text) => !text.ContainsAnyExcept(" \t\r\n"u8);

    private static bool TryDecodeBase64(ReadOnlySpan<byte> text, int length, out byte[] decoded)
    {
        decoded = new byte[length];
        return Base64.DecodeFromUtf8(text, decoded, out _, out var written) == System.Buffers.OperationStatus.Done && written == length;
    }
}
