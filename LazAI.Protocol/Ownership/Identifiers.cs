using System.Text.Json.Serialization;
using LazAI.Cryptography;
using LazAI.Protocol.Encoding;

namespace LazAI.Protocol.Ownership;

/// <summary>SHA-256 of a data set's or a model's bytes as they are stored, so of the ciphertext where they are encrypted: under it they are owned.</summary>
[JsonConverter(typeof(HashIdentifierJsonConverter<ContentHash>))]
public readonly record struct ContentHash(Bytes32 Value) : IHashIdentifier<ContentHash>
{
    public static ContentHash From(Bytes32 value) => new(value);

    /// <summary>The hash of these bytes.</summary>
    public static ContentHash Of(ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[Bytes32.Size];
        System.Security.Cryptography.SHA256.HashData(content, hash);
        return new ContentHash(new Bytes32(hash));
    }

    public override string ToString() => Value.ToString();
}

/// <summary>A licence: the struct hash of the <see cref="LicenceGrant"/> that gave it.</summary>
[JsonConverter(typeof(HashIdentifierJsonConverter<LicenceId>))]
public readonly record struct LicenceId(Bytes32 Value) : IHashIdentifier<LicenceId>
{
    public static LicenceId From(Bytes32 value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>A joint analysis: the struct hash of its <see cref="AnalysisProgram"/>.</summary>
[JsonConverter(typeof(HashIdentifierJsonConverter<ProgramId>))]
public readonly record struct ProgramId(Bytes32 Value) : IHashIdentifier<ProgramId>
{
    public static ProgramId From(Bytes32 value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>A claim about a data set: Keccak-256 of its canonical JSON.</summary>
[JsonConverter(typeof(HashIdentifierJsonConverter<ClaimId>))]
public readonly record struct ClaimId(Bytes32 Value) : IHashIdentifier<ClaimId>
{
    public static ClaimId From(Bytes32 value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>One use of content: the struct hash of the <see cref="KeyRequest"/> that asks for it. Its escrow lies in the ledger under the same hash.</summary>
[JsonConverter(typeof(HashIdentifierJsonConverter<UseId>))]
public readonly record struct UseId(Bytes32 Value) : IHashIdentifier<UseId>
{
    public static UseId From(Bytes32 value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>What is owned. The numbers are those of the signed <see cref="OwnershipAnchor"/>.</summary>
[JsonConverter(typeof(EnumNameJsonConverter<ContentKind>))]
public enum ContentKind
{
    DataSet = 0,
    Model = 1,
}
