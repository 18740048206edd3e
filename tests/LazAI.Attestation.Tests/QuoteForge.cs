using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace LazAI.Attestation.Tests;

/// <summary>Changes to quotes that keep the layout sound, so that the step after the parser is what refuses them.</summary>
internal static class QuoteForge
{
    public const int ReportDataOffset = 48 + 520;
    public const int QeReportOffset = 770;
    public const int QeReportDataOffset = QeReportOffset + 320;
    public const int QeSignatureOffset = 1154;
    public const int AuthenticationDataOffset = 1220;

    public static int ChainOffset(byte[] quote) =>
        AuthenticationDataOffset + BinaryPrimitives.ReadUInt16LittleEndian(quote.AsSpan(1218)) + 6;

    public static byte[] Flip(byte[] quote, int offset, byte mask = 1)
    {
        var changed = quote.ToArray();
        changed[offset] ^= mask;
        return changed;
    }

    /// <summary>The same quote over another PEM text, with all three lengths made right.</summary>
    public static byte[] WithChain(byte[] quote, ReadOnlySpan<byte> pem)
    {
        var chainOffset = ChainOffset(quote);
        byte[] changed = [.. quote[..chainOffset], .. pem];
        BinaryPrimitives.WriteUInt32LittleEndian(changed.AsSpan(chainOffset - 4), (uint)pem.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(changed.AsSpan(766), (uint)(changed.Length - QeReportOffset));
        BinaryPrimitives.WriteUInt32LittleEndian(changed.AsSpan(632), (uint)(changed.Length - 636));
        return changed;
    }

    public static byte[] WithCertificates(byte[] quote, params byte[][] certificates) => WithChain(quote, Pem(certificates));

    public static byte[] Pem(params byte[][] certificates) => Encoding.ASCII.GetBytes(
        string.Concat(certificates.Select(certificate => PemEncoding.WriteString("CERTIFICATE", certificate) + "\n")));

    public static byte[][] Certificates(byte[] quote)
    {
        var text = Encoding.ASCII.GetString(quote[ChainOffset(quote)..]);
        var certificates = new List<byte[]>();
        while (PemEncoding.TryFind(text, out var block))
        {
            certificates.Add(Convert.FromBase64String(text[block.Base64Data]));
            text = text[block.Location.End..];
        }

        return [.. certificates];
    }

    /// <summary>Changes the QE report and signs it again with the platform's key.</summary>
    public static byte[] WithQeReport(byte[] quote, ECDsa pckKey, Action<byte[]> change)
    {
        var report = quote[QeReportOffset..QeSignatureOffset];
        change(report);
        var signature = pckKey.SignData(report, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        return [.. quote[..QeReportOffset], .. report, .. signature, .. quote[(QeSignatureOffset + signature.Length)..]];
    }
}
