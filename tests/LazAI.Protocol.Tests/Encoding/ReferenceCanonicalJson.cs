using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LazAI.Protocol.Tests.Encoding;

/// <summary>RFC 8785 written down a second time, over any JSON document without fractions: what the product's encoder is compared with.</summary>
internal static class ReferenceCanonicalJson
{
    public static string Of(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var text = new StringBuilder();
        Write(document.RootElement, text);
        return text.ToString();
    }

    private static void Write(JsonElement element, StringBuilder text)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var members = element.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal).ToArray();
                Assert.Equal(members.Length, members.Select(member => member.Name).Distinct().Count());
                text.Append('{');
                for (var i = 0; i < members.Length; i++)
                {
                    text.Append(i > 0 ? "," : "");
                    Write(members[i].Name, text);
                    text.Append(':');
                    Write(members[i].Value, text);
                }

                text.Append('}');
                break;
            case JsonValueKind.Array:
                text.Append('[');
                for (var i = 0; i < element.GetArrayLength(); i++)
                {
                    text.Append(i > 0 ? "," : "");
                    Write(element[i], text);
                }

                text.Append(']');
                break;
            case JsonValueKind.String:
                Write(element.GetString()!, text);
                break;
            case JsonValueKind.Number:
                // An integer that a double holds exactly is written by ECMAScript as plain digits.
                Assert.True(element.TryGetInt64(out var number) && Math.Abs(number) <= Slot.NumberMaximum, element.GetRawText());
                text.Append(number.ToString(CultureInfo.InvariantCulture));
                break;
            case JsonValueKind.True:
            case JsonValueKind.False:
                text.Append(element.GetBoolean() ? "true" : "false");
                break;
            default:
                Assert.Fail($"{element.ValueKind} has no place in our payloads.");
                break;
        }
    }

    private static void Write(string value, StringBuilder text)
    {
        text.Append('"');
        foreach (var character in value)
        {
            text.Append(character switch
            {
                '"' => "\\\"",
                '\\' => @"\\",
                '\b' => "\\b",
                '\t' => "\\t",
                '\n' => "\\n",
                '\f' => "\\f",
                '\r' => "\\r",
                < ' ' => "\\u" + ((int)character).ToString("x4", CultureInfo.InvariantCulture),
                _ => character.ToString(),
            });
        }

        text.Append('"');
    }
}
