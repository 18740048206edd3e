using LazAI.Attestation;

namespace LazAI.Enclave.Evidence;

/// <summary>Evidence from this machine's hardware.</summary>
public sealed class HardwareEvidenceProvider : IEvidenceProvider
{
    private readonly IEvidenceSource _source;

    private HardwareEvidenceProvider(IEvidenceSource source, PlatformEvidence first)
    {
        _source = source;
        Measurement = first.Measurement;
        Description = $"Evidence of {first.Platform} by {source.Name}";
    }

    public string Description { get; }

    public Measurement48 Measurement { get; }

    /// <summary>A provider that has shown once that it can: so a machine without evidence is found when the worker starts.</summary>
    /// <exception cref="EvidenceSourceException">No evidence could be had.</exception>
    public static async Task<HardwareEvidenceProvider> CreateAsync(IEvidenceSource source, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new HardwareEvidenceProvider(source, await source.ReadAsync(default, cancellationToken));
    }

    public async ValueTask<ReadOnlyMemory<byte>> ProveAsync(ReportData reportData, CancellationToken cancellationToken) =>
        (await _source.ReadAsync(reportData, cancellationToken)).ToBytes();
}
