using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using LazAI.Cryptography;
using LazAI.Gateway.Problems;

namespace LazAI.Gateway.Tests;

/// <summary>HEAD answers as GET does, without the body; and what is not there is 404 for both.</summary>
[Collection(nameof(NetworkFixture))]
public sealed class HeadTests(NetworkFixture network)
{
    public static TheoryData<string> Looks => ["/", "/docs", "/assets/style.css", "/v1/status", "/v1/models", "/v1/ledger", "/v1/health/ready", "/openapi/v1.json"];

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task Head_OfALook_IsGetWithoutTheBody(string path)
    {
        using var get = await network.Http.GetAsync(new Uri(path, UriKind.Relative));
        using var head = await HeadAsync(path);

        Assert.Equal(HttpStatusCode.OK, get.StatusCode);
        Assert.Equal(get.StatusCode, head.StatusCode);
        Assert.Equal(get.Content.Headers.ContentType, head.Content.Headers.ContentType);
        Assert.Equal(get.Headers.ETag, head.Headers.ETag);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Head_OfStoredWeights_SaysTheirSize()
    {
        using var head = await HeadAsync($"/v1/weights/{network.Model.WeightsHash}");

        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal(network.Model.WeightsBytes, head.Content.Headers.ContentLength);
    }

    [Theory]
    [InlineData("/v1/feed")]
    [InlineData("/v1/workers/0x0000000000000000000000000000000000000000/work")]
    public async Task Head_OfWhatGivesMoreThanALook_IsRefused(string path)
    {
        using var head = await HeadAsync(path);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, head.StatusCode);
        Assert.Equal(["GET"], head.Content.Headers.Allow);
    }

    [Theory]
    [InlineData("/v1/ledger/transfers", HttpStatusCode.MethodNotAllowed)]
    [InlineData("/v1/nothing", HttpStatusCode.NotFound)]
    public async Task Head_OfWhatHasNoGet_IsRefused(string path, HttpStatusCode expected)
    {
        using var head = await HeadAsync(path);

        Assert.Equal(expected, head.StatusCode);
    }

    [Fact]
    public async Task Weights_WellFormedAndUnknown_AreNotFound()
    {
        var path = $"/v1/weights/{Keccak256.Hash("nobody has put these"u8)}";
        using var get = await network.Http.GetAsync(new Uri(path, UriKind.Relative));
        using var head = await HeadAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, get.StatusCode);
        Assert.Equal(GatewayErrors.WeightsNotFound.Value, (string?)(await get.Content.ReadFromJsonAsync<JsonObject>())!["code"]);
        Assert.Equal(HttpStatusCode.NotFound, head.StatusCode);
    }

    private async Task<HttpResponseMessage> HeadAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, path);
        return await network.Http.SendAsync(request);
    }
}
