using System.Globalization;
using System.Text.Json;

namespace LazAI.Cryptography.Kzg;

// The two files in circulation. They hold the same points as hex of their compressed form.
public sealed partial class TrustedSetup
{
    /// <summary>
    /// Reads <c>trusted_setup.txt</c> of c-kzg-4844 (the counts 4096 and 65, then Lagrange points in natural order, powers of G2,
    /// powers of G1) or <c>trusted_setup.json</c> of consensus-specs (<c>g1_lagrange</c>, <c>g2_monomial</c>, <c>g1_monomial</c>).
    /// Counts and lengths are checked here, the points by <see cref="TrustedSetupCheck"/>.
    /// </summary>
    public static bool TryReadFile(string text, out TrustedSetup setup)
    {
        setup = (text.AsSpan().TrimStart() is ['{', ..] ? FromJson(text) : FromLines(text))!;
        return setup is not null;
    }

    private static TrustedSetup? FromLines(string text)
    {
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 2 + 2 * G1Count + G2Count
            && words[0] == G1Count.ToString(CultureInfo.InvariantCulture)
            && words[1] == G2Count.ToString(CultureInfo.InvariantCulture)
            ? Create(words.AsSpan(2, G1Count), words.AsSpan(2 + G1Count, G2Count), words.AsSpan(2 + G1Count + G2Count))
            : null;
    }

    private static TrustedSetup? FromJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return Create(Strings(document.RootElement, "g1_lagrange"), Strings(document.RootElement, "g2_monomial"), Strings(document.RootElement, "g1_monomial"));
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException or ArgumentException)
        {
            // The others are what System.Text.Json throws for half of a character, escaped or not.
            return null;
        }
    }

    private static string[] Strings(JsonElement root, string member) =>
        root.TryGetProperty(member, out var list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.String ? item.GetString()! : "")]
            : [];

    private static TrustedSetup? Create(ReadOnlySpan<string> g1Lagrange, ReadOnlySpan<string> g2Powers, ReadOnlySpan<string> g1Powers) =>
        g1Lagrange.Length == G1Count && g2Powers.Length == G2Count && g1Powers.Length == G1Count
            && Bytes(g1Lagrange, G1Size) is { } lagrange && Bytes(g2Powers, G2Size) is { } g2 && Bytes(g1Powers, G1Size) is { } g1
            ? new(g1, g2, lagrange)
            : null;

    private static byte[]? Bytes(ReadOnlySpan<string> items, int size)
    {
        var bytes = new byte[items.Length * size];
        for (var i = 0; i < items.Length; i++)
        {
            var hex = items[i].AsSpan();
            hex = hex.StartsWith("0x", StringComparison.Ordinal) ? hex[2..] : hex;
            if (hex.Length != 2 * size
                || Convert.FromHexString(hex, bytes.AsSpan(i * size, size), out _, out _) != System.Buffers.OperationStatus.Done)
            {
                return null;
            }
        }

        return bytes;
    }
}
