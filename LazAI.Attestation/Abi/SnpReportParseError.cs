namespace LazAI.Attestation;

/// <summary>Why bytes are no SEV-SNP attestation report that this parser knows. The checks run in the order of the members.</summary>
public enum SnpReportParseError
{
    /// <summary>The report was parsed.</summary>
    None = 0,

    /// <summary>The input is longer than <see cref="SnpReport.BufferLengthMaximum"/>.</summary>
    TooLarge,

    /// <summary>The input is shorter than <see cref="SnpReport.Length"/>.</summary>
    Truncated,

    /// <summary>Something else than zeros follows the report in its buffer.</summary>
    TrailingBytes,

    /// <summary>The version is not 2, 3, 4 or 5.</summary>
    VersionUnsupported,

    /// <summary>The signature is not ECDSA over P-384 with SHA-384 (algorithm 1).</summary>
    SignatureAlgorithmUnsupported,

    /// <summary>VMPL is above 3.</summary>
    VmplOutOfRange,

    /// <summary>Bit 17 of the guest policy, which is always one, is zero, or a bit is set that no known firmware gives a meaning.</summary>
    PolicyMalformed,

    /// <summary>A byte, or a bit about the keys, that this version of the report reserves is not zero.</summary>
    ReservedNotZero,

    /// <summary>What follows R and S up to the end of the report is not zero.</summary>
    SignaturePaddingNotZero,
}
