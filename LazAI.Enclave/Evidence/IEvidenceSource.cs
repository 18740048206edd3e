using LazAI.Attestation;

namespace LazAI.Enclave.Evidence;

/// <summary>A way in which this machine gives out evidence about itself.</summary>
public interface IEvidenceSource
{
    /// <summary>Its name in <c>Worker:EvidenceSource</c>.</summary>
    string Name { get; }

    /// <summary>Fresh evidence that is bound to <paramref name="reportData"/>.</summary>
    /// <exception cref="EvidenceSourceException">It could not be had.</exception>
    Task<PlatformEvidence> ReadAsync(ReportData reportData, CancellationToken cancellationToken);
}
