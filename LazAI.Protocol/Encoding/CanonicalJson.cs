using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace LazAI.Protocol.Encoding;

/// <summary>
/// RFC 8785 canonical JSON of our own records: members sorted, no white space, minimal escapes, absent instead of null.
/// </summary>
/// <remarks>
/// Records that pass through here hold strings, booleans, integers up to 2^53 - 1, byte arrays (base64), nested records and arrays of
/// these, never floating point, so RFC 8785's number rules reduce to plain decimal integers. Reading is strict: unknown,
/// duplicate or missing members are errors.
/// </remarks>
public static class CanonicalJson
{
    /// <summary>Options that write canonically and read strictly.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    /// <summary>The canonical UTF-8 bytes of <paramref name="value"/>.</summary>
    public static byte[] Serialize<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    /// <summary>The canonical UTF-8 bytes of <paramref name="value"/> under its run-time type.</summary>
    public static byte[] Serialize(object value, Type type) => JsonSerializer.SerializeToUtf8Bytes(value, type, Options);

    /// <summary>Reads what <see cref="Serialize{T}"/> wrote.</summary>
    /// <exception cref="JsonException">The bytes are not such a value.</exception>
    public static T Deserialize<T>(ReadOnlySpan<byte> utf8) =>
        JsonSerializer.Deserialize<T>(utf8, Options) ?? throw new JsonException("null is not a value here.");

    /// <summary>Adds the protocol's value formats (addresses, hashes, signatures) to <paramref name="options"/>.</summary>
    public static void AddConverters(JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Converters.Add(new Bytes32JsonConverter());
        options.Converters.Add(new AddressJsonConverter());
        options.Converters.Add(new SignatureJsonConverter());
    }

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions
        {
            Encoder = CanonicalJsonEncoder.Instance,
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            AllowDuplicateProperties = false,
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            MaxDepth = 16,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { SortMembers } },
        };
        AddConverters(options);
        options.MakeReadOnly();
        return options;
    }

    /// <summary>RFC 8785 §3.2.3: members in the order of their names' UTF-16 code units.</summary>
    private static void SortMembers(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object)
        {
            return;
        }

        var sorted = type.Properties.OrderBy(member => member.Name, StringComparer.Ordinal).ToArray();
        type.Properties.Clear();
        foreach (var member in sorted)
        {
            type.Properties.Add(member);
        }
    }
}
