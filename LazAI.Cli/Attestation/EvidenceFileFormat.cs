namespace LazAI.Cli.Attestation;

/// <summary>What a file turns out to be.</summary>
internal enum EvidenceFileFormat
{
    /// <summary>An SGX or TDX quote.</summary>
    Quote = 0,

    /// <summary>An SEV-SNP report; what follows it is a certificate table.</summary>
    SnpReport,

    /// <summary>What the paravisor of an Azure VM leaves; what follows is a TDX quote or certificates in PEM.</summary>
    HclReport,

    /// <summary>A quote of a TPM (TPMS_ATTEST).</summary>
    TpmQuote,

    /// <summary>A token of Azure Attestation.</summary>
    AzureToken,

    /// <summary>A certificate table of a host.</summary>
    CertificateTable,

    /// <summary>Collateral in one file.</summary>
    CollateralBundle,
}
