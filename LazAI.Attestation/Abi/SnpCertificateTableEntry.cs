namespace LazAI.Attestation;

/// <summary>One entry of a <see cref="SnpCertificateTable"/>.</summary>
/// <param name="Identifier">What the content is.</param>
/// <param name="Offset">Where it lies, from the start of the table.</param>
/// <param name="Content">The content: for certificates DER, from some hosts PEM.</param>
public readonly record struct SnpCertificateTableEntry(Guid Identifier, int Offset, ReadOnlyMemory<byte> Content)
{
    /// <summary>Where the content ends.</summary>
    public int End => Offset + Content.Length;
}
