namespace LazAI.Enclave.Evidence;

/// <summary>Has a TDREPORT turned into a quote that strangers can verify.</summary>
public interface ITdQuotingService
{
    /// <summary>The quote of a TDREPORT of 1,024 bytes.</summary>
    /// <exception cref="EvidenceSourceException">There is none.</exception>
    Task<byte[]> QuoteAsync(ReadOnlyMemory<byte> tdReport, CancellationToken cancellationToken);
}
