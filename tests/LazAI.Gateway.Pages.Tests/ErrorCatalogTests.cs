using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using LazAI.Attestation;
using LazAI.Gateway.Problems;
using LazAI.Testing;

namespace LazAI.Gateway.Pages.Tests;

/// <summary>Every refusal that anything here can give has one entry, and <c>docs/errors.md</c> says the same.</summary>
public sealed class ErrorCatalogTests
{
    private const string UpdateVariable = "LAZAI_UPDATE_SNAPSHOTS";

    private static IEnumerable<ErrorCode> Declared =>
    [
        .. CodesOf(typeof(ErrorCode).Assembly),
        .. CodesOf(typeof(ErrorCatalog).Assembly),
        .. CodesOf(typeof(Grains.Workers.WorkerGrain).Assembly),
        .. AttestationErrors.InPrecedence.Select(code => new ErrorCode(code)),
    ];

    [Fact]
    public void Catalog_EveryDeclaredCode_HasAnEntry() =>
        Assert.Empty(Declared.Except(ErrorCatalog.Entries.Select(entry => entry.Code)));

    [Fact]
    public void Catalog_EveryEntry_IsDeclaredSomewhere() =>
        Assert.Empty(ErrorCatalog.Entries.Select(entry => entry.Code).Except(Declared));

    [Fact]
    public void Catalog_Codes_AreDifferentWellFormedAndAnswerWithAnError()
    {
        Assert.Equal(ErrorCatalog.Entries.Count, ErrorCatalog.Entries.DistinctBy(entry => entry.Code).Count());
        Assert.Equal(ErrorCatalog.Entries.Count, ErrorCatalog.Entries.DistinctBy(entry => ErrorCatalog.Anchor(entry.Code)).Count());
        Assert.All(ErrorCatalog.Entries, entry =>
        {
            Assert.Matches(new Regex("^[a-z]+/[a-z0-9-]+$"), entry.Code.Value);
            Assert.InRange(entry.Status, 400, 599);
            Assert.NotEmpty(entry.Title);
            Assert.EndsWith(".", entry.Advice, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Document_IsWhatTheCatalogSays()
    {
        var path = Path.Combine(RepositoryRoot.Path, "docs", "errors.md");
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1")
        {
            File.WriteAllText(path, Write());
        }

        Assert.True(File.Exists(path), $"{path} is missing; {UpdateVariable}=1 writes it.");
        Assert.Equal(Write(), File.ReadAllText(path));
    }

    private static IEnumerable<ErrorCode> CodesOf(Assembly assembly) => assembly.GetTypes()
        .SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static))
        .Where(field => field.FieldType == typeof(ErrorCode) && !field.DeclaringType!.ContainsGenericParameters)
        .Select(field => (ErrorCode)field.GetValue(null)!);

    private static string Write()
    {
        var text = new StringBuilder();
        text.Append("# Errors\n\n");
        text.Append("Every refusal of the service is a problem document (RFC 9457) with a stable `code`. A refused command has changed nothing.\n");
        text.Append("The service carries the same list at `/docs/errors`, where the `type` of a problem points.\n\n");
        text.Append($"Written from `LazAI.Gateway/Problems/ErrorCatalog.cs`: `{UpdateVariable}=1 dotnet test tests/LazAI.Gateway.Pages.Tests`.\n");
        foreach (var module in ErrorCatalog.Entries.GroupBy(entry => entry.Code.Value.Split('/')[0], StringComparer.Ordinal))
        {
            text.Append($"\n## {module.Key}\n\n| code | status | what happened | what to do |\n| --- | --- | --- | --- |\n");
            foreach (var entry in module)
            {
                text.Append($"| <a id=\"{ErrorCatalog.Anchor(entry.Code)}\"></a>`{entry.Code}` | {entry.Status} | {entry.Title} | {entry.Advice} |\n");
            }
        }

        text.Append($"\n## Without a document\n\n{BareAnswers.Explanation}\n\n| status | when |\n| --- | --- |\n");
        foreach (var answer in BareAnswers.All)
        {
            text.Append($"| {answer.Status} | {answer.When} |\n");
        }

        return text.ToString();
    }
}
