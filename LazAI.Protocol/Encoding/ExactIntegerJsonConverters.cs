using System.Text.Json;
using System.Text.Json.Serialization;

namespace LazAI.Protocol.Encoding;

/// <summary>Integers from 0 to 2^53 - 1: RFC 8785 writes numbers as doubles, and larger ones would change in other people's hands.</summary>
internal sealed class ExactUInt64JsonConverter : JsonConverter<ulong>
{
    public override ulong Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetUInt64(out var value) && value <= Slot.NumberMaximum
            ? value
            : throw new JsonException("Expected an integer from 0 to 2^53 - 1.");

    public override void Write(Utf8JsonWriter writer, ulong value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value <= Slot.NumberMaximum ? value : throw new JsonException($"{value} is no exact JSON number."));
}

/// <summary>Integers from -(2^53 - 1) to 2^53 - 1.</summary>
internal sealed class ExactInt64JsonConverter : JsonConverter<long>
{
    public override long Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var value) && IsExact(value)
            ? value
            : throw new JsonException("Expected an integer from -(2^53 - 1) to 2^53 - 1.");

    public override void Write(Utf8JsonWriter writer, long value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(IsExact(value) ? value : throw new JsonException($"{value} is no exact JSON number."));

    private static bool IsExact(long value) => value is >= -Slot.NumberMaximum and <= Slot.NumberMaximum;
}
