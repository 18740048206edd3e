using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace LazAI.Protocol.Encoding;

/// <summary>
/// RFC 8785 canonical JSON of our own records: members sorted, no white space, minimal escapes, absent instead of null.
/// </summary>
/// <remarks>
/// Records that pass through here hold strings, booleans, integers up to 2^53 - 1, byte arrays (base64), nested records, and arrays and maps of
/// these, never floating point, so RFC 8785's number rules reduce to plain decimal integers. What a record computes from its
/// members is not written. Text that is no valid Unicode is an error. Reading is strict: unknown, duplicate or missing members and
/// nulls in arrays are errors, too.
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
        options.Converters.Add(new ExactUInt64JsonConverter());
        options.Converters.Add(new ExactInt64JsonConverter());
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
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { ShapeMembers } },
        };
        AddConverters(options);
        options.Converters.Add(new SortedMapJsonConverter());
        options.MakeReadOnly();
        return options;
    }

    private static void ShapeMembers(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object)
        {
            return;
        }

        foreach (var computed in type.Properties.Where(member => member.AssociatedParameter is null && member.Set is null).ToArray())
        {
            type.Properties.Remove(computed);
        }

        // RFC 8785 §3.2.3: members in the order of their names' UTF-16 code units.
        var members = type.Properties.OrderBy(member => member.Name, StringComparer.Ordinal).ToArray();
        for (var i = 0; i < members.Length; i++)
        {
            members[i].Order = i;

            // A null is written as an absent member, so it is read from one.
            members[i].IsRequired &= members[i].AssociatedParameter is not { IsNullable: true };
        }

        var arrays = members.Where(member => IsArrayOfReferences(member.PropertyType)).Select(member => member.Get!).ToArray();
        if (arrays.Length > 0)
        {
            type.OnDeserialized = record => RefuseNulls(record, arrays);
        }
    }

    private static bool IsArrayOfReferences(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>) && !type.GetGenericArguments()[0].IsValueType;

    /// <summary>The serializer heeds nullability in members, not in the elements of their arrays.</summary>
    private static void RefuseNulls(object record, Func<object, object?>[] arrays)
    {
        foreach (var array in arrays)
        {
            if (((System.Collections.IList)array(record)!).Contains(null))
            {
                throw new JsonException("null is not an element here.");
            }
        }
    }
}
