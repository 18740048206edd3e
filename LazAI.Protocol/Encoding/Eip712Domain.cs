using LazAI.Cryptography;

namespace LazAI.Protocol.Encoding;

/// <summary>The EIP-712 domain <c>{name: "LazAI", version: "1", chainId}</c> under which everything is signed (PROTOCOL §1).</summary>
public sealed class Eip712Domain(ulong chainId)
{
    public const string Name = "LazAI";

    public const string Version = "1";

    public ulong ChainId { get; } = chainId;

    public Bytes32 Separator { get; } = Eip712.DomainSeparator(Name, Version, chainId);

    /// <summary>What is signed for a struct with this hash.</summary>
    public Bytes32 Digest(Bytes32 structHash) => Eip712.Digest(Separator, structHash);
}
