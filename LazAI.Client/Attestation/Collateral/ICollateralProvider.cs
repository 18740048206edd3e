namespace LazAI.Client.Attestation.Collateral;

/// <summary>Finds all that is needed to verify evidence: over the network, or in a folder.</summary>
public interface ICollateralProvider
{
    /// <summary>The collateral of an SGX or TDX quote.</summary>
    /// <exception cref="LazAIException">A part of it could not be had.</exception>
    Task<CollateralAnswer> FindForQuoteAsync(ReadOnlyMemory<byte> quote, CancellationToken cancellationToken = default);

    /// <summary>The collateral of an SEV-SNP report.</summary>
    /// <param name="report">The report.</param>
    /// <param name="certificateTable">The host's table beside it; empty without one. What it has is not fetched.</param>
    /// <exception cref="LazAIException">A part of it could not be had.</exception>
    Task<CollateralAnswer> FindForReportAsync(
        ReadOnlyMemory<byte> report, ReadOnlyMemory<byte> certificateTable, CancellationToken cancellationToken = default);
}
