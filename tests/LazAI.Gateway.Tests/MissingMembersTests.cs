using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using LazAI.Gateway.Problems;
using LazAI.Protocol.Encoding;

namespace LazAI.Gateway.Tests;

/// <summary>Bodies that lack members are told which.</summary>
[Collection(nameof(NetworkFixture))]
public sealed class MissingMembersTests(NetworkFixture network)
{
    [Theory]
    [InlineData("/v1/ledger/transfers", "{}", "At $ the body lacks amount, chainId, credit, deadlineSlot, nonce, payer, signature.")]
    [InlineData("/v1/tasks/query", "{}", "At $ the body lacks taskIds.")]
    [InlineData("/v1/tasks/query", "[]", "The body does not fit at $.")]
    [InlineData("/v1/tasks/query", """{"taskIds":{}}""", "The body does not fit at $.taskIds.")]
    public async Task Body_ThatLacksMembers_IsToldWhich(string path, string body, string detail) =>
        Assert.Equal(detail, await PostAsync(path, body));

    [Theory]
    [InlineData("submitter")]
    [InlineData("tasks")]
    public async Task Body_ThatLacksOneMember_IsToldWhich(string member)
    {
        var body = Submission();
        body.Remove(member);

        Assert.Equal($"At $ the body lacks {member}.", await PostAsync("/v1/tasks", body.ToJsonString()));
    }

    [Fact]
    public async Task Body_WhoseSecondTaskLacksMembers_IsToldWhereAndWhich()
    {
        var body = Submission();
        var task = body["tasks"]![1]!.AsObject();
        task.Remove("modelId");
        task.Remove("nonce");

        Assert.Equal("At $.tasks[1] the body lacks modelId, nonce.", await PostAsync("/v1/tasks", body.ToJsonString()));
    }

    private JsonObject Submission() => JsonNode.Parse(CanonicalJson.Serialize(network.Submission(count: 2)))!.AsObject();

    private async Task<string> PostAsync(string path, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString("N"));
        using var response = await network.Http.SendAsync(request);
        var problem = await response.Content.ReadFromJsonAsync<JsonObject>();
        Assert.Equal(GatewayErrors.InvalidValue.Value, (string?)problem!["code"]);
        return (string)problem["detail"]!;
    }
}
