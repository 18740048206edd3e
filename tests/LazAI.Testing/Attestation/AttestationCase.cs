using System.Globalization;
using System.Text.Json;
using LazAI.Testing.Vectors;

namespace LazAI.Testing.Attestation;

/// <summary>A case of the attestation vectors.</summary>
public sealed record AttestationCase(JsonElement Entry)
{
    private static readonly Lazy<JsonDocument> s_index = new(() => JsonDocument.Parse(Read("index.json")));

    public string Id => Entry.GetProperty("id").GetString()!;

    public string Kind => Entry.GetProperty("kind").GetString()!;

    public bool IsGenuine => Entry.GetProperty("origin").GetString()!.StartsWith("genuine", StringComparison.Ordinal);

    public string Verdict => Entry.GetProperty("expected").GetProperty("verdict").GetString()!;

    public string? RejectReason => Entry.GetProperty("expected").TryGetProperty("reject_reason", out var reason) ? reason.GetString() : null;

    /// <summary>Azure's cases name no time; their certificates are all valid then.</summary>
    public string At => Entry.TryGetProperty("at", out var at) ? at.GetString()! : "2025-06-01T00:00:00Z";

    public DateTimeOffset Time => DateTimeOffset.Parse(At, CultureInfo.InvariantCulture);

    public static IEnumerable<AttestationCase> All =>
        s_index.Value.RootElement.GetProperty("cases").EnumerateArray().Select(entry => new AttestationCase(entry));

    public static AttestationCase Of(string id) => All.Single(entry => entry.Id == id);

    public static byte[] Read(string file) => File.ReadAllBytes(PathOf(file));

    public static string PathOf(string file) => Path.Combine(VectorSuite.Root, "attestation", file);

    /// <summary>The case's file of this role; null when it has none.</summary>
    public string? FileOf(string role) =>
        Entry.GetProperty("files").TryGetProperty(role, out var file) ? PathOf(file.GetString()!) : null;

    public byte[] Bytes(string role) => File.ReadAllBytes(FileOf(role)!);
}
