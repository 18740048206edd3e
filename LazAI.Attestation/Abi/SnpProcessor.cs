namespace LazAI.Attestation;

/// <summary>The processor's CPUID as the report gives it from version 3 on.</summary>
/// <param name="Family">Family, base and extended.</param>
/// <param name="Model">Model, base and extended.</param>
/// <param name="Stepping">Stepping.</param>
public readonly record struct SnpProcessor(byte Family, byte Model, byte Stepping)
{
    /// <summary>The product line whose keys such a processor has; null for one that is not known.</summary>
    public SnpProduct? Product => (Family, Model) switch
    {
        (0x19, <= 0x0f) => SnpProduct.Milan,
        (0x19, (>= 0x10 and <= 0x1f) or (>= 0xa0 and <= 0xaf)) => SnpProduct.Genoa,
        (0x1a, <= 0x1f) => SnpProduct.Turin,
        _ => null,
    };
}
