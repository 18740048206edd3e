using System.Buffers;
using System.Security.Cryptography;
using LazAI.Attestation;

namespace LazAI.Client.Attestation.Collateral;

/// <summary>
/// Revocation lists as services write them: DER, PEM, or hexadecimal digits of the DER, in which a PCCS gives the root's list and older
/// ones give all.
/// </summary>
internal static class RevocationListText
{
    public static bool TryDecode(ReadOnlyMemory<byte> body, out ReadOnlyMemory<byte> der)
    {
        der = body;
        if (body.Length > 2 * CertificateRevocationList.LengthMaximum)
        {
            return false;
        }

        // DER begins with the tag of a SEQUENCE, which as a digit is '0': no list in hexadecimal digits is also one in DER.
        var text = body.Span.Trim(" \r\n"u8);
        if (text.StartsWith("-----BEGIN"u8))
        {
            return TryDecodePem(text, out der);
        }

        if (text.StartsWith("30"u8) && text.Length % 2 == 0)
        {
            var bytes = new byte[text.Length / 2];
            if (Convert.FromHexString(text, bytes, out _, out _) == OperationStatus.Done)
            {
                der = bytes;
            }
        }

        return true;
    }

    private static bool TryDecodePem(ReadOnlySpan<byte> text, out ReadOnlyMemory<byte> der)
    {
        der = default;
        if (!PemEncoding.TryFindUtf8(text, out var block) || !text[block.Label].SequenceEqual("X509 CRL"u8))
        {
            return false;
        }

        var bytes = new byte[block.DecodedDataLength];
        der = bytes;
        return System.Buffers.Text.Base64.DecodeFromUtf8(text[block.Base64Data], bytes, out _, out var written) == OperationStatus.Done
            && written == bytes.Length;
    }
}
