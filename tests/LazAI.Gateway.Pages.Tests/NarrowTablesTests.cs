using LazAI.Gateway.Pages.Tests.Browsing;
using LazAI.Gateway.Tests;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace LazAI.Gateway.Pages.Tests;

/// <summary>The dashboard's tables on a telephone.</summary>
[Collection(nameof(LiveNetwork))]
public sealed class NarrowTablesTests(NetworkFixture network, Browser browser)
{
    private const string CellsOutOfSight =
        """
        () => [...document.querySelectorAll("tbody tr > *, tfoot tr > *")].filter((cell) => {
          const region = cell.closest(".scroll").getBoundingClientRect();
          const range = document.createRange();
          range.selectNodeContents(cell);
          const content = range.getBoundingClientRect();
          return content.right > region.right + 1 || content.left < region.left - 1;
        }).map((cell) => `${cell.closest("table").id}: ${cell.textContent}`)
        """;

    [BrowserFact]
    public async Task Tables_OnANarrowScreen_ShowEveryValueWithItsName()
    {
        await using var worker = await DiligentWorker.OpenAsync(network, network.Worker);
        await network.Client.SubmitTasksAsync(network.Submission());
        await worker.TakeAsync(1);
        await worker.FinishAsync();
        await using var page = await browser.OpenAsync(
            network.Address, options => options.ViewportSize = new ViewportSize { Width = 360, Height = 740 });
        await page.GoLiveAsync();
        foreach (var table in new[] { "recent", "workers", "ledger", "grains" })
        {
            await Expect(page[$"#{table} tbody tr"]).Not.ToHaveCountAsync(0);
        }

        await Expect(page["#ledger tbody td[data-label=Hold]"].First).ToBeVisibleAsync();
        await Expect(page["#workers tbody td[data-label=Stake]"].First).ToContainTextAsync("150,000 LCAI");
        await Expect(page["tbody td:not([data-label])"]).ToHaveCountAsync(0);
        Assert.Empty(await page.Page.EvaluateAsync<string[]>(CellsOutOfSight));
        Assert.Equal(0, await page.Page.EvaluateAsync<int>(
            "() => [...document.querySelectorAll('.scroll')].filter((region) => region.scrollWidth > region.clientWidth).length"));
        Assert.Empty(page.Faults);
    }
}
