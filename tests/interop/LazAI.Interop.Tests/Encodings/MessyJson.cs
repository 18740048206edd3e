using System.Text;
using System.Text.Json;
using LazAI.Interop.Tests.Judging;

namespace LazAI.Interop.Tests.Encodings;

/// <summary>The same JSON value written as uncanonically as RFC 8259 lets one: members shuffled, white space, needless escapes.</summary>
internal static class MessyJson
{
    public static string Write(Random random, ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8);
        using var document = JsonDocument.ParseValue(ref reader);
        var text = new StringBuilder();
        Write(random, document.RootElement, text);
        return text.ToString();
    }

    private static void Write(Random random, JsonElement element, StringBuilder text)
    {
        Space(random, text);
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var members = element.EnumerateObject().ToArray();
                random.Shuffle(members);
                WriteList(random, '{', members, '}', text, member =>
                {
                    WriteString(random, member.Name, text);
                    Space(random, text);
                    text.Append(':');
                    Write(random, member.Value, text);
                });
                break;
            case JsonValueKind.Array:
                WriteList(random, '[', element.EnumerateArray(), ']', text, item => Write(random, item, text));
                break;
            case JsonValueKind.String:
                WriteString(random, element.GetString()!, text);
                break;
            default:
                text.Append(element.GetRawText());
                break;
        }

        Space(random, text);
    }

    private static void WriteList<T>(Random random, char open, IEnumerable<T> items, char close, StringBuilder text, Action<T> write)
    {
        var separator = "";
        text.Append(open);
        foreach (var item in items)
        {
            text.Append(separator);
            Space(random, text);
            write(item);
            separator = ",";
        }

        text.Append(close);
    }

    private static void WriteString(Random random, string value, StringBuilder text)
    {
        // Texts of fixed formats are read where they lie, and only without escapes.
        var plain = value.All(unit => char.IsAsciiHexDigit(unit) || unit == 'x');
        text.Append('"');
        foreach (var rune in value.EnumerateRunes())
        {
            if (plain || (rune.Value >= 0x20 && rune.Value is not ('"' or '\\') && random.Next(4) > 0))
            {
                text.Append(rune);
            }
            else
            {
                var upperCase = random.Next(2) == 0;
                foreach (int unit in rune.ToString())
                {
                    text.Append(unit == '/' ? "\\/" : upperCase ? $"\\u{unit:X4}" : $"\\u{unit:x4}");
                }
            }
        }

        text.Append('"');
    }

    private static void Space(Random random, StringBuilder text) => text.Append(random.Pick(["", "", "", " ", "\n", "\t\r\n  "]));
}
