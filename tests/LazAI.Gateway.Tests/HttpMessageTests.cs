using LazAI.Gateway.Problems;

namespace LazAI.Gateway.Tests;

/// <summary>Requests that fail as HTTP messages: what can be explained is, and the rest is documented.</summary>
[Collection(nameof(NetworkFixture))]
public sealed class HttpMessageTests(NetworkFixture network)
{
    public static TheoryData<string, int, string> Unexplained => new()
    {
        { "line that is none", 400, "hello\r\n\r\n" },
        { "header that is none", 400, "GET /v1/status HTTP/1.1\r\nHost: a\r\nbad header\r\n\r\n" },
        { "no host", 400, "GET /v1/status HTTP/1.1\r\n\r\n" },
        { "NUL in the path", 400, "GET /v1/%00 HTTP/1.1\r\nHost: a\r\n\r\n" },
        { "unknown transfer encoding", 400, "POST /v1/tasks HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: foo\r\n\r\n" },
        { "body without its length", 400, "POST /v1/tasks HTTP/1.0\r\nHost: a\r\n\r\n" },
        { "first line beyond twice the limit", 414, $"GET /{new string('a', 16_384)} HTTP/1.1\r\nHost: a\r\n\r\n" },
        { "headers beyond twice the limit", 431, $"GET /v1/status HTTP/1.1\r\nHost: a\r\nX: {new string('a', 32_768)}\r\n\r\n" },
        { "version", 505, "GET /v1/status HTTP/3.7\r\nHost: a\r\n\r\n" },
    };

    [Theory]
    [MemberData(nameof(Unexplained))]
    public async Task Message_ThatTheServerRefuses_HasADocumentedStatusAndNothingElse(string fault, int expected, string request)
    {
        Assert.NotEmpty(fault);
        var (status, body) = await RawHttp.SendAsync(network.Address, request);

        Assert.Equal(expected, status);
        Assert.Empty(body);
        Assert.Contains(BareAnswers.All, answer => answer.Status == status);
    }

    [Theory]
    [InlineData(8_193)]
    [InlineData(16_000)]
    public async Task Address_TooLong_IsExplained(int length)
    {
        var (status, body) = await RawHttp.SendAsync(
            network.Address, $"GET /{new string('a', length - 1)} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

        Assert.Equal(414, status);
        Assert.Contains($"\"code\":\"{GatewayErrors.TargetTooLong}\"", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Address_AsLongAsItMayBe_IsLookedFor()
    {
        var (status, body) = await RawHttp.SendAsync(
            network.Address, $"GET /{new string('a', 8_191)} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

        Assert.Equal(404, status);
        Assert.Contains($"\"code\":\"{GatewayErrors.NotFound}\"", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Body_ThatStopsComing_IsExplained()
    {
        var (status, body) = await RawHttp.SendAsync(
            network.Address,
            "POST /v1/tasks HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/json\r\nIdempotency-Key: slow\r\n"
            + "Content-Length: 100\r\n\r\n{");

        Assert.Equal(408, status);
        Assert.Contains($"\"code\":\"{GatewayErrors.BodyTooSlow}\"", body, StringComparison.Ordinal);
    }
}
