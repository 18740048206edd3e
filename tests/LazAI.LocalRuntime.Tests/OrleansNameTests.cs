using System.Text.RegularExpressions;
using LazAI.Testing;

namespace LazAI.LocalRuntime.Tests;

/// <summary>
/// Orleans' packages import their namespaces into every project, with many types that the local runtime does not have. A type of ours that has the
/// name of one of them compiles here and is ambiguous there. OrleansTypeNames.txt has the public type names of Orleans 10 in those namespaces.
/// </summary>
public sealed partial class OrleansNameTests
{
    /// <summary>Names that we share with Orleans: files that use them in projects with grains need an alias.</summary>
    private static readonly string[] Shared = ["ErrorCode", "TaskRequest"];

    private static readonly string[] SeenByGrains =
    [
        "LazAI.Attestation", "LazAI.Cryptography", "LazAI.Grains", "LazAI.Grains.Interfaces", "LazAI.Protocol", "LazAI.Storage",
    ];

    [Fact]
    public void PublicTypes_SeenByGrains_ShareNoMoreNamesWithOrleans()
    {
        var names = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "OrleansTypeNames.txt")).ToHashSet();
        var ours = SeenByGrains
            .SelectMany(project => Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, project), "*.cs", SearchOption.AllDirectories))
            .SelectMany(file => TypeDeclaration().Matches(File.ReadAllText(file)))
            .Select(NameOf)
            .ToHashSet();
        Assert.NotEmpty(ours);
        Assert.Equal(Shared, ours.Where(names.Contains).Order(StringComparer.Ordinal));
    }

    private static string NameOf(Match declaration)
    {
        var parameters = declaration.Groups["parameters"];
        return declaration.Groups["name"].Value + (parameters.Success ? $"`{parameters.Value.Count(letter => letter == ',') + 1}" : "");
    }

    [GeneratedRegex(@"^public (?:(?:sealed|abstract|static|readonly|partial|ref) )*(?:record struct|record class|record|class|struct|enum|interface) (?<name>\w+)(?:<(?<parameters>[^>]+)>)?", RegexOptions.Multiline)]
    private static partial Regex TypeDeclaration();
}
