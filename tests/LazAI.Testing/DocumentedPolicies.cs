using System.Text;
using LazAI.Attestation;

namespace LazAI.Testing;

/// <summary>The policies that docs/attestation.md shows, as they are written there.</summary>
public static class DocumentedPolicies
{
    /// <summary>The policy's JSON.</summary>
    /// <exception cref="InvalidOperationException">The document shows no policy of this name.</exception>
    public static string Text(string name)
    {
        const string Fence = "```json\n";
        var document = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs", "attestation.md"));
        var begin = document.IndexOf($"<!-- policy: {name} -->", StringComparison.Ordinal);
        if (begin < 0)
        {
            throw new InvalidOperationException($"The document has no policy {name}.");
        }

        begin = document.IndexOf(Fence, begin, StringComparison.Ordinal) + Fence.Length;
        return document[begin..document.IndexOf("```", begin, StringComparison.Ordinal)];
    }

    /// <summary>The policy.</summary>
    public static EvidencePolicy Read(string name) =>
        EvidencePolicy.TryParse(Encoding.UTF8.GetBytes(Text(name)), out var policy, out var fault)
            ? policy
            : throw new InvalidOperationException(fault);
}
