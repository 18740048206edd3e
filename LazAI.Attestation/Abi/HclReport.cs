using System.Buffers.Binary;

namespace LazAI.Attestation;

/// <summary>
/// What the paravisor of an Azure confidential VM leaves in NV index 0x01400001 of the virtual TPM: a header, the hardware's report, and
/// runtime data, whose SHA-256 the hardware's report carries (Azure, "Guest attestation for confidential VMs"). A view over the
/// caller's bytes that allocates nothing.
/// </summary>
/// <remarks>The guest cannot choose the report data: a nonce has to go through a quote of the TPM, whose key is in the runtime data.</remarks>
public readonly struct HclReport
{
    /// <summary>Longest input accepted; the NV index has 2600 bytes.</summary>
    public const int LengthMaximum = 16 * 1024;

    internal const int HardwareReportOffset = 32;
    internal const int RuntimeHeaderOffset = HardwareReportOffset + SnpReport.Length;
    internal const int RuntimeDataOffset = RuntimeHeaderOffset + RuntimeHeaderLength;

    private const int TdReportLength = 1024;
    private const int TdReportDataOffset = 128;
    private const int RuntimeHeaderLength = 5 * sizeof(uint);
    private const uint Sha256 = 1;

    private readonly ReadOnlyMemory<byte> _bytes;

    private HclReport(ReadOnlyMemory<byte> bytes) => _bytes = bytes;

    /// <summary>Which hardware made the report.</summary>
    public HclReportType Type => (HclReportType)UInt32(RuntimeHeaderOffset + 2 * sizeof(uint));

    /// <summary>The hardware's report: see <see cref="HclReportType"/>.</summary>
    public ReadOnlyMemory<byte> HardwareReport => _bytes.Slice(HardwareReportOffset, Type == HclReportType.Snp ? SnpReport.Length : TdReportLength);

    /// <summary>
    /// The report data as it stands in the hardware's report. It means something only where that report was verified, or for TDX the
    /// quote made of it.
    /// </summary>
    public ReportData ReportData => new(HardwareReport.Span.Slice(
        Type == HclReportType.Snp ? SnpReport.ReportDataOffset : TdReportDataOffset, ReportData.Length));

    /// <summary>The runtime data, JSON text, exactly as it was hashed.</summary>
    public ReadOnlyMemory<byte> RuntimeData => _bytes[RuntimeDataOffset..];

    /// <summary>
    /// Reads a report from the start of <paramref name="input"/>; zeros may follow. Never throws and allocates nothing; on refusal
    /// <paramref name="error"/> names the first check that failed.
    /// </summary>
    public static bool TryParse(ReadOnlyMemory<byte> input, out HclReport report, out HclReportParseError error)
    {
        error = Measure(input.Span, out var length);
        report = error == HclReportParseError.None ? new HclReport(input[..length]) : default;
        return error == HclReportParseError.None;
    }

    private static HclReportParseError Measure(ReadOnlySpan<byte> input, out int length)
    {
        length = 0;
        if (input.Length is > LengthMaximum or < RuntimeDataOffset)
        {
            return input.Length > LengthMaximum ? HclReportParseError.TooLarge : HclReportParseError.Truncated;
        }

        if (!input.StartsWith("HCLA"u8))
        {
            return HclReportParseError.MagicWrong;
        }

        // Header: magic, version, length of all, type of the request, status, 12 reserved bytes.
        if (At(input, 4) is not (1 or 2))
        {
            return HclReportParseError.VersionUnsupported;
        }

        if (At(input, 16) != 0)
        {
            return HclReportParseError.StatusNotZero;
        }

        // Runtime header: its own and the text's length, version, type of the hardware report, type of the hash, length of the text.
        if (At(input, RuntimeHeaderOffset + 8) is not ((uint)HclReportType.Snp or (uint)HclReportType.Tdx))
        {
            return HclReportParseError.ReportTypeUnsupported;
        }

        if (At(input, RuntimeHeaderOffset + 12) != Sha256)
        {
            return HclReportParseError.HashTypeUnsupported;
        }

        var textLength = At(input, RuntimeHeaderOffset + 16);
        if (textLength > (uint)(input.Length - RuntimeDataOffset)
            || At(input, RuntimeHeaderOffset) != RuntimeHeaderLength + textLength
            || At(input, 8) != RuntimeDataOffset + textLength)
        {
            return HclReportParseError.LengthWrong;
        }

        length = RuntimeDataOffset + (int)textLength;
        return input[length..].ContainsAnyExcept((byte)0) ? HclReportParseError.TrailingBytes : HclReportParseError.None;
    }

    private static uint At(ReadOnlySpan<byte> input, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(input[offset..]);

    private uint UInt32(int offset) => At(_bytes.Span, offset);
}
