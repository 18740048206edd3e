using System.Text.Json;
using LazAI.Gateway.Tests;
using LazAI.Protocol.Api;
using LazAI.Protocol.Encoding;

namespace LazAI.Gateway.Pages.Tests.Feed;

/// <summary>The live feed as a client without a browser gets it.</summary>
[Collection(nameof(LiveNetwork))]
public sealed class FeedTests(NetworkFixture network)
{
    [Fact]
    public async Task Feed_ToANewListener_SendsAStateOfEachType()
    {
        var missing = new HashSet<string> { "totals", "tasks", "workers", "ledger", "grains" };
        await foreach (var (type, data) in FeedReader.ReadAsync(network.Http))
        {
            using var json = JsonDocument.Parse(data);
            Assert.Equal(JsonValueKind.Object, json.RootElement.ValueKind);
            missing.Remove(type);
            if (missing.Count == 0)
            {
                return;
            }
        }

        Assert.Fail("The feed has ended.");
    }

    [Fact]
    public async Task Feed_ToTwoListeners_SendsTheSameEvents()
    {
        await using var one = FeedReader.ReadAsync(network.Http).GetAsyncEnumerator();
        await using var other = FeedReader.ReadAsync(network.Http).GetAsyncEnumerator();
        var seen = new HashSet<string>();
        Assert.True(await one.MoveNextAsync());
        Assert.True(await other.MoveNextAsync());
        while (seen.Count < 20)
        {
            seen.Add(one.Current.Data);
            await one.MoveNextAsync();
        }

        // Each listener may have begun at another event, so this one reads until it meets what the first has seen.
        while (!seen.Contains(other.Current.Data))
        {
            await other.MoveNextAsync();
        }
    }

    [Fact]
    public async Task Feed_Ledger_IsWhatTheApiSays()
    {
        await foreach (var (type, data) in FeedReader.ReadAsync(network.Http))
        {
            if (type == "ledger")
            {
                var sent = JsonSerializer.Deserialize<LedgerTotals>(data, CanonicalJson.Options)!;
                Assert.True(sent.Balanced);
                Assert.Equal((await network.Client.GetLedgerAsync()).Supply, sent.Supply);
                return;
            }
        }

        Assert.Fail("The feed has ended.");
    }

    [Fact]
    public async Task Feed_Answer_IsNeitherKeptNorHeldBack()
    {
        using var response = await network.Http.GetAsync(new Uri("/v1/feed", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        Assert.True(response.Headers.CacheControl!.NoStore);
        await using var stream = await response.Content.ReadAsStreamAsync();
        using var reader = new StreamReader(stream);
        Assert.Equal("retry: 2000", await reader.ReadLineAsync());
    }
}
