using System.Text.Json;
using System.Text.Json.Serialization;

namespace LazAI.Protocol;

/// <summary>A stable name of a refusal, <c>module/slug</c>. Never reused: retired ones stay listed as reserved.</summary>
/// <param name="Value">For instance <c>task/lease-lapsed</c>; its entry in the error catalogue has the same name.</param>
[JsonConverter(typeof(ErrorCodeJsonConverter))]
public readonly record struct ErrorCode(string Value)
{
    public override string ToString() => Value;
}

internal sealed class ErrorCodeJsonConverter : JsonConverter<ErrorCode>
{
    public override ErrorCode Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(reader.GetString() ?? throw new JsonException("An error code is a string."));

    public override void Write(Utf8JsonWriter writer, ErrorCode value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Value);
}
