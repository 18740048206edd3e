using System.Text.Json.Nodes;
using LazAI.Gateway.Pages.Reference;
using LazAI.Gateway.Problems;
using LazAI.Gateway.Tests;

namespace LazAI.Gateway.Pages.Tests.Reference;

/// <summary>The OpenAPI document says what the service does.</summary>
[Collection(nameof(LiveNetwork))]
public sealed class OpenApiTests(NetworkFixture network)
{
    [Fact]
    public async Task Document_EveryOperation_HasANote_AndEveryNoteAnOperation()
    {
        var operations = Operations(await ReadAsync()).Select(operation => (string)operation["operationId"]!);

        Assert.Equal(OperationNotes.All.Keys.Order(StringComparer.Ordinal), operations.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Document_EveryOperation_SaysWhatItIsForAndHowItRefuses()
    {
        foreach (var operation in Operations(await ReadAsync()))
        {
            Assert.NotEmpty((string)operation["summary"]!);
            Assert.NotEmpty((string)operation["description"]!);
            Assert.Single(operation["tags"]!.AsArray());
            Assert.All(Parameters(operation), parameter => Assert.NotNull(parameter["schema"]));
            var refusals = operation["responses"]!.AsObject().Where(response => response.Key[0] is '4' or '5').ToArray();
            Assert.Contains(refusals, response => response.Key == "500");
            foreach (var (status, response) in refusals)
            {
                Assert.Equal("#/components/schemas/Problem", (string)response!["content"]!["application/problem+json"]!["schema"]!["$ref"]!);
                var codes = response["x-error-codes"]!.AsArray().Select(code => (string)code!).ToArray();
                Assert.NotEmpty(codes);
                Assert.All(codes, code => Assert.Equal(status, $"{ErrorCatalog.Find(new(code)).Status}"));
                Assert.DoesNotContain(codes, code => ErrorCatalog.Entries.All(entry => entry.Code.Value != code));
            }
        }
    }

    [Fact]
    public async Task Document_EveryValue_HasATypeAndEveryReferenceATarget()
    {
        var document = await ReadAsync();
        var schemas = document["components"]!["schemas"]!.AsObject();

        foreach (var (path, schema) in Descend("#", document).Where(entry => entry.Path.Contains("/schema", StringComparison.Ordinal)))
        {
            if (schema["$ref"] is { } reference)
            {
                Assert.Contains(((string)reference!).Split('/')[^1], schemas.Select(known => known.Key));
            }

            if (schema["properties"] is JsonObject properties)
            {
                Assert.All(properties, property => Assert.True(
                    property.Value!["type"] is not null || property.Value["$ref"] is not null || property.Value["oneOf"] is not null,
                    $"{path}/{property.Key} has no type: {property.Value.ToJsonString()}"));
            }
        }
    }

    [Theory]
    [InlineData("Amount", "string", "^(0|[1-9][0-9]{0,38})$")]
    [InlineData("Address", "string", "^0x[0-9a-fA-F]{40}$")]
    [InlineData("Bytes32", "string", "^0x[0-9a-fA-F]{64}$")]
    [InlineData("TaskId", "string", "^0x[0-9a-fA-F]{64}$")]
    [InlineData("Slot", "integer", null)]
    [InlineData("ComputeTaskStatus", "string", null)]
    public async Task Document_ValueTypes_HaveTheirForm(string name, string type, string? pattern)
    {
        var schema = (await ReadAsync())["components"]!["schemas"]![name]!;

        Assert.Equal(type, (string)schema["type"]!);
        Assert.Equal(pattern, (string?)schema["pattern"]);
        Assert.NotEmpty((string)schema["description"]!);
    }

    [Fact]
    public async Task Document_Model_MayLackWhatIsSaidOfOpenSessionsAndNothingElse()
    {
        var model = (await ReadAsync())["components"]!["schemas"]!["ModelView"]!;

        Assert.Contains("integer", model["properties"]!["eligibleSessions"]!["type"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(["modelId", "description", "registeredAt"], model["required"]!.AsArray().Select(name => (string)name!));
    }

    private static IEnumerable<JsonNode> Parameters(JsonNode operation) => operation["parameters"]?.AsArray().Select(node => node!) ?? [];

    private static IEnumerable<JsonNode> Operations(JsonNode document) =>
        document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()).Select(operation => operation.Value!);

    private static IEnumerable<(string Path, JsonObject Node)> Descend(string path, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                yield return (path, members);
                foreach (var inner in members.SelectMany(member => Descend($"{path}/{member.Key}", member.Value)))
                {
                    yield return inner;
                }

                break;
            case JsonArray items:
                foreach (var inner in items.SelectMany((item, i) => Descend($"{path}/{i}", item)))
                {
                    yield return inner;
                }

                break;
        }
    }

    private async Task<JsonNode> ReadAsync() =>
        JsonNode.Parse(await network.Http.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative)))!;
}
