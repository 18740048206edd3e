using System.Buffers.Binary;
using System.Text;

namespace LazAI.Cryptography;

/// <summary>
/// The building blocks of EIP-712 for types known at compile time: hash the type string once, then hash each value with
/// <see cref="Eip712StructHasher"/>.
/// </summary>
public static class Eip712
{
    /// <summary>The domain type of <see cref="DomainSeparator"/>.</summary>
    public const string DomainType = "EIP712Domain(string name,string version,uint256 chainId)";

    private static readonly Bytes32 DomainTypeHash = TypeHash(DomainType);

    /// <summary>keccak256 of an encodeType string such as <c>Mail(Person from,string contents)Person(string name)</c>.</summary>
    public static Bytes32 TypeHash(string encodeType)
    {
        ArgumentNullException.ThrowIfNull(encodeType);
        return Keccak256.Hash(Encoding.UTF8.GetBytes(encodeType));
    }

    /// <summary>hashStruct of a domain with exactly the fields name, version and chainId.</summary>
    public static Bytes32 DomainSeparator(string name, string version, ulong chainId)
    {
        var hasher = new Eip712StructHasher(DomainTypeHash);
        hasher.AppendString(name);
        hasher.AppendString(version);
        hasher.Append(chainId);
        return hasher.Finish();
    }

    /// <summary>What is signed: keccak256(0x19 0x01 ‖ domainSeparator ‖ structHash).</summary>
    public static Bytes32 Digest(Bytes32 domainSeparator, Bytes32 structHash)
    {
        Span<byte> message = stackalloc byte[2 + 2 * Bytes32.Size];
        BinaryPrimitives.WriteUInt16BigEndian(message, 0x1901);
        domainSeparator.CopyTo(message[2..]);
        structHash.CopyTo(message[(2 + Bytes32.Size)..]);
        return Keccak256.Hash(message);
    }
}
