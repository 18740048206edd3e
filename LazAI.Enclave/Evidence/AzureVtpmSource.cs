using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using LazAI.Attestation;

namespace LazAI.Enclave.Evidence;

/// <summary>
/// Evidence of confidential virtual machines of Azure, where a paravisor keeps the hardware to itself and speaks through the vTPM: the HCL
/// report of NV index 0x01400001. The hardware's report data hash the runtime data in it, and these hold 64 bytes of the guest's own
/// choice, which it writes to index 0x01400002. What was started is in the vTPM's registers, which it quotes with the SHA-256 of these 64
/// bytes as the nonce; on Azure the hardware measures the firmware only.
/// </summary>
public sealed class AzureVtpmSource(ITpmChannel tpm, AzureMetadata metadata, TimeProvider time) : IEvidenceSource
{
    public const string SourceName = "azure-vtpm";

    internal const uint ReportIndex = 0x0140_0001;
    internal const uint UserDataIndex = 0x0140_0002;

    // The HCL report: 32 bytes of header, the hardware's report, a runtime header, the runtime data as JSON.
    private const int HardwareReportOffset = 32;
    private const int ReportTypeOffset = 1224;
    private const int RuntimeDataLengthOffset = 1232;
    private const int RuntimeDataOffset = 1236;
    private const uint SnpReport = 2;
    private const uint TdxReport = 4;

    private readonly TpmStorage _storage = new(tpm);
    private readonly TpmQuoting _quoting = new(tpm);
    private readonly KernelRetry _retry = new(time);

    public string Name => SourceName;

    public async Task<PlatformEvidence> ReadAsync(ReportData reportData, CancellationToken cancellationToken)
    {
        _storage.Write(UserDataIndex, reportData.AsSpan());

        // The paravisor makes a new report, which may take a moment.
        var report = await _retry.InsistAsync("waiting for the paravisor's report", () => TryReadReport(reportData), cancellationToken);
        var quote = _quoting.Quote(SHA256.HashData(reportData.AsSpan()));
        var type = BinaryPrimitives.ReadUInt32LittleEndian(report.AsSpan(ReportTypeOffset));
        return type switch
        {
            TdxReport => new PlatformEvidence(
                EvidencePlatform.Tdx,
                await metadata.QuoteAsync(report.AsMemory(HardwareReportOffset, TdxGuestSource.TdReportLength), cancellationToken))
            {
                HclReport = report,
                TpmQuote = quote,
            },
            SnpReport => new PlatformEvidence(
                EvidencePlatform.SevSnp, report.AsMemory(HardwareReportOffset, PlatformEvidence.SnpReportLength))
            {
                Certificates = await metadata.ReadSnpCertificatesAsync(cancellationToken),
                HclReport = report,
                TpmQuote = quote,
            },
            _ => throw new EvidenceSourceException($"The paravisor gave a report of type {type}, which is neither SEV-SNP nor TDX."),
        };
    }

    /// <summary>The report up to the end of its runtime data, once these hold our report data; null before.</summary>
    private byte[]? TryReadReport(ReportData reportData)
    {
        var report = _storage.TryRead(ReportIndex) ?? throw new EvidenceSourceException(
            $"The vTPM has no index {ReportIndex:x8}: this is a virtual machine of Azure, but no confidential one.");
        if (report.Length < RuntimeDataOffset || !report.AsSpan().StartsWith("HCLA"u8))
        {
            throw new EvidenceSourceException($"Index {ReportIndex:x8} of the vTPM holds no HCL report.");
        }

        var length = BinaryPrimitives.ReadUInt32LittleEndian(report.AsSpan(RuntimeDataLengthOffset));
        if (length > report.Length - RuntimeDataOffset)
        {
            throw new EvidenceSourceException("The HCL report announces more runtime data than it has.");
        }

        return UserData(report.AsMemory(RuntimeDataOffset, (int)length)) is { } found
            && string.Equals(found, Convert.ToHexString(reportData.AsSpan()), StringComparison.OrdinalIgnoreCase)
                ? report[..(RuntimeDataOffset + (int)length)]
                : null;
    }

    private static string? UserData(ReadOnlyMemory<byte> runtimeData)
    {
        try
        {
            using var document = JsonDocument.Parse(runtimeData);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("user-data", out var data)
                && data.ValueKind == JsonValueKind.String ? data.GetString() : null;
        }
        catch (JsonException exception)
        {
            throw new EvidenceSourceException("The HCL report has runtime data that are no JSON.", exception);
        }
    }
}
