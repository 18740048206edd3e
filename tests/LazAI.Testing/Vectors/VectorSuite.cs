using System.Text.Json;

namespace LazAI.Testing.Vectors;

/// <summary>
/// The official test vectors, which are not part of this repository: the folder named by <c>LAZAI_VECTORS</c>, else
/// <c>../shared/vectors</c> beside the repository. Tests that need them skip where there is none.
/// </summary>
public static class VectorSuite
{
    /// <summary>The folder, whether it exists or not.</summary>
    public static string Root { get; } =
        Environment.GetEnvironmentVariable("LAZAI_VECTORS") is { Length: > 0 } configured
            ? Path.GetFullPath(configured)
            : Path.GetFullPath(Path.Combine(RepositoryRoot.Path, "..", "shared", "vectors"));

    /// <summary>Why tests skip; null where the folder exists.</summary>
    public static string? SkipReason { get; } =
        Directory.Exists(Root) ? null : $"No test vectors at {Root}; LAZAI_VECTORS names the folder to use.";

    /// <summary>Every family: the folders below <c>crypto</c> one by one, and each other folder as a whole.</summary>
    public static IReadOnlyList<string> Families { get; } =
        SkipReason is not null
            ? []
            : [.. Directory.GetDirectories(Root)
                .Select(folder => Path.GetFileName(folder)!)
                .SelectMany(name => name == "crypto"
                    ? Directory.GetDirectories(Path.Combine(Root, name)).Select(folder => $"{name}/{Path.GetFileName(folder)}")
                    : [name])
                .Order(StringComparer.Ordinal)];

    /// <summary>
    /// The files with cases that a family's index lists; entries without a count are data that cases refer to. A family without
    /// cases is an error.
    /// </summary>
    public static IReadOnlyList<VectorFile> Files(string family)
    {
        var index = Path.Combine(Root, family, "index.json");
        using var document = JsonDocument.Parse(File.ReadAllBytes(index));
        VectorFile[] files =
        [
            .. document.RootElement.GetProperty("entries").EnumerateArray()
                .Where(entry => entry.Has("cases"))
                .Select(entry => new VectorFile(family, entry.GetProperty("file").GetString()!, entry.GetProperty("cases").GetInt32())),
        ];
        return files.Length > 0 && files.All(file => file.Cases > 0)
            ? files
            : throw new InvalidDataException($"{index} claims no cases.");
    }
}
