using System.Buffers.Binary;
using LazAI.Attestation;

namespace LazAI.Cli.Attestation;

/// <summary>A file of evidence, recognised by what is in it.</summary>
/// <param name="Encoding">How the file has it: <c>raw</c>, <c>hexadecimal</c> or <c>base64</c>.</param>
/// <param name="Bytes">The evidence.</param>
/// <param name="Rest">What follows it, see <see cref="EvidenceFormat"/>; often empty.</param>
internal sealed record EvidenceFile(EvidenceFormat Format, string Encoding, ReadOnlyMemory<byte> Bytes, ReadOnlyMemory<byte> Rest)
{
    private const int SnpReportLength = 0x4a0;
    private const int IoctlHeaderLength = 32;

    /// <summary>Null when the bytes are nothing that is known here.</summary>
    public static EvidenceFile? Recognise(ReadOnlyMemory<byte> content)
    {
        var file = RecogniseRaw(content, "raw") ?? RecogniseToken(content);
        foreach (var (encoding, decoded) in file is null ? EvidenceText.Decode(content.Span) : [])
        {
            file ??= RecogniseRaw(decoded, encoding);
        }

        return file;
    }

    private static EvidenceFile? RecogniseRaw(ReadOnlyMemory<byte> bytes, string encoding)
    {
        var span = bytes.Span;
        if (span.StartsWith("HCLA"u8))
        {
            return SplitHclReport(bytes, encoding);
        }

        if (span.StartsWith((ReadOnlySpan<byte>)[0xff, (byte)'T', (byte)'C', (byte)'G']))
        {
            return new EvidenceFile(EvidenceFormat.TpmQuote, encoding, bytes, default);
        }

        if (span.StartsWith("{\"format\":\"lazai-collateral"u8))
        {
            return new EvidenceFile(EvidenceFormat.CollateralBundle, encoding, bytes, default);
        }

        return span.Length < 8 ? null
            : IsCertificateTable(span) ? new EvidenceFile(EvidenceFormat.CertificateTable, encoding, bytes, default)
            : RecogniseNumbers(bytes, encoding);
    }

    /// <summary>
    /// Quotes begin with version (2 bytes) and key type (2), SNP reports with the version in 4 bytes: what tells them apart is that no
    /// key type is zero. The answer of <c>/dev/sev-guest</c> has status, length and 24 reserved bytes before the report.
    /// </summary>
    private static EvidenceFile? RecogniseNumbers(ReadOnlyMemory<byte> bytes, string encoding)
    {
        var (first, second) = (BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span), BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span[4..]));
        if ((first & 0xffff) is >= 1 and <= 15 && first >> 16 is >= 1 and <= 15 && second is QuoteHeader.SgxTeeType or QuoteHeader.TdxTeeType)
        {
            return new EvidenceFile(EvidenceFormat.Quote, encoding, bytes, default);
        }

        if (first == 0 && second == SnpReportLength && bytes.Length > IoctlHeaderLength)
        {
            return SplitSnpReport(bytes[IoctlHeaderLength..], encoding);
        }

        return first is >= 1 and <= 15 ? SplitSnpReport(bytes, encoding) : null;
    }

    private static EvidenceFile SplitSnpReport(ReadOnlyMemory<byte> bytes, string encoding)
    {
        // Zeros fill up the firmware's buffer; anything else is the host's table.
        var hasTable = bytes.Length > SnpReportLength && bytes.Span[SnpReportLength..].ContainsAnyExcept((byte)0);
        return hasTable
            ? new EvidenceFile(EvidenceFormat.SnpReport, encoding, bytes[..SnpReportLength], bytes[SnpReportLength..])
            : new EvidenceFile(EvidenceFormat.SnpReport, encoding, bytes, default);
    }

    private static EvidenceFile SplitHclReport(ReadOnlyMemory<byte> bytes, string encoding)
    {
        var length = bytes.Length >= 12 ? BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span[8..]) : 0;
        var hasRest = length >= 12 && length < (uint)bytes.Length && bytes.Span[(int)length..].ContainsAnyExcept((byte)0);
        return hasRest
            ? new EvidenceFile(EvidenceFormat.HclReport, encoding, bytes[..(int)length], bytes[(int)length..])
            : new EvidenceFile(EvidenceFormat.HclReport, encoding, bytes, default);
    }

    /// <summary>A token is text already. A line end after it is an editor's, not the sender's.</summary>
    private static EvidenceFile? RecogniseToken(ReadOnlyMemory<byte> content)
    {
        var text = content.TrimEnd("\r\n"u8);
        return text.Span.StartsWith("eyJ"u8) && text.Span.Contains((byte)'.')
            ? new EvidenceFile(EvidenceFormat.AzureToken, "raw", text, default)
            : null;
    }

    private static bool IsCertificateTable(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 16)
        {
            return false;
        }

        var first = new Guid(bytes[..16], bigEndian: true);
        return first == SnpCertificateTable.Vcek || first == SnpCertificateTable.Vlek
            || first == SnpCertificateTable.Ask || first == SnpCertificateTable.Ark;
    }
}
