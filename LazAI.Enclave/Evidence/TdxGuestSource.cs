using LazAI.Attestation;

namespace LazAI.Enclave.Evidence;

/// <summary>
/// Evidence of TDX by <c>TDX_CMD_GET_REPORT0</c> of <c>/dev/tdx_guest</c>, Linux 6.2 and later
/// (<c>include/uapi/linux/tdx-guest.h</c>). The device gives only the TDREPORT, which no stranger can check; the quoting service of the host
/// makes a quote of it.
/// </summary>
public sealed class TdxGuestSource(IKernelDevice device, ITdQuotingService quoting, TimeProvider time) : IEvidenceSource
{
    public const string DefaultDevice = "/dev/tdx_guest";

    public const string SourceName = "tdx-guest";

    /// <summary><c>_IOWR('T', 1, struct tdx_report_req)</c>.</summary>
    internal const uint GetReport = 0xC440_5401;

    internal const int TdReportLength = 1024;

    private readonly KernelRetry _retry = new(time);

    public string Name => SourceName;

    public async Task<PlatformEvidence> ReadAsync(ReportData reportData, CancellationToken cancellationToken)
    {
        byte[] report;
        try
        {
            report = await _retry.InsistAsync("asking " + DefaultDevice, () => TryReadReport(reportData), cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new EvidenceSourceException(
                $"{DefaultDevice} cannot be opened ({exception.Message}). It needs root, or rights on the device file.", exception);
        }

        var evidence = new PlatformEvidence(EvidencePlatform.Tdx, await quoting.QuoteAsync(report, cancellationToken));
        return evidence.ReportData == reportData
            ? evidence
            : throw new EvidenceSourceException("The quoting service gave a quote about other data.");
    }

    private byte[]? TryReadReport(ReportData reportData)
    {
        // struct tdx_report_req: reportdata[64], tdreport[1024].
        var request = new PinnedBuffer(ReportData.Length + TdReportLength);
        reportData.AsSpan().CopyTo(request.Span);
        var error = device.Control(GetReport, request.Address);
        request.KeepAlive();
        return error == 0 ? request.Span[ReportData.Length..].ToArray()
            : KernelRetry.IsTransient(error) ? null
            : throw new EvidenceSourceException($"{DefaultDevice} refused the request: {KernelDevice.Describe(error)}.");
    }
}
