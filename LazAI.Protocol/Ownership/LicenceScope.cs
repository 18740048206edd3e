using System.Text.Json;
using System.Text.Json.Serialization;

namespace LazAI.Protocol.Ownership;

/// <summary>What a licence allows. The bits are those of the signed <see cref="Encoding.LicenceGrant"/>.</summary>
[Flags]
[JsonConverter(typeof(LicenceScopeJsonConverter))]
public enum LicenceScope
{
    /// <summary>To run a model on the data, or the model itself.</summary>
    Inference = 1,

    /// <summary>To train or fine-tune on the data, or the model itself.</summary>
    Training = 2,

    /// <summary>To compute aggregates over the data.</summary>
    Analysis = 4,
}

/// <summary>The text form of a scope: its names in the order of their bits, joined by <c>+</c>, for instance <c>inference+training</c>.</summary>
public static class LicenceScopeText
{
    private static readonly (LicenceScope Scope, string Name)[] s_names =
        [(LicenceScope.Inference, "inference"), (LicenceScope.Training, "training"), (LicenceScope.Analysis, "analysis")];

    /// <summary>Whether it allows something, and nothing that has no name.</summary>
    public static bool IsValid(LicenceScope scope) =>
        scope != 0 && (scope & ~(LicenceScope.Inference | LicenceScope.Training | LicenceScope.Analysis)) == 0;

    /// <exception cref="ArgumentException">The scope is not valid.</exception>
    public static string Format(LicenceScope scope) => IsValid(scope)
        ? string.Join('+', s_names.Where(one => scope.HasFlag(one.Scope)).Select(one => one.Name))
        : throw new ArgumentException($"{(int)scope} is no scope.", nameof(scope));

    /// <summary>Reads exactly what <see cref="Format"/> writes.</summary>
    public static bool TryParse(string? text, out LicenceScope scope)
    {
        scope = 0;
        foreach (var name in (text ?? "").Split('+'))
        {
            scope |= s_names.FirstOrDefault(one => one.Name == name).Scope;
        }

        return IsValid(scope) && Format(scope) == text;
    }
}

internal sealed class LicenceScopeJsonConverter : JsonConverter<LicenceScope>
{
    public override LicenceScope Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && LicenceScopeText.TryParse(reader.GetString(), out var scope)
            ? scope
            : throw new JsonException("A scope is one or several of inference, training and analysis, in this order, joined by '+'.");

    public override void Write(Utf8JsonWriter writer, LicenceScope value, JsonSerializerOptions options) =>
        writer.WriteStringValue(LicenceScopeText.Format(value));
}
