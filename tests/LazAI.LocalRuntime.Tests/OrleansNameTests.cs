using System.Text.RegularExpressions;
using System.Xml.Linq;
using LazAI.Testing;

namespace LazAI.LocalRuntime.Tests;

/// <summary>
/// Orleans' packages import their namespaces into every project, with many types that the local runtime does not have. A type of ours that has the
/// name of one of them compiles here and is ambiguous there, unless build/ProtocolNames.props has an alias for it. OrleansTypeNames.txt has the
/// public type names of Orleans 10 in those namespaces.
/// </summary>
public sealed partial class OrleansNameTests
{
    private static readonly string[] SeenByGrains =
    [
        "LazAI.Attestation", "LazAI.Cryptography", "LazAI.Engines", "LazAI.Grains", "LazAI.Grains.Interfaces", "LazAI.Protocol", "LazAI.Storage",
    ];

    [Fact]
    public void PublicTypes_SeenByGrains_ShareOnlyAliasedNamesWithOrleans()
    {
        var names = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "OrleansTypeNames.txt")).ToHashSet();
        var ours = SeenByGrains
            .SelectMany(project => Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, project), "*.cs", SearchOption.AllDirectories))
            .SelectMany(file => TypeDeclaration().Matches(File.ReadAllText(file)))
            .Select(NameOf)
            .ToHashSet();
        var aliases = XDocument.Load(Path.Combine(RepositoryRoot.Path, "build", "ProtocolNames.props"))
            .Descendants("Using").Select(alias => alias.Attribute("Alias")!.Value).Order(StringComparer.Ordinal);
        Assert.NotEmpty(ours);
        Assert.Equal(aliases, ours.Where(names.Contains).Order(StringComparer.Ordinal));
    }

    private static string NameOf(Match declaration)
    {
        var parameters = declaration.Groups["parameters"];
        return declaration.Groups["name"].Value + (parameters.Success ? $"`{parameters.Value.Count(letter => letter == ',') + 1}" : "");
    }

    [GeneratedRegex(@"^public (?:(?:sealed|abstract|static|readonly|partial|ref) )*(?:record struct|record class|record|class|struct|enum|interface) (?<name>\w+)(?:<(?<parameters>[^>]+)>)?", RegexOptions.Multiline)]
    private static partial Regex TypeDeclaration();
}
