using LazAI.Attestation;

namespace LazAI.Enclave.Evidence;

/// <summary>Proves to strangers what runs here: the issuer half of an issuer and verifier pair.</summary>
public interface IEvidenceProvider
{
    /// <summary>What kind of evidence it is, worded for people.</summary>
    string Description { get; }

    /// <summary>What the evidence will say that runs here (MRTD).</summary>
    Measurement48 Measurement { get; }

    /// <summary>Evidence that is bound to <paramref name="reportData"/>.</summary>
    ValueTask<ReadOnlyMemory<byte>> ProveAsync(ReportData reportData, CancellationToken cancellationToken);
}
