using LazAI.Gateway.Pages.Tests.Browsing;
using LazAI.Gateway.Tests;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace LazAI.Gateway.Pages.Tests;

/// <summary>What all pages owe to the people who read them.</summary>
[Collection(nameof(LiveNetwork))]
public sealed class PageBehaviourTests(NetworkFixture network, Browser browser)
{
    private const string Background = "() => getComputedStyle(document.body).backgroundColor";
    private const string Light = "rgb(245, 246, 248)";
    private const string Dark = "rgb(14, 19, 27)";

    [BrowserTheory]
    [InlineData(ColorScheme.Light, Light, Dark)]
    [InlineData(ColorScheme.Dark, Dark, Light)]
    public async Task Theme_FollowsTheSystemUntilChosen_AndTheChoiceStays(ColorScheme system, string expected, string other)
    {
        await using var page = await browser.OpenAsync(network.Address, options => options.ColorScheme = system);
        await page.Page.GotoAsync("/");
        Assert.Equal(expected, await page.Page.EvaluateAsync<string>(Background));

        await page["#theme"].ClickAsync();
        Assert.Equal(other, await page.Page.EvaluateAsync<string>(Background));

        await page.Page.ReloadAsync();
        Assert.Equal(other, await page.Page.EvaluateAsync<string>(Background));
        Assert.Empty(page.Faults);
    }

    [BrowserTheory]
    [InlineData("/")]
    [InlineData("/challenges")]
    [InlineData("/workers")]
    [InlineData("/data-sets")]
    [InlineData("/workers/0x0000000000000000000000000000000000000000/sessions/0x0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("/docs")]
    [InlineData("/docs/errors")]
    [InlineData("/tasks/0x0000000000000000000000000000000000000000000000000000000000000000")]
    public async Task Page_ByKeyboardAlone_IsUsable(string path)
    {
        await using var page = await browser.OpenAsync(network.Address);
        await page.Page.GotoAsync(path);

        // The first stop leads past the header, and is seen.
        await page.Page.Keyboard.PressAsync("Tab");
        await Expect(page[".skip"]).ToBeFocusedAsync();
        await Expect(page[".skip"]).ToBeInViewportAsync();
        await page.Page.Keyboard.PressAsync("Enter");
        await Expect(page["#main"]).ToBeFocusedAsync();

        // Going back from there passes everything of the header, each with a visible ring.
        await page.Page.ReloadAsync();
        await page.Page.Keyboard.PressAsync("Tab");
        foreach (var stop in new[] { ".brand", "nav a >> nth=0", "nav a >> nth=1", "nav a >> nth=2", "nav a >> nth=3", "nav a >> nth=4", "nav a >> nth=5", "#theme" })
        {
            await page.Page.Keyboard.PressAsync("Tab");
            await Expect(page[".top"].Locator(stop)).ToBeFocusedAsync();
            Assert.Equal("solid", await page.Page.EvaluateAsync<string>("() => getComputedStyle(document.activeElement).outlineStyle"));
        }
    }

    [BrowserTheory]
    [InlineData("/")]
    [InlineData("/challenges")]
    [InlineData("/workers")]
    [InlineData("/data-sets")]
    [InlineData("/workers/0x0000000000000000000000000000000000000000/sessions/0x0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("/docs")]
    [InlineData("/docs/errors")]
    public async Task Page_OnANarrowScreen_DoesNotScrollSideways(string path)
    {
        await using var page = await browser.OpenAsync(
            network.Address, options => options.ViewportSize = new ViewportSize { Width = 360, Height = 740 });
        await page.Page.GotoAsync(path);
        await page.Page.WaitForLoadStateAsync(LoadState.DOMContentLoaded);

        Assert.True(await page.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"));
    }

    [BrowserTheory]
    [InlineData("/")]
    [InlineData("/challenges")]
    [InlineData("/workers")]
    [InlineData("/data-sets")]
    [InlineData("/workers/0x0000000000000000000000000000000000000000/sessions/0x0000000000000000000000000000000000000000000000000000000000000000")]
    public async Task LivePage_ForAScreenReader_HasHeadingsHeadersAndOneQuietStatus(string path)
    {
        await using var page = await browser.OpenAsync(network.Address);
        await page.Page.GotoAsync(path);
        await Expect(page["#connection"]).ToHaveTextAsync("Live");

        Assert.Equal("en", await page.Page.EvaluateAsync<string>("() => document.documentElement.lang"));
        await Expect(page["h1"]).ToHaveCountAsync(1);
        await Expect(page["table thead th:not([scope=col])"]).ToHaveCountAsync(0);
        await Expect(page["table tbody tr > :first-child:not(th[scope=row])"]).ToHaveCountAsync(0);
        await Expect(page["section:not([aria-labelledby])"]).ToHaveCountAsync(0);
        await Expect(page["[role=status], [aria-live]"]).ToHaveCountAsync(1);

        // The status speaks when the connection changes, and is silent while numbers do.
        await page.Page.EvaluateAsync(
            """
            () => {
              window.announcements = 0;
              new MutationObserver((changes) => { window.announcements += changes.length; })
                .observe(document.getElementById("connection"), { childList: true, characterData: true, subtree: true });
            }
            """);
        var slot = await page["#slot"].InnerTextAsync();
        await Expect(page["#slot"]).Not.ToHaveTextAsync(slot);
        Assert.Equal(0, await page.Page.EvaluateAsync<int>("() => window.announcements"));
    }

    [BrowserFact]
    public async Task Dashboard_WithMotionAndForcedColours_StillShowsItsStatusAsText()
    {
        await using var page = await browser.OpenAsync(network.Address, options => options.ForcedColors = ForcedColors.Active);
        await page.GoLiveAsync();

        await Expect(page["#connection"]).ToHaveTextAsync("Live");
        await Expect(page["#flow li"]).ToHaveCountAsync(10);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/challenges")]
    [InlineData("/workers")]
    [InlineData("/data-sets")]
    [InlineData("/workers/0x0000000000000000000000000000000000000000/sessions/0x0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("/docs")]
    [InlineData("/docs/errors")]
    [InlineData("/tasks/0x00")]
    public async Task Page_Served_AllowsNothingInlineAndNothingFromElsewhere(string path)
    {
        using var response = await network.Http.GetAsync(new Uri(path, UriKind.Relative));

        Assert.Equal("text/html", response.Content.Headers.ContentType!.MediaType);
        var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("http", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
    }

    [Fact]
    public async Task Asset_KnownToTheBrowser_IsNotSentAgain()
    {
        using var first = await network.Http.GetAsync(new Uri("/assets/style.css", UriKind.Relative));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/assets/style.css");
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var second = await network.Http.SendAsync(request);

        Assert.Equal(System.Net.HttpStatusCode.NotModified, second.StatusCode);
        Assert.Empty(await second.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("/assets/index.html")]
    [InlineData("/assets/nothing.js")]
    [InlineData("/assets/..%2Fappsettings.json")]
    public async Task Asset_ThatIsNone_IsAProblem(string path)
    {
        using var response = await network.Http.GetAsync(new Uri(path, UriKind.Relative));

        Assert.Equal(System.Net.HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
    }
}
