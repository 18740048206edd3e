using System.Text.Json;

namespace LazAI.Testing.Vectors;

/// <summary>Reading what vector files have in common: hex with or without 0x, members that some cases lack.</summary>
public static class VectorJson
{
    public static bool Has(this JsonElement element, string member) => element.TryGetProperty(member, out _);

    public static string Text(this JsonElement element, string member) =>
        element.GetProperty(member).GetString() ?? throw new InvalidDataException($"{member} is null.");

    public static byte[] Bytes(this JsonElement element, string member) => Bytes(element.Text(member));

    public static byte[] Bytes(string hex) =>
        Convert.FromHexString(hex.StartsWith("0x", StringComparison.Ordinal) ? hex.AsSpan(2) : hex);

    /// <summary>What to call a case in a failure message.</summary>
    public static string Label(this JsonElement element)
    {
        foreach (var member in new[] { "name", "Name", "description", "tcId" })
        {
            if (element.TryGetProperty(member, out var label))
            {
                return label.ToString();
            }
        }

        return element.GetRawText() is { Length: > 200 } text ? text[..200] : element.GetRawText();
    }
}
