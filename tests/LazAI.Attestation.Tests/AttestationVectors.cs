using System.Text.Json;
using LazAI.Testing.Vectors;

namespace LazAI.Attestation.Tests;

/// <summary>The attestation vectors of the <see cref="VectorSuite"/>.</summary>
public static class AttestationVectors
{
    private static readonly Lazy<JsonDocument> Document = new(() => JsonDocument.Parse(Read("index.json")));

    public static string Root { get; } = Path.Combine(VectorSuite.Root, "attestation");

    public static JsonElement Index => Document.Value.RootElement;

    /// <summary>Quotes with their parsed fields, those that are TDX quotes of version 4.</summary>
    public static TheoryData<string> ParsedTdxV4Quotes() => Table(
        Index.GetProperty("quotes_parsed").EnumerateObject()
            .Where(quote => quote.Value.GetProperty("version").GetInt32() == 4 && quote.Value.GetProperty("tee_type").GetString() == "TDX")
            .Select(quote => quote.Name));

    /// <summary>Ids of the cases that hold a quote of TDX version 4, or one derived from such a quote.</summary>
    public static TheoryData<string> TdxV4Cases() => Table(
        Index.GetProperty("cases").EnumerateArray()
            .Where(entry => entry.GetProperty("kind").GetString() == "dcap-quote")
            .Select(entry => entry.GetProperty("id").GetString()!)
            .Where(id => id.Contains("tdx-v4", StringComparison.Ordinal) || id.Contains("tdx4", StringComparison.Ordinal)));

    /// <summary>Ids of the cases with a quote of another kind: SGX, or TDX version 5.</summary>
    public static TheoryData<string> OtherQuoteCases() => Table(
        Index.GetProperty("cases").EnumerateArray()
            .Where(entry => entry.GetProperty("kind").GetString() == "dcap-quote")
            .Select(entry => entry.GetProperty("id").GetString()!)
            .Where(id => !id.Contains("tdx-v4", StringComparison.Ordinal) && !id.Contains("tdx4", StringComparison.Ordinal)));

    public static JsonElement Case(string id) => Index.GetProperty("cases").EnumerateArray().Single(entry => entry.GetProperty("id").GetString() == id);

    public static byte[] Quote(JsonElement entry) => Read(entry.GetProperty("files").GetProperty("quote").GetString()!);

    public static byte[] Read(string file) => File.ReadAllBytes(Path.Combine(Root, file));

    private static TheoryData<string> Table(IEnumerable<string> rows)
    {
        var table = new TheoryData<string>(rows);
        return table.Count > 0 ? table : throw new InvalidOperationException($"{Root} holds no such vectors.");
    }
}

/// <summary>A fact that is skipped, with the reason, where the vectors folder is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class VectorFactAttribute : FactAttribute
{
    public VectorFactAttribute() => Skip = Directory.Exists(AttestationVectors.Root) ? null : $"{AttestationVectors.Root} is absent.";
}

/// <summary>A theory that is skipped, with the reason, where the vectors folder is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class VectorTheoryAttribute : TheoryAttribute
{
    public VectorTheoryAttribute() => Skip = Directory.Exists(AttestationVectors.Root) ? null : $"{AttestationVectors.Root} is absent.";
}
