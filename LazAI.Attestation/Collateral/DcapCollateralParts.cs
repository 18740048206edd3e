namespace LazAI.Attestation;

/// <summary>Collateral as the services of Intel (PCS, or a PCCS in its place) give it, unread.</summary>
public sealed record DcapCollateralParts
{
    /// <summary>PEM: the authority that issued the PCK certificate and signed its revocation list, then the root.</summary>
    public required ReadOnlyMemory<byte> PckCrlIssuerChain { get; init; }

    /// <summary>DER: the root's revocation list.</summary>
    public required ReadOnlyMemory<byte> RootCrl { get; init; }

    /// <summary>DER: the revocation list of the PCK certificate's issuer.</summary>
    public required ReadOnlyMemory<byte> PckCrl { get; init; }

    /// <summary>The signed TCB info.</summary>
    public required SignedText TcbInfo { get; init; }

    /// <summary>The signed identity of the quoting enclave.</summary>
    public required SignedText QeIdentity { get; init; }

    /// <summary>Bytes in all.</summary>
    internal long Length => (long)PckCrlIssuerChain.Length + RootCrl.Length + PckCrl.Length + TcbInfo.Length + QeIdentity.Length;

    /// <summary>The same in memory that nobody else has.</summary>
    internal DcapCollateralParts Copy() => new()
    {
        PckCrlIssuerChain = PckCrlIssuerChain.ToArray(),
        RootCrl = RootCrl.ToArray(),
        PckCrl = PckCrl.ToArray(),
        TcbInfo = TcbInfo.Copy(),
        QeIdentity = QeIdentity.Copy(),
    };
}

/// <summary>A signed JSON text of the services, unread.</summary>
/// <param name="Text">The exact bytes that were signed. The same JSON written in another way is another text.</param>
/// <param name="Signature">ECDSA over P-256 and SHA-256: r, then s, big-endian, 64 bytes.</param>
/// <param name="IssuerChain">PEM: the signer's certificate, then the root.</param>
public sealed record SignedText(ReadOnlyMemory<byte> Text, ReadOnlyMemory<byte> Signature, ReadOnlyMemory<byte> IssuerChain)
{
    internal long Length => (long)Text.Length + Signature.Length + IssuerChain.Length;

    internal SignedText Copy() => new(Text.ToArray(), Signature.ToArray(), IssuerChain.ToArray());
}
