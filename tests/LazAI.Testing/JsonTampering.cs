using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LazAI.Testing;

/// <summary>Every document that differs from a given one in a single place.</summary>
public static partial class JsonTampering
{
    /// <summary>Each leaf changed, each member and element left out, each element doubled.</summary>
    /// <returns>Where, with indices left out (<c>history[].slot</c>), what was done, and the document.</returns>
    public static IEnumerable<(string Place, string What, byte[] Json)> Of(byte[] json)
    {
        foreach (var path in Paths(JsonNode.Parse(json)!, []))
        {
            var original = At(JsonNode.Parse(json)!, path);
            foreach (var (what, replacement) in original is JsonValue ? Variants((JsonValue)original) : [])
            {
                yield return (Name(path), what, With(json, path, (parent, key) => Set(parent, key, replacement)));
            }

            yield return (Name(path), "left out", With(json, path, Remove));
            if (path[^1] is int)
            {
                yield return (Name(path), "doubled", With(json, path, (parent, key) => parent.AsArray().Insert((int)key, parent[(int)key]!.DeepClone())));
            }
        }
    }

    /// <summary>Where a document has values: names in order, each once.</summary>
    public static IEnumerable<string> LeavesOf(byte[] json)
    {
        var root = JsonNode.Parse(json)!;
        return Ordered(Paths(root, []).Where(path => At(root, path) is JsonValue).Select(Name));
    }

    /// <summary>Where documents have another value, not merely one less or more: names in order, each once.</summary>
    public static IEnumerable<string> Changed(IEnumerable<(string Place, string What, byte[] Json)> tampered) =>
        Ordered(tampered.Where(change => change.What is not ("left out" or "doubled")).Select(change => change.Place));

    /// <summary>Where documents differ in any way: names in order, each once.</summary>
    public static IEnumerable<string> Places(IEnumerable<(string Place, string What, byte[] Json)> tampered) =>
        Ordered(tampered.Select(change => change.Place));

    private static IEnumerable<string> Ordered(IEnumerable<string> names) => names.Distinct().Order(StringComparer.Ordinal);

    private static IEnumerable<object[]> Paths(JsonNode node, object[] prefix) => node switch
    {
        JsonObject members => members.SelectMany(member => Below(member.Value!, [.. prefix, member.Key])),
        JsonArray elements => elements.SelectMany((element, index) => Below(element!, [.. prefix, index])),
        _ => [],
    };

    private static IEnumerable<object[]> Below(JsonNode node, object[] path) => [path, .. Paths(node, path)];

    private static IEnumerable<(string What, JsonNode Replacement)> Variants(JsonValue value)
    {
        switch (value.GetValueKind())
        {
            case JsonValueKind.True or JsonValueKind.False:
                yield return ("negated", !value.GetValue<bool>());
                break;
            case JsonValueKind.Number:
                var number = BigInteger.Parse(value.ToJsonString(), CultureInfo.InvariantCulture);
                yield return ("plus 1", JsonNode.Parse((number + 1).ToString(CultureInfo.InvariantCulture))!);
                yield return ("minus 1", JsonNode.Parse((number - 1).ToString(CultureInfo.InvariantCulture))!);
                break;
            default:
                foreach (var text in Variants(value.GetValue<string>()))
                {
                    yield return ("instead " + text[..Math.Min(text.Length, 12)], text);
                }

                break;
        }
    }

    private static IEnumerable<string> Variants(string text)
    {
        if (AnyHex().IsMatch(text) || Decimal().IsMatch(text))
        {
            var first = text.StartsWith("0x", StringComparison.Ordinal) ? 2 : 0;
            yield return Turn(text, first);
            yield return Turn(text, text.Length / 2);
            yield return Turn(text, text.Length - 1);
        }
        else if (text.Length >= 4 && text.Length % 4 == 0 && Base64().IsMatch(text))
        {
            var bytes = Convert.FromBase64String(text);
            foreach (var index in new[] { 0, bytes.Length / 3, bytes.Length / 2, bytes.Length - 1 }.Distinct())
            {
                bytes[index] ^= 1;
                yield return Convert.ToBase64String(bytes);
                bytes[index] ^= 1;
            }
        }

        foreach (var other in new[] { "TEE", "OP", "Settled", "Final", "Verified", "Assigned", "Rejected", "Dropped", "inline", text + "x", "" })
        {
            if (other != text)
            {
                yield return other;
            }
        }
    }

    /// <summary>Another digit in one place, lower case.</summary>
    private static string Turn(string text, int index)
    {
        var other = char.IsAsciiDigit(text[index]) ? (char)('0' + ((text[index] - '0' + 1) % 10)) : text[index] is 'f' or 'F' ? 'e' : 'f';
        return text[..index] + other + text[(index + 1)..];
    }

    private static byte[] With(byte[] json, object[] path, Action<JsonNode, object> change)
    {
        var root = JsonNode.Parse(json)!;
        change(At(root, path[..^1]), path[^1]);
        return JsonSerializer.SerializeToUtf8Bytes(root);
    }

    private static JsonNode At(JsonNode root, object[] path) =>
        path.Aggregate(root, (node, key) => key is int index ? node[index]! : node[(string)key]!);

    private static void Set(JsonNode parent, object key, JsonNode value)
    {
        if (key is int index)
        {
            parent[index] = value.DeepClone();
        }
        else
        {
            parent[(string)key] = value.DeepClone();
        }
    }

    private static void Remove(JsonNode parent, object key)
    {
        if (key is int index)
        {
            parent.AsArray().RemoveAt(index);
        }
        else
        {
            parent.AsObject().Remove((string)key);
        }
    }

    private static string Name(object[] path) =>
        string.Concat(path.Select((key, i) => key is int ? "[]" : i == 0 ? (string)key : "." + key));

    [GeneratedRegex("^(0x)?[0-9a-fA-F]{16,}$")]
    private static partial Regex AnyHex();

    [GeneratedRegex("^[0-9]+$")]
    private static partial Regex Decimal();

    [GeneratedRegex("^[A-Za-z0-9+/]+={0,2}$")]
    private static partial Regex Base64();
}
