using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using LazAI.Gateway.Problems;

namespace LazAI.Gateway.Pages.Tests.Processes;

/// <summary>What one caller may take of a service.</summary>
public sealed class LimitsTests
{
    [Fact]
    public async Task Rate_OfRequestsThatEachNameAnotherWorker_IsTheCallersOwn()
    {
        await using var gateway = await GatewayProcess.StartNewAsync(("Gateway__RequestsPerSecond", "1"), ("Gateway__RequestsBurst", "20"));
        HttpResponseMessage? refused = null;
        for (var i = 0; i < 200 && refused is null; i++)
        {
            var response = await gateway.Http.GetAsync(
                new Uri($"/v1/workers/0x{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20))}", UriKind.Relative));
            refused = response.StatusCode == HttpStatusCode.TooManyRequests ? response : null;
        }

        Assert.NotNull(refused);
        Assert.NotNull(refused.Headers.RetryAfter!.Delta);
        Assert.Equal(GatewayErrors.RateLimited.Value, (string)(await refused.Content.ReadFromJsonAsync<JsonObject>())!["code"]!);
    }

    [Fact]
    public async Task Feeds_OfOneCaller_LeaveRoomForOthers()
    {
        await using var gateway = await GatewayProcess.StartNewAsync(("Gateway__FeedsMaximum", "10"), ("Gateway__FeedsPerCallerMaximum", "2"));
        using var first = await OpenFeedAsync(gateway);
        using var second = await OpenFeedAsync(gateway);
        using var third = await OpenFeedAsync(gateway);

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests], [first.StatusCode, second.StatusCode, third.StatusCode]);
        Assert.Equal(GatewayErrors.RateLimited.Value, (string)(await third.Content.ReadFromJsonAsync<JsonObject>())!["code"]!);
    }

    [Theory]
    [InlineData("true", false)]
    [InlineData("false", true)]
    public async Task Rate_BehindAProxy_IsEachCallersOwnWhereForwardedHeadersCount(string enabled, bool shared)
    {
        await using var gateway = await GatewayProcess.StartNewAsync(
            ("Gateway__RequestsPerSecond", "1"), ("Gateway__RequestsBurst", "20"), ("ASPNETCORE_FORWARDEDHEADERS_ENABLED", enabled));
        var first = HttpStatusCode.OK;
        for (var i = 0; i < 200 && first == HttpStatusCode.OK; i++)
        {
            first = await AskForAsync(gateway, "192.0.2.1");
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, first);

        // Several at once, since a shared budget grows by one call each second.
        var others = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => AskForAsync(gateway, "192.0.2.2")));
        Assert.Equal(shared, others.Contains(HttpStatusCode.TooManyRequests));
    }

    /// <summary>As a proxy asks for one of its callers.</summary>
    private static async Task<HttpStatusCode> AskForAsync(GatewayProcess gateway, string caller)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/status");
        request.Headers.Add("X-Forwarded-For", caller);
        using var response = await gateway.Http.SendAsync(request);
        return response.StatusCode;
    }

    private static Task<HttpResponseMessage> OpenFeedAsync(GatewayProcess gateway) =>
        gateway.Http.GetAsync(new Uri("/v1/feed", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
}
