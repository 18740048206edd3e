namespace LazAI.Attestation;

/// <summary>AMD's product lines, as the key distribution service names them: each has a root of its own.</summary>
public enum SnpProduct
{
    /// <summary>EPYC 7003, family 19h models 00h to 0Fh.</summary>
    Milan = 0,

    /// <summary>EPYC 9004, 97x4 (Bergamo) and 8004 (Siena): family 19h models 10h to 1Fh and A0h to AFh.</summary>
    Genoa,

    /// <summary>EPYC 9005, family 1Ah models 00h to 1Fh; later models are of other product lines.</summary>
    Turin,
}
