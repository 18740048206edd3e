namespace LazAI.Enclave.Evidence;

/// <summary>Whose hardware speaks in evidence.</summary>
public enum EvidencePlatform
{
    /// <summary>Intel TDX: the report is a DCAP quote.</summary>
    Tdx = 0,

    /// <summary>AMD SEV-SNP: the report is an attestation report of 1,184 bytes.</summary>
    SevSnp,
}
