namespace LazAI.Attestation;

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

    internal bool HasReservedBits => Value >> 5 != 0;
}
