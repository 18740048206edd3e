using LazAI.Testing;

namespace LazAI.Readme.Tests;

/// <summary>The code in the library's README is that of the examples of this project, each of which is a test.</summary>
public class ReadmeTests
{
    private const string Begin = "#region README";
    private const string End = "#endregion";

    [Fact]
    public void Readme_HasTheCodeOfTheExamplesAndNoOther()
    {
        var examples = Directory.GetFiles(
            Path.Combine(RepositoryRoot.Path, "tests", "LazAI.Readme.Tests"), "*Example.cs", SearchOption.AllDirectories);
        var blocks = Blocks(File.ReadAllText(Path.Combine(RepositoryRoot.Path, "LazAI.Cryptography", "README.md")));
        Assert.NotEmpty(examples);
        foreach (var example in examples)
        {
            var code = CodeOf(File.ReadAllLines(example));
            Assert.True(blocks.Remove(code), $"The README lacks {example}:\n{code}");
        }

        Assert.Empty(blocks);
    }

    // The usings and the region, as they would stand in a file of one's own.
    private static string CodeOf(string[] lines)
    {
        var begin = Array.FindIndex(lines, line => line.Trim() == Begin);
        var end = Array.FindIndex(lines, line => line.Trim() == End);
        Assert.True(begin >= 0 && end > begin, $"No {Begin} … {End}.");
        var indentation = lines[begin].IndexOf('#', StringComparison.Ordinal);
        return string.Join(
            '\n',
            [
                .. lines.Where(line => line.StartsWith("using ", StringComparison.Ordinal)),
                "",
                .. lines[(begin + 1)..end].Select(line => line.Length == 0 ? line : line[indentation..]),
            ]);
    }

    private static List<string> Blocks(string markdown) =>
        [.. markdown.Split("```csharp\n")[1..].Select(rest => rest[..rest.IndexOf("\n```", StringComparison.Ordinal)])];
}
