using System.Buffers.Binary;

namespace LazAI.Attestation;

/// <summary>What evidence is, told by its first bytes.</summary>
public enum EvidenceFormat
{
    /// <summary>Nothing that is known here.</summary>
    Unknown = 0,

    /// <summary>An SGX or TDX quote.</summary>
    Quote,

    /// <summary>An SEV-SNP report; what follows it is the host's certificate table.</summary>
    SnpReport,

    /// <summary>What the paravisor of an Azure VM leaves; what follows it is described by <see cref="ParavisorEvidence"/>.</summary>
    HclReport,

    /// <summary>
    /// A token of Azure Attestation; behind a line feed, evidence of the paravisor that is between the hardware and the guest
    /// (<see cref="ParavisorEvidence"/>).
    /// </summary>
    AzureToken,
}

/// <summary>Evidence as one sequence of bytes, taken apart.</summary>
/// <param name="Format">What it is.</param>
/// <param name="Evidence">The quote, report or token.</param>
/// <param name="Rest">What follows it; empty for quotes, whose certificates are inside.</param>
public readonly record struct EvidenceParts(EvidenceFormat Format, ReadOnlyMemory<byte> Evidence, ReadOnlyMemory<byte> Rest)
{
    private const int HclHeaderLength = 32;

    /// <summary>Takes evidence apart. Whether the parts are well-formed is their readers' question. Never throws.</summary>
    public static EvidenceParts Split(ReadOnlyMemory<byte> bytes)
    {
        var span = bytes.Span;
        return span.StartsWith("HCLA"u8) ? SplitHclReport(bytes)
            : span.StartsWith("eyJ"u8) && span.Contains((byte)'.') ? SplitToken(bytes)
            : span.Length < 2 * sizeof(uint) ? new EvidenceParts(EvidenceFormat.Unknown, bytes, default)
            : SplitNumbered(bytes);
    }

    /// <summary>
    /// Quotes begin with version (2 bytes) and key type (2), SNP reports with the version in 4 bytes: what tells them apart is that no
    /// key type is zero.
    /// </summary>
    private static EvidenceParts SplitNumbered(ReadOnlyMemory<byte> bytes)
    {
        var (first, second) = (BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span), BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span[4..]));
        return (first & 0xffff) is >= 1 and <= 15 && first >> 16 is >= 1 and <= 15 && second is QuoteHeader.SgxTeeType or QuoteHeader.TdxTeeType
                ? new EvidenceParts(EvidenceFormat.Quote, bytes, default)
            : first is >= 1 and <= 15 ? Split(EvidenceFormat.SnpReport, bytes, SnpReport.Length)
            : new EvidenceParts(EvidenceFormat.Unknown, bytes, default);
    }

    /// <summary>No token has a line feed. One with nothing behind it stays part of the token, which is then malformed.</summary>
    private static EvidenceParts SplitToken(ReadOnlyMemory<byte> bytes)
    {
        var end = bytes.Span.IndexOf((byte)'\n');
        return end < 0 || end == bytes.Length - 1
            ? new EvidenceParts(EvidenceFormat.AzureToken, bytes, default)
            : new EvidenceParts(EvidenceFormat.AzureToken, bytes[..end], bytes[(end + 1)..]);
    }

    private static EvidenceParts SplitHclReport(ReadOnlyMemory<byte> bytes)
    {
        var length = bytes.Length >= HclHeaderLength ? BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span[8..]) : 0;
        return Split(EvidenceFormat.HclReport, bytes, length < HclHeaderLength ? bytes.Length : (int)Math.Min(length, (uint)bytes.Length));
    }

    /// <summary>Zeros behind the first part fill up the firmware's buffer; anything else is the second.</summary>
    private static EvidenceParts Split(EvidenceFormat format, ReadOnlyMemory<byte> bytes, int length) =>
        bytes.Length > length && bytes.Span[length..].ContainsAnyExcept((byte)0)
            ? new EvidenceParts(format, bytes[..length], bytes[length..])
            : new EvidenceParts(format, bytes, default);
}
