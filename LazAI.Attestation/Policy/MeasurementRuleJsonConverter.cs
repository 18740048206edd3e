using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LazAI.Attestation;

/// <summary>Writes a <see cref="MeasurementRule"/> as <c>"any"</c> or as an array.</summary>
internal sealed class MeasurementRuleJsonConverter : JsonConverter<MeasurementRule>
{
    internal const string AnyWord = "any";

    /// <summary>Most values of one rule.</summary>
    internal const int CountMaximum = 1024;

    public override MeasurementRule Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String && reader.ValueTextEquals(AnyWord))
        {
            return MeasurementRule.Any;
        }

        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException("A measurement is \"any\", or a list of hexadecimal texts.");
        }

        var values = ImmutableArray.CreateBuilder<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            values.Add(reader.TokenType == JsonTokenType.String && values.Count < CountMaximum
                ? reader.GetString()!
                : throw new JsonException($"A list of measurements has at most {CountMaximum} texts and nothing else."));
        }

        return MeasurementRule.TryCreate(values.ToImmutable(), out var rule, out var fault) ? rule : throw new JsonException(fault);
    }

    public override void Write(Utf8JsonWriter writer, MeasurementRule value, JsonSerializerOptions options)
    {
        if (value.IsAny)
        {
            writer.WriteStringValue(AnyWord);
            return;
        }

        writer.WriteStartArray();
        foreach (var allowed in value.Allowed)
        {
            writer.WriteStringValue(allowed);
        }

        writer.WriteEndArray();
    }
}
