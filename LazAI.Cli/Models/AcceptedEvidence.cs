using System.Text.Json;
using LazAI.Attestation;
using LazAI.Cli.Invocation;
using LazAI.Protocol.Encoding;
using Spectre.Console;

namespace LazAI.Cli.Models;

/// <summary>What a policy demands of each kind of genuine evidence, member by member, by the names that docs/attestation.md explains.</summary>
internal static class AcceptedEvidence
{
    public static void Print(IAnsiConsole console, EvidencePolicy policy)
    {
        using var document = JsonDocument.Parse(CanonicalJson.Serialize(policy));
        foreach (var section in document.RootElement.EnumerateObject().Where(member => member.Value.ValueKind == JsonValueKind.Object))
        {
            console.MarkupLineInterpolated($"  accepts      {section.Name}");
            foreach (var (path, value) in Flatten("", section.Value))
            {
                console.WriteLine(Printable.Of($"    {path,-32} {value}"));
            }
        }
    }

    private static IEnumerable<(string Path, string Value)> Flatten(string path, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().SelectMany(member => Flatten(path.Length == 0 ? member.Name : $"{path}.{member.Name}", member.Value)),
        JsonValueKind.Array when value.EnumerateArray().All(item => item.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array)) =>
            [(path, value.GetArrayLength() == 0 ? "none" : string.Join(", ", value.EnumerateArray()))],
        JsonValueKind.Array => value.EnumerateArray().SelectMany((item, index) => Flatten($"{path}[{index}]", item)),
        _ => [(path, value.ToString())],
    };
}
