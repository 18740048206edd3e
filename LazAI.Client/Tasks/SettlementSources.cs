using System.Collections.Immutable;
using System.Text.Json;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Settlements;

namespace LazAI.Client;

/// <summary>An input of an explanation, read again.</summary>
/// <param name="From">Where it is said to be.</param>
/// <param name="Same">Whether the same value stands there.</param>
public sealed record SettlementSource(string From, bool Same);

/// <summary>Reads the inputs of a settlement's explanation from where they are said to be.</summary>
internal static class SettlementSources
{
    public static async Task<ImmutableArray<SettlementSource>> CompareAsync(
        LazAIClient client, SettlementExplanation explanation, CancellationToken cancellationToken)
    {
        using var document = JsonDocument.Parse(CanonicalJson.Serialize(explanation));
        var answers = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        var sources = ImmutableArray.CreateBuilder<SettlementSource>();
        foreach (var (value, from) in Find(document.RootElement))
        {
            var parts = from.Split('#');
            if (parts.Length != 2 || !parts[0].StartsWith("/v1/", StringComparison.Ordinal))
            {
                // Nowhere but at the service itself does this look.
                sources.Add(new SettlementSource(from, false));
                continue;
            }

            if (!answers.TryGetValue(parts[0], out var answer))
            {
                answers[parts[0]] = answer = await client.GetAsync<JsonElement>(parts[0][1..], cancellationToken);
            }

            sources.Add(new SettlementSource(from, Resolve(answer, parts[1]) is { } found && JsonElement.DeepEquals(found, value)));
        }

        return sources.ToImmutable();
    }

    /// <summary>Every <see cref="Explained{T}"/> in the document, in its order.</summary>
    private static IEnumerable<(JsonElement Value, string From)> Find(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Object && element.TryGetProperty("from", out var from) && from.ValueKind == JsonValueKind.String
            && element.TryGetProperty("value", out var value))
        {
            return [(value, from.GetString()!)];
        }

        return element.ValueKind switch
        {
            JsonValueKind.Object => element.EnumerateObject().SelectMany(member => Find(member.Value)),
            JsonValueKind.Array => element.EnumerateArray().SelectMany(Find),
            _ => [],
        };
    }

    /// <summary>RFC 6901; none of our members has a name that needs its escapes.</summary>
    private static JsonElement? Resolve(JsonElement element, string pointer)
    {
        foreach (var step in pointer.Split('/').Skip(1))
        {
            if (element.ValueKind == JsonValueKind.Object && element.TryGetProperty(step, out var member))
            {
                element = member;
            }
            else if (element.ValueKind == JsonValueKind.Array && int.TryParse(step, out var index) && index >= 0 && index < element.GetArrayLength())
            {
                element = element[index];
            }
            else
            {
                return null;
            }
        }

        return element;
    }
}
