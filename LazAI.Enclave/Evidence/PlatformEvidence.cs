using System.Buffers.Binary;
using LazAI.Attestation;

namespace LazAI.Enclave.Evidence;

/// <summary>What a machine's hardware gave out, unjudged.</summary>
/// <param name="Platform">Whose hardware.</param>
/// <param name="Report">A TDX quote, or an SNP attestation report.</param>
public sealed record PlatformEvidence(EvidencePlatform Platform, ReadOnlyMemory<byte> Report)
{
    internal const int SnpReportLength = 1184;

    private const int SnpReportDataOffset = 0x50;
    private const int SnpMeasurementOffset = 0x90;
    private const int TdMrTdOffset = 136;
    private const int TdReportDataOffset = 520;

    /// <summary>
    /// Certificates that came along: for SNP a certificate table (SEV-ES Guest-Hypervisor Communication Block Standardization, 4.1.8.1), from
    /// Azure instead PEM, leaf first. Empty for TDX, whose quotes hold theirs.
    /// </summary>
    public ReadOnlyMemory<byte> Certificates { get; init; }

    /// <summary>From Azure: the HCL report, whose runtime data the hardware's report data hash. Empty elsewhere.</summary>
    public ReadOnlyMemory<byte> HclReport { get; init; }

    /// <summary>From Azure: what the vTPM says of the software that was started. Null elsewhere.</summary>
    public TpmQuote? TpmQuote { get; init; }

    /// <summary>Measurement of the guest's initial contents: MRTD, or MEASUREMENT of SNP.</summary>
    /// <exception cref="EvidenceSourceException">The report has another form.</exception>
    public Measurement48 Measurement => new(Slice(SnpMeasurementOffset, TdMrTdOffset, Measurement48.Length));

    /// <summary>The 64 bytes that the hardware's report carries.</summary>
    /// <exception cref="EvidenceSourceException">The report has another form.</exception>
    public ReportData ReportData => new(Slice(SnpReportDataOffset, TdReportDataOffset, ReportData.Length));

    /// <summary>
    /// The evidence as one sequence of bytes that tells by itself what it is. TDX: the quote. SNP: the report, then the certificate table.
    /// Azure: <see cref="ParavisorEvidence"/>.
    /// </summary>
    public ReadOnlyMemory<byte> ToBytes() =>
        !HclReport.IsEmpty ? ToParavisorEvidence(Platform == EvidencePlatform.Tdx ? Report : Certificates)
        : Platform == EvidencePlatform.Tdx ? Report
        : (byte[])[.. Report.Span, .. Certificates.Span];

    /// <summary>From Azure: what the paravisor and its vTPM say, beside the given evidence of the hardware.</summary>
    internal byte[] ToParavisorEvidence(ReadOnlyMemory<byte> hardware)
    {
        var quote = TpmQuote ?? throw new EvidenceSourceException("The vTPM gave no quote, and nothing else says which software was started.");
        return ParavisorEvidence.Write(HclReport.Span, hardware.Span, quote.Message.Span, quote.Signature.Span, quote.Pcrs);
    }

    private ReadOnlySpan<byte> Slice(int snpOffset, int tdOffset, int length)
    {
        var report = Report.Span;
        var offset = Platform == EvidencePlatform.SevSnp ? snpOffset : QuoteBodyOffset(report) + tdOffset;
        return report.Length >= offset + length
            ? report.Slice(offset, length)
            : throw new EvidenceSourceException($"The hardware gave a report of {report.Length} bytes, which is no report of {Platform}.");
    }

    // The body lies behind the header of 48 bytes, from version 5 on with a descriptor of 6 bytes between.
    private static int QuoteBodyOffset(ReadOnlySpan<byte> quote) =>
        quote.Length >= 2 && BinaryPrimitives.ReadUInt16LittleEndian(quote) >= 5 ? 54 : 48;
}
