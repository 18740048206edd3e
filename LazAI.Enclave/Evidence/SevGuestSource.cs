using System.Buffers.Binary;
using LazAI.Attestation;

namespace LazAI.Enclave.Evidence;

/// <summary>
/// Evidence of SEV-SNP by <c>SNP_GET_EXT_REPORT</c> of <c>/dev/sev-guest</c>, Linux 5.19 and later
/// (<c>include/uapi/linux/sev-guest.h</c>): the report, and the certificate table of the host.
/// </summary>
public sealed class SevGuestSource(IKernelDevice device, TimeProvider time, int privilegeLevel = 0) : IEvidenceSource
{
    public const string DefaultDevice = "/dev/sev-guest";

    public const string SourceName = "sev-guest";

    /// <summary><c>_IOWR('S', 2, struct snp_guest_request_ioctl)</c>.</summary>
    internal const uint GetExtendedReport = 0xC020_5302;

    internal const int RequestLength = 32;
    internal const int ExtendedRequestLength = 112;
    internal const int ResponseLength = 4000;
    internal const int ReportOffset = 32;

    /// <summary>The most that the kernel takes for certificates (SEV_FW_BLOB_MAX_SIZE).</summary>
    internal const int CertificatesLength = 16 * 1024;

    private readonly KernelRetry _retry = new(time);

    public string Name => SourceName;

    public async Task<PlatformEvidence> ReadAsync(ReportData reportData, CancellationToken cancellationToken)
    {
        try
        {
            return await _retry.InsistAsync("asking " + DefaultDevice, () => TryRead(reportData), cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new EvidenceSourceException(
                $"{DefaultDevice} cannot be opened ({exception.Message}). It needs root, or rights on the device file.", exception);
        }
    }

    private PlatformEvidence? TryRead(ReportData reportData)
    {
        var (argument, request) = (new PinnedBuffer(RequestLength), new PinnedBuffer(ExtendedRequestLength));
        var (response, certificates) = (new PinnedBuffer(ResponseLength), new PinnedBuffer(CertificatesLength));

        // struct snp_ext_report_req: user_data[64], vmpl, reserved[28], certs_address, certs_len.
        reportData.AsSpan().CopyTo(request.Span);
        BinaryPrimitives.WriteInt32LittleEndian(request.Span[64..], privilegeLevel);
        BinaryPrimitives.WriteInt64LittleEndian(request.Span[96..], certificates.Address);
        BinaryPrimitives.WriteInt32LittleEndian(request.Span[104..], CertificatesLength);

        // struct snp_guest_request_ioctl: msg_version, req_data, resp_data, exitinfo2.
        argument.Span[0] = 1;
        BinaryPrimitives.WriteInt64LittleEndian(argument.Span[8..], request.Address);
        BinaryPrimitives.WriteInt64LittleEndian(argument.Span[16..], response.Address);

        var error = device.Control(GetExtendedReport, argument.Address);
        var exitInfo = BinaryPrimitives.ReadUInt64LittleEndian(argument.Span[24..]);
        foreach (var buffer in new[] { argument, request, response, certificates })
        {
            buffer.KeepAlive();
        }

        if (error != 0)
        {
            return KernelRetry.IsTransient(error)
                ? null
                : throw new EvidenceSourceException(
                    $"{DefaultDevice} refused the request: {KernelDevice.Describe(error)}; firmware and hypervisor say {exitInfo:x16}.");
        }

        return new PlatformEvidence(EvidencePlatform.SevSnp, ReadReport(response.Span, reportData))
        {
            Certificates = Trim(certificates.Span),
        };
    }

    // MSG_REPORT_RSP (SEV-SNP firmware ABI, table 25): status, report size, 24 reserved bytes, report.
    private static byte[] ReadReport(ReadOnlySpan<byte> response, ReportData reportData)
    {
        var status = BinaryPrimitives.ReadUInt32LittleEndian(response);
        var size = BinaryPrimitives.ReadUInt32LittleEndian(response[4..]);
        if (status != 0 || size != PlatformEvidence.SnpReportLength)
        {
            throw new EvidenceSourceException($"{DefaultDevice} gave status {status} and a report of {size} bytes.");
        }

        var report = response.Slice(ReportOffset, PlatformEvidence.SnpReportLength).ToArray();
        return new PlatformEvidence(EvidencePlatform.SevSnp, report).ReportData == reportData
            ? report
            : throw new EvidenceSourceException($"{DefaultDevice} gave a report about other data.");
    }

    // The table is as long as its farthest entry; the kernel does not say. GUID of 16 bytes, offset, length, to an entry of zeros.
    private static byte[] Trim(ReadOnlySpan<byte> table)
    {
        const int EntryLength = 24;
        ulong end = 0;
        for (var entry = table; entry.Length >= EntryLength; entry = entry[EntryLength..])
        {
            if (!entry[..EntryLength].ContainsAnyExcept((byte)0))
            {
                end = end == 0 ? 0 : Math.Max(end, (ulong)(table.Length - entry.Length + EntryLength));
                return end <= (ulong)table.Length
                    ? table[..(int)end].ToArray()
                    : throw new EvidenceSourceException($"{DefaultDevice} gave a certificate table that ends beyond its memory.");
            }

            end = Math.Max(
                end, (ulong)BinaryPrimitives.ReadUInt32LittleEndian(entry[16..]) + BinaryPrimitives.ReadUInt32LittleEndian(entry[20..]));
        }

        throw new EvidenceSourceException($"{DefaultDevice} gave a certificate table without an end.");
    }
}
