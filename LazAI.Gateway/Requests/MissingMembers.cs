using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using LazAI.Protocol.Encoding;

namespace LazAI.Gateway.Requests;

/// <summary>Names what a body lacks. The serialiser's own message names a .NET type and only the first few members.</summary>
internal static partial class MissingMembers
{
    /// <summary>The members that the object at <paramref name="path"/> lacks; none where the fault is another one.</summary>
    /// <param name="type">What the body was read as.</param>
    /// <param name="json">A well-formed body.</param>
    /// <param name="path">Where reading failed, as the serialiser says it: <c>$.tasks[0]</c>.</param>
    public static string[] Find(Type type, ReadOnlySpan<byte> json, string path)
    {
        var reader = new Utf8JsonReader(json);
        using var document = JsonDocument.ParseValue(ref reader);
        var (place, shape) = (document.RootElement, CanonicalJson.Options.GetTypeInfo(type));
        foreach (Match step in Step().Matches(path))
        {
            if (Follow(step, place, shape) is not var (nextPlace, nextType))
            {
                return [];
            }

            (place, shape) = (nextPlace, CanonicalJson.Options.GetTypeInfo(nextType));
        }

        return place.ValueKind == JsonValueKind.Object
            ? [.. shape.Properties.Where(member => member.IsRequired && !place.TryGetProperty(member.Name, out _)).Select(member => member.Name)]
            : [];
    }

    private static (JsonElement Place, Type Type)? Follow(Match step, JsonElement place, JsonTypeInfo shape)
    {
        var name = step.Groups["name"].Value;
        if (name.Length == 0)
        {
            return shape.ElementType is { } element && int.TryParse(step.Groups["index"].ValueSpan, out var index)
                && place.ValueKind == JsonValueKind.Array && index < place.GetArrayLength()
                ? (place[index], element)
                : null;
        }

        return shape.Properties.FirstOrDefault(member => member.Name == name) is { } found
            && place.ValueKind == JsonValueKind.Object && place.TryGetProperty(name, out var inner)
            ? (inner, found.PropertyType)
            : null;
    }

    [GeneratedRegex(@"\.(?<name>[^.\[]+)|\[(?<index>[^\]]*)\]", RegexOptions.ExplicitCapture)]
    private static partial Regex Step();
}
