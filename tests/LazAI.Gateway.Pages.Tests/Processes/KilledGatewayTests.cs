using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using LazAI.Gateway.Pages.Tests.Browsing;
using LazAI.Gateway.Problems;
using static Microsoft.Playwright.Assertions;

namespace LazAI.Gateway.Pages.Tests.Processes;

/// <summary>The live page when the service dies under it, and before anything has happened.</summary>
[Collection(nameof(LiveNetwork))]
public sealed class KilledGatewayTests(Browser browser)
{
    [BrowserFact]
    public async Task Dashboard_GatewayKilledAndStartedAgain_SaysSoAndGoesOn()
    {
        await using var gateway = await GatewayProcess.StartNewAsync();
        await using var page = await browser.OpenAsync(gateway.Address);
        await page.GoLiveAsync();
        await Expect(page["#recent-empty"]).ToBeVisibleAsync();
        await Expect(page["#workers-empty"]).ToBeVisibleAsync();
        await Expect(page["#development"]).ToBeHiddenAsync();
        await Expect(page["#supply"]).ToHaveTextAsync("7 LCAI");
        Assert.Empty(page.Faults);

        await gateway.KillAsync();
        await Expect(page["#connection"]).ToHaveTextAsync("Connection lost. Trying again…");
        var slot = await page["#slot"].InnerTextAsync();

        await gateway.StartAsync();
        await Expect(page["#connection"]).ToHaveTextAsync("Live");
        await Expect(page["#slot"]).Not.ToHaveTextAsync(slot);

        // The browser itself reports each attempt that found nobody; the page adds nothing to that.
        Assert.All(page.Faults, fault => Assert.Contains("net::ERR_", fault, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Feed_BeyondItsListeners_IsRefusedUntilOneLeaves()
    {
        await using var gateway = await GatewayProcess.StartNewAsync(("Gateway__FeedsMaximum", "2"));
        using var first = await OpenFeedAsync(gateway);
        using (await OpenFeedAsync(gateway))
        {
            using var refused = await OpenFeedAsync(gateway);

            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.Equal(TimeSpan.FromSeconds(10), refused.Headers.RetryAfter!.Delta);
            var problem = await refused.Content.ReadFromJsonAsync<JsonObject>();
            Assert.Equal(GatewayErrors.FeedsExhausted.Value, (string)problem!["code"]!);
        }

        // The service learns of a listener's end when it next writes to it.
        HttpStatusCode status;
        do
        {
            using var again = await OpenFeedAsync(gateway);
            status = again.StatusCode;
        }
        while (status != HttpStatusCode.OK);
    }

    private static Task<HttpResponseMessage> OpenFeedAsync(GatewayProcess gateway) =>
        gateway.Http.GetAsync(new Uri("/v1/feed", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
}
