using LazAI.Gateway.Pages.Reference;
using LazAI.Gateway.Pages.Tests.Browsing;
using LazAI.Gateway.Problems;
using LazAI.Gateway.Tests;
using static Microsoft.Playwright.Assertions;

namespace LazAI.Gateway.Pages.Tests.Reference;

/// <summary>The pages that explain the API and its refusals.</summary>
[Collection(nameof(LiveNetwork))]
public sealed class ReferencePageTests(NetworkFixture network, Browser browser)
{
    [BrowserFact]
    public async Task Docs_ShowsEveryOperation_AndLeadsToEachOfItsErrors()
    {
        await using var page = await browser.OpenAsync(network.Address);
        await page.Page.GotoAsync("/docs");

        await Expect(page[".operation"]).ToHaveCountAsync(OperationNotes.All.Count);
        await Expect(page["#SubmitTasks"]).ToContainTextAsync("Idempotency-Key");
        await Expect(page["#SubmitTasks"]).ToContainTextAsync("feeMaximum");
        await page["#SubmitTasks a:has-text('task/fee-too-low')"].ClickAsync();
        await Expect(page["#task-fee-too-low:target"]).ToBeInViewportAsync();
        Assert.Empty(page.Faults);
    }

    [BrowserFact]
    public async Task Errors_EveryEntry_StandsWhereItsProblemPoints()
    {
        await using var page = await browser.OpenAsync(network.Address);
        await page.Page.GotoAsync("/docs/errors");

        await Expect(page[".error[id]"]).ToHaveCountAsync(ErrorCatalog.Entries.Count);
        await Expect(page["#bare ~ .errors .error"]).ToHaveCountAsync(BareAnswers.All.Count);
        foreach (var entry in ErrorCatalog.Entries)
        {
            var target = ErrorCatalog.TypeOf(entry.Code);
            Assert.StartsWith("/docs/errors#", target, StringComparison.Ordinal);
            await Expect(page[$"[id='{target.Split('#')[1]}'] dt code"]).ToHaveTextAsync(entry.Code.Value);
        }

        Assert.Empty(page.Faults);
    }
}
