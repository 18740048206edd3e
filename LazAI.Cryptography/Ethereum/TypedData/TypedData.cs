using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace LazAI.Cryptography;

/// <summary>
/// EIP-712 typed data given as the JSON document of <c>eth_signTypedData_v4</c>: <c>types</c>, <c>primaryType</c>, <c>domain</c> and
/// <c>message</c>. For types known at compile time, <see cref="Eip712StructHasher"/> is the direct way.
/// </summary>
/// <remarks>
/// Strict: every member that is given must be known and every one that is known must be given; numbers must fit their type
/// (decimal or <c>0x</c> text, or a JSON integer); null is no value. <c>types.EIP712Domain</c> may be left out; it is then made of the
/// standard fields that the domain has.
/// </remarks>
public sealed class TypedData
{
    /// <summary>Longest document, in bytes.</summary>
    public const int MaximumLength = 1 << 20;

    /// <summary>Deepest nesting of a document.</summary>
    public const int MaximumDepth = 64;

    private TypedData(string primaryType, string encodedType, byte[] encodedData, Bytes32 domainSeparator)
    {
        PrimaryType = primaryType;
        EncodedType = encodedType;
        EncodedData = encodedData;
        DomainSeparator = domainSeparator;
        StructHash = Keccak256.Hash(encodedData);
        Digest = Eip712.Digest(DomainSeparator, StructHash);
    }

    /// <summary>The name of the message's type.</summary>
    public string PrimaryType { get; }

    /// <summary>encodeType of the message's type.</summary>
    public string EncodedType { get; }

    /// <summary>typeHash ‖ encodeData of the message: what <see cref="StructHash"/> hashes.</summary>
    public ReadOnlyMemory<byte> EncodedData { get; }

    /// <summary>hashStruct of the domain.</summary>
    public Bytes32 DomainSeparator { get; }

    /// <summary>hashStruct of the message.</summary>
    public Bytes32 StructHash { get; }

    /// <summary>What is signed: keccak256(0x19 0x01 ‖ domainSeparator ‖ structHash).</summary>
    public Bytes32 Digest { get; }

    /// <summary>Reads and hashes a document, or says why not. No input makes it throw.</summary>
    public static bool TryParse(
        ReadOnlyMemory<byte> utf8Json, [NotNullWhen(true)] out TypedData? typedData, out TypedDataRefusal refusal)
    {
        typedData = null;
        if (utf8Json.Length > MaximumLength)
        {
            refusal = new TypedDataRefusal(TypedDataError.TooLarge, "");
            return false;
        }

        try
        {
            var options = new JsonDocumentOptions { MaxDepth = MaximumDepth, AllowDuplicateProperties = false };
            using var document = JsonDocument.Parse(utf8Json, options);
            return TryRead(document.RootElement, out typedData, out refusal);
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            // The second is what System.Text.Json throws on reading text that is no valid Unicode.
            refusal = new TypedDataRefusal(TypedDataError.MalformedJson, "");
            return false;
        }
    }

    private static bool TryRead(JsonElement root, [NotNullWhen(true)] out TypedData? typedData, out TypedDataRefusal refusal)
    {
        typedData = null;
        if (!TypedDataReader.TryReadMembers(root, ["types", "primaryType", "domain", "message"], out var members, out refusal))
        {
            return false;
        }

        if (!TypedDataSchema.TryRead(members[0], members[2], out var schema, out refusal))
        {
            return false;
        }

        var primaryType = members[1].ValueKind == JsonValueKind.String ? members[1].GetString()! : "";
        if (primaryType == TypedDataSchema.DomainType || !schema.IsStruct(primaryType))
        {
            refusal = new TypedDataRefusal(TypedDataError.InvalidType, "primaryType");
            return false;
        }

        var encoder = new TypedDataEncoder(schema);
        if (!encoder.TryEncodeStruct(TypedDataSchema.DomainType, members[2], out var domain, out refusal))
        {
            refusal = refusal with { Path = "domain" + refusal.Path };
            return false;
        }

        if (!encoder.TryEncodeStruct(primaryType, members[3], out var message, out refusal))
        {
            refusal = refusal with { Path = "message" + refusal.Path };
            return false;
        }

        typedData = new TypedData(primaryType, schema.EncodeType(primaryType), message, Keccak256.Hash(domain));
        return true;
    }
}
