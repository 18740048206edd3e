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
