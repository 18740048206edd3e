using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using LazAI.Attestation;
using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.Challenges;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Ledger;
using LazAI.Protocol.Ownership;
using Microsoft.OpenApi;

namespace LazAI.Gateway.Pages.Reference;

/// <summary>Schemas of the protocol's values, whose JSON forms are converters' and so unknown to the schema generator.</summary>
internal static class ValueSchemas
{
    private const string HashPattern = "^0x[0-9a-fA-F]{64}$";
    private static readonly string s_exactMaximum = Slot.NumberMaximum.ToString(CultureInfo.InvariantCulture);

    private static readonly FrozenDictionary<Type, Action<OpenApiSchema>> s_named = new Dictionary<Type, Action<OpenApiSchema>>
    {
        [typeof(Amount)] = schema => Text(
            schema, "amount", "^(0|[1-9][0-9]{0,38})$", "1000000000000000000",
            "A quantity of an asset in its smallest unit (18 decimals for LCAI): a decimal string from 0 to 2^128 - 1."),
        [typeof(Bytes32)] = schema => Text(schema, "bytes32", HashPattern, null, "32 bytes in hex."),
        [typeof(TaskId)] = schema => Text(schema, "bytes32", HashPattern, null, "A task: Keccak-256 of its request's EIP-712 struct hash."),
        [typeof(ModelId)] = schema => Text(schema, "bytes32", HashPattern, null, "A model: the EIP-712 struct hash of publisher, name and version."),
        [typeof(SessionId)] = schema => Text(schema, "bytes32", HashPattern, null, "An enclave session: the hash that its evidence binds."),
        [typeof(OperationId)] = schema => Text(schema, "bytes32", HashPattern, null, "What makes a state change happen once."),
        [typeof(ChallengeId)] = schema => Text(schema, "bytes32", HashPattern, null, "A challenge: Keccak-256 of its submission's EIP-712 struct hash."),
        [typeof(ContentHash)] = schema => Text(schema, "bytes32", HashPattern, null, "A data set or a model: SHA-256 of its bytes as they are stored."),
        [typeof(LicenceId)] = schema => Text(schema, "bytes32", HashPattern, null, "A licence: the EIP-712 struct hash of its grant."),
        [typeof(UseId)] = schema => Text(schema, "bytes32", HashPattern, null, "A use of a data set: the EIP-712 struct hash of its key request."),
        [typeof(ProgramId)] = schema => Text(schema, "bytes32", HashPattern, null, "A joint analysis: the EIP-712 struct hash of its program."),
        [typeof(ClaimId)] = schema => Text(schema, "bytes32", HashPattern, null, "A claim: Keccak-256 of its canonical JSON."),
        [typeof(Address)] = schema => Text(
            schema, "address", "^0x[0-9a-fA-F]{40}$", null, "An account. Answers carry the EIP-55 checksum; requests may use any case."),
        [typeof(RecoverableSignature)] = schema => Text(
            schema, "signature", "^0x[0-9a-fA-F]{130}$", null, "A secp256k1 signature: r, s and v, 65 bytes; low s, v 27 or 28."),
        [typeof(LedgerAccount)] = schema => Text(
            schema, "account", "^((user|stake|unbonding):0x[0-9a-fA-F]{40}|(escrow|bond):0x[0-9a-fA-F]{64}|validator-pool|treasury|slashed)$", "treasury",
            "An account of the ledger."),
        [typeof(ErrorCode)] = schema => Text(
            schema, "error-code", "^[a-z]+/[a-z0-9-]+$", "task/lease-lapsed", "A stable name of a refusal; `/docs/errors` lists them."),
        [typeof(ReadOnlyMemory<byte>)] = schema => Text(schema, "byte", null, null, "Bytes in base64."),
        [typeof(Slot)] = schema => Integer(schema, "A slot number; slot 0 begins at genesis.", s_exactMaximum),
        [typeof(BasisPoints)] = schema => Integer(schema, "Hundredths of a per cent.", "10000"),
        [typeof(ComputeTaskStatus)] = schema => Names<ComputeTaskStatus>(schema, "The life of a task."),
        [typeof(ChallengeOutcome)] = schema => Names<ChallengeOutcome>(schema, "What has become of a challenge."),
        [typeof(VerifyMode)] = schema => Names<VerifyMode>(schema, "How a result is verified."),
        [typeof(ContentKind)] = schema => Names<ContentKind>(schema, "What is owned."),
        [typeof(ChallengerStanding)] = schema => Names<ChallengerStanding>(schema, "What a challenger is at the moment."),
        [typeof(LicenceScope)] = schema => Text(
            schema, "licence-scope", "^(inference|training|analysis)([+](training|analysis)){0,2}$", "inference+training",
            "What a licence allows: one or several of inference, training and analysis, in this order."),
        [typeof(MeasurementRule)] = schema => (schema.Type, schema.Description) = (
            JsonSchemaType.String | JsonSchemaType.Array, "Allowed values of a measurement: a list of hexadecimal texts that is not empty, or the word `any`."),
        [typeof(LedgerAccountKind)] = schema => Names<LedgerAccountKind>(schema, "What an account is for."),
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<Type, Action<OpenApiSchema>> s_inline = new Dictionary<Type, Action<OpenApiSchema>>
    {
        [typeof(ulong)] = schema => Integer(schema, null, s_exactMaximum),
        [typeof(long)] = schema => Integer(schema, null, s_exactMaximum),
        [typeof(DateTimeOffset)] = schema => (schema.Type, schema.Format) = (JsonSchemaType.String, "date-time"),
    }.ToFrozenDictionary();

    /// <summary>The name under which such a value has its schema, or null for other types.</summary>
    public static string? NameOf(Type type) =>
        !s_named.ContainsKey(type) ? null : type == typeof(ReadOnlyMemory<byte>) ? "Base64" : type.Name;

    /// <summary>Fills in the schema of a value; leaves other types alone. What a member says of itself stays.</summary>
    public static void Describe(Type type, bool isMember, OpenApiSchema schema)
    {
        var value = Nullable.GetUnderlyingType(type) ?? type;
        if (!s_named.TryGetValue(value, out var describe) && !s_inline.TryGetValue(value, out describe))
        {
            return;
        }

        var described = isMember ? schema.Description : null;
        describe(schema);
        schema.Description = described ?? schema.Description;
        if (value != type)
        {
            schema.Type |= JsonSchemaType.Null;
        }
    }

    private static void Text(OpenApiSchema schema, string format, string? pattern, string? example, string description)
    {
        (schema.Type, schema.Format, schema.Pattern, schema.Description) = (JsonSchemaType.String, format, pattern, description);
        schema.Examples = example is null ? null : [JsonValue.Create(example)];
    }

    private static void Integer(OpenApiSchema schema, string? description, string maximum) =>
        (schema.Type, schema.Format, schema.Pattern, schema.Minimum, schema.Maximum, schema.Description) =
        (JsonSchemaType.Integer, "int64", null, "0", maximum, description);

    private static void Names<T>(OpenApiSchema schema, string description)
        where T : struct, Enum
    {
        (schema.Type, schema.Description) = (JsonSchemaType.String, description);
        schema.Enum = [.. Enum.GetValues<T>().Select(value => JsonSerializer.SerializeToNode(value, CanonicalJson.Options)!)];
    }
}
