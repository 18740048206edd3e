using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using LazAI.Cryptography;

namespace LazAI.Attestation;

/// <summary>Reads policies as people write them: members in any order, blanks anywhere, and otherwise as strictly as canonical JSON.</summary>
internal static class PolicyJson
{
    /// <summary>Longest policy that is read, in bytes.</summary>
    private const int LengthMaximum = 1024 * 1024;

    private static readonly JsonSerializerOptions s_options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        MaxDepth = 16,
        Converters = { new FingerprintJsonConverter() },
    };

    public static bool TryParse(
        ReadOnlySpan<byte> json, [NotNullWhen(true)] out EvidencePolicy? policy, [NotNullWhen(false)] out string? fault)
    {
        (policy, fault) = (null, null);
        if (json.Length > LengthMaximum)
        {
            fault = $"A policy has at most {LengthMaximum} bytes.";
            return false;
        }

        try
        {
            policy = JsonSerializer.Deserialize<EvidencePolicy>(json, s_options);
            fault = policy is null ? "A policy is an object." : policy.FindFault();
            policy = fault is null ? policy : null;
        }
        catch (JsonException exception)
        {
            // Our own converters do not know where they are; the serialiser's messages end with the place.
            fault = exception.Path is { Length: > 2 } path && !exception.Message.Contains(path, StringComparison.Ordinal)
                ? $"{path[2..]}: {exception.Message}"
                : exception.Message;
        }

        return policy is not null;
    }

    private sealed class FingerprintJsonConverter : JsonConverter<Bytes32>
    {
        public override Bytes32 Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && Bytes32.TryParse(reader.GetString(), out var value)
                ? value
                : throw new JsonException("A fingerprint is 0x and 64 hexadecimal digits.");

        public override void Write(Utf8JsonWriter writer, Bytes32 value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }
}
