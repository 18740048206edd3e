namespace LazAI.Attestation;

/// <summary>The keys with which firmware signs reports.</summary>
public enum SnpSigningKey
{
    /// <summary>Versioned chip endorsement key: derived from the chip's secret and the TCB.</summary>
    Vcek = 0,

    /// <summary>Versioned loaded endorsement key: AMD's, given to a cloud and loaded by it.</summary>
    Vlek = 1,

    /// <summary>The report is not signed.</summary>
    None = 7,
}

/// <summary>The bits at 48h: which keys stand behind the report (SEV-SNP ABI, ATTESTATION_REPORT).</summary>
/// <param name="Value">The 32 bits, as read little-endian from the report.</param>
public readonly record struct SnpKeyInfo(uint Value)
{
    /// <summary>AUTHOR_KEY_EN: the author key's digest is in the report.</summary>
    public bool HasAuthorKey => (Value & 1) != 0;

    /// <summary>MASK_CHIP_KEY: the host has told the firmware not to sign with the chip's key.</summary>
    public bool IsChipKeyMasked => (Value & 2) != 0;

    /// <summary>SIGNING_KEY; other values than the named ones are reserved.</summary>
    public SnpSigningKey SigningKey => (SnpSigningKey)(Value >> 2 & 7);
}
