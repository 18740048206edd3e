namespace LazAI.Enclave.Evidence;

/// <summary>No evidence could be had; the message says what was tried and what to do.</summary>
public sealed class EvidenceSourceException : Exception
{
    public EvidenceSourceException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
