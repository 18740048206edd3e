namespace LazAI.Attestation;

/// <summary>Why bytes are no quote of a TPM that this parser knows. The checks run in the order of the members.</summary>
public enum TpmQuoteParseError
{
    /// <summary>The quote was parsed.</summary>
    None = 0,

    /// <summary>The structure ends early, is not used up, or one of its lengths is above the TPM's limit.</summary>
    Malformed,

    /// <summary>The magic is not TPM_GENERATED_VALUE: the TPM may have been asked to sign these bytes as anyone's.</summary>
    MagicWrong,

    /// <summary>The structure is of another type than a quote.</summary>
    TypeNotQuote,

    /// <summary>The quote is not over PCRs of the SHA-256 bank alone.</summary>
    PcrBankUnsupported,
}
