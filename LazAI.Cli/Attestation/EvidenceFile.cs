using System.Buffers.Binary;
using LazAI.Attestation;

namespace LazAI.Cli.Attestation;

/// <summary>A file of evidence, recognised by what is in it.</summary>
/// <param name="Encoding">How the file has it: <c>raw</c>, <c>hexadecimal</c> or <c>base64</c>.</param>
/// <param name="Bytes">The evidence.</param>
/// <param name="Rest">What follows it, see <see cref="EvidenceFileFormat"/>; often empty.</param>
internal sealed record EvidenceFile(EvidenceFileFormat Format, string Encoding, ReadOnlyMemory<byte> Bytes, ReadOnlyMemory<byte> Rest)
{
    private const int AnswerHeaderLength = 32;

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
        if (span.StartsWith((ReadOnlySpan<byte>)[0xff, (byte)'T', (byte)'C', (byte)'G']))
        {
            return new EvidenceFile(EvidenceFileFormat.TpmQuote, encoding, bytes, default);
        }

        if (span.StartsWith("{\"format\":\"lazai-collateral"u8))
        {
            return new EvidenceFile(EvidenceFileFormat.CollateralBundle, encoding, bytes, default);
        }

        return IsCertificateTable(span) ? new EvidenceFile(EvidenceFileFormat.CertificateTable, encoding, bytes, default)
            : RecogniseEvidence(WithoutAnswerHeader(bytes), encoding);
    }

    private static EvidenceFile? RecogniseEvidence(ReadOnlyMemory<byte> bytes, string encoding)
    {
        var parts = EvidenceParts.Split(bytes);
        EvidenceFileFormat? format = parts.Format switch
        {
            EvidenceFormat.Quote => EvidenceFileFormat.Quote,
            EvidenceFormat.SnpReport => EvidenceFileFormat.SnpReport,
            EvidenceFormat.HclReport => EvidenceFileFormat.HclReport,
            _ => null,
        };
        return format is { } known ? new EvidenceFile(known, encoding, parts.Evidence, parts.Rest) : null;
    }

    /// <summary>The answer of <c>/dev/sev-guest</c> has status, length and 24 reserved bytes before the report.</summary>
    private static ReadOnlyMemory<byte> WithoutAnswerHeader(ReadOnlyMemory<byte> bytes) =>
        bytes.Length > AnswerHeaderLength
        && BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span) == 0
        && BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span[4..]) == SnpReport.Length
            ? bytes[AnswerHeaderLength..]
            : bytes;

    /// <summary>A token is text already. A line end after it is an editor's, not the sender's, unless a paravisor's report follows.</summary>
    private static EvidenceFile? RecogniseToken(ReadOnlyMemory<byte> content)
    {
        var parts = EvidenceParts.Split(content);
        if (parts.Format == EvidenceFormat.AzureToken && parts.Rest.Span.StartsWith("HCLA"u8))
        {
            return new EvidenceFile(EvidenceFileFormat.AzureToken, "raw", parts.Evidence, parts.Rest);
        }

        var text = content.TrimEnd("\r\n"u8);
        return text.Span.StartsWith("eyJ"u8) && text.Span.Contains((byte)'.')
            ? new EvidenceFile(EvidenceFileFormat.AzureToken, "raw", text, default)
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
