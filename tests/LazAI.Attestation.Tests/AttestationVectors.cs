using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using LazAI.Cryptography;
using LazAI.Testing.Vectors;

namespace LazAI.Attestation.Tests;

/// <summary>The attestation vectors of the <see cref="VectorSuite"/>.</summary>
public static class AttestationVectors
{
    private static readonly Lazy<JsonDocument> Document = new(() => JsonDocument.Parse(Read("index.json")));

    public static string Root { get; } = Path.Combine(VectorSuite.Root, "attestation");

    public static JsonElement Index => Document.Value.RootElement;

    /// <summary>Files of the quotes with their parsed fields.</summary>
    public static TheoryData<string> ParsedQuotes() => Table(Index.GetProperty("quotes_parsed").EnumerateObject().Select(quote => quote.Name));

    /// <summary>Ids of the cases that hold a quote to verify with collateral.</summary>
    public static TheoryData<string> QuoteCases() => Cases("dcap-quote");

    public static TheoryData<string> Cases(string kind) => Table(
        Index.GetProperty("cases").EnumerateArray()
            .Where(entry => entry.GetProperty("kind").GetString() == kind)
            .Select(entry => entry.GetProperty("id").GetString()!));

    /// <summary>Every file that some case names as a quote.</summary>
    public static IReadOnlyList<string> QuoteFiles() =>
    [
        .. Index.GetProperty("cases").EnumerateArray()
            .Select(entry => entry.GetProperty("files"))
            .Where(files => files.TryGetProperty("quote", out _))
            .Select(files => files.GetProperty("quote").GetString()!)
            .Distinct(),
    ];

    public static JsonElement Case(string id) => Index.GetProperty("cases").EnumerateArray().Single(entry => entry.GetProperty("id").GetString() == id);

    public static byte[] Quote(JsonElement entry) => File(entry, "quote");

    /// <summary>The case's file of this role.</summary>
    public static byte[] File(JsonElement entry, string role) => Read(entry.GetProperty("files").GetProperty(role).GetString()!);

    /// <summary>The time to verify at.</summary>
    public static DateTimeOffset At(JsonElement entry) =>
        DateTimeOffset.Parse(entry.GetProperty("at").GetString()!, CultureInfo.InvariantCulture);

    /// <summary>The case's root in the place of Intel's.</summary>
    public static TrustedRoot RootOf(JsonElement entry)
    {
        using var root = X509CertificateLoader.LoadCertificate(File(entry, "trusted_root"));
        return new TrustedRoot(EvidenceRoot.Intel, new Bytes32(SHA256.HashData(root.RawData)));
    }

    /// <summary>The case's expected verdict: a TCB status, Accept, Parse or Reject.</summary>
    public static string Verdict(JsonElement entry) => entry.GetProperty("expected").GetProperty("verdict").GetString()!;

    public static byte[] Read(string file) => System.IO.File.ReadAllBytes(Path.Combine(Root, file));

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
