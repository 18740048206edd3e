namespace LazAI.Attestation;

/// <summary>The formats of a quote's body, numbered as in the body descriptor of quotes of version 5.</summary>
public enum QuoteBodyType
{
    /// <summary>An SGX enclave report of 384 bytes.</summary>
    EnclaveReport = 1,

    /// <summary>A TD report 1.0 of 584 bytes.</summary>
    TdReport10 = 2,

    /// <summary>A TD report 1.5 of 648 bytes.</summary>
    TdReport15 = 3,
}
