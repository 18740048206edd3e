using System.Globalization;
using System.Text.Json;
using LazAI.Gateway.Pages.Tests.Browsing;
using LazAI.Gateway.Tests;
using LazAI.Protocol;
using LazAI.Protocol.ComputeTasks;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace LazAI.Gateway.Pages.Tests;

/// <summary>The live page beside a network that works: its numbers move with the tasks.</summary>
[Collection(nameof(LiveNetwork))]
public sealed class DashboardTests(NetworkFixture network, Browser browser)
{
    [BrowserFact]
    public async Task Dashboard_WhileTasksRun_CountsThemAtEachStep()
    {
        await using var page = await browser.OpenAsync(network.Address);
        await page.GoLiveAsync();
        var settled = await CountAsync(page, ComputeTaskStatus.Settled);

        await using var worker = await DiligentWorker.OpenAsync(network, network.Worker);
        var accepted = await network.Client.SubmitTasksAsync(network.Submission(12));
        await worker.TakeAsync(12);
        await Expect(Figure(page, ComputeTaskStatus.Assigned)).Not.ToHaveTextAsync("0");
        await Expect(Row(page, "workers", network.Worker.Address.ToString())).ToContainTextAsync("12 of ");

        await worker.FinishAsync();
        await Expect(Figure(page, ComputeTaskStatus.Settled)).ToHaveTextAsync((settled + 12).ToString(CultureInfo.InvariantCulture));
        await Expect(page["#rate-settled"]).Not.ToHaveTextAsync("0");
        await Expect(page["#rate-log"]).Not.ToHaveTextAsync("0");

        var row = Row(page, "recent", accepted.TaskIds[0].ToString());
        await Expect(row).ToContainTextAsync("Settled");
        await Expect(row).ToContainTextAsync("echo 1");
        await Expect(page["#recent tbody tr"]).Not.ToHaveCountAsync(0);
        Assert.Empty(page.Faults);
    }

    [BrowserFact]
    public async Task Dashboard_TaskThatNobodyCanRun_IsMarkedUntilItExpires()
    {
        await using var worker = await DiligentWorker.OpenAsync(network, network.Worker);
        using var unserved = await UnservedModel.PublishAsync(network, "unserved on the live page");
        await using var page = await browser.OpenAsync(network.Address);
        await page.GoLiveAsync();

        // The served one is held by its worker and so waits for nobody.
        var waiting = (await unserved.SubmitAsync(1, TimeSpan.FromSeconds(15)))[0];
        var served = (await network.Client.SubmitTasksAsync(network.Submission())).TaskIds[0];
        await worker.TakeAsync(1);

        await Expect(Row(page, "recent", served.ToString())).ToContainTextAsync("Assigned");
        await Expect(NoWorker(page, waiting)).ToBeVisibleAsync();
        await Expect(NoWorker(page, served)).ToBeHiddenAsync();
        await Expect(page["#unserved"]).ToBeVisibleAsync();
        await Expect(page["#unserved"]).ToContainTextAsync("its whole fee is refunded");

        await page.Page.GotoAsync($"/tasks/{waiting}");
        await Expect(page["#unserved"]).ToContainTextAsync("No worker whose evidence this model accepts has an open session");
        await Expect(page["#status"]).ToHaveTextAsync("Expired");
        await Expect(page["#unserved"]).ToBeHiddenAsync();
        await page.GoLiveAsync();
        await Expect(Row(page, "recent", waiting.ToString())).ToContainTextAsync("Expired");
        await Expect(NoWorker(page, waiting)).ToBeHiddenAsync();
        Assert.Empty(page.Faults);
        await worker.FinishAsync();
    }

    [BrowserFact]
    public async Task Dashboard_WorkerWithDevelopmentEvidence_SaysSoLoudly()
    {
        await using var worker = await DiligentWorker.OpenAsync(network, network.OtherWorker);
        await using var page = await browser.OpenAsync(network.Address);
        await page.GoLiveAsync();

        await Expect(page["#development"]).ToBeVisibleAsync();
        var row = Row(page, "workers", network.OtherWorker.Address.ToString());
        await Expect(row).ToContainTextAsync("DEVELOPMENT, NOT HARDWARE");
        await Expect(row).ToContainTextAsync("150,000 LCAI");
        await Expect(row).ToContainTextAsync("100 %");
    }

    [BrowserFact]
    public async Task Dashboard_Ledger_ShowsTheTotalsOfTheApi()
    {
        await using var page = await browser.OpenAsync(network.Address);
        await page.GoLiveAsync();
        var totals = await network.Client.GetLedgerAsync();

        await Expect(page["#balanced"]).ToHaveTextAsync("balanced");
        await Expect(page["#supply"]).ToHaveAttributeAsync("title", $"301000 LCAI ({totals.Supply} base units)");
        await Expect(page["#ledger tbody tr"]).ToHaveCountAsync(totals.Kinds.Length);
    }

    [BrowserFact]
    public async Task Dashboard_Grains_ShowsTheTypesThatWork()
    {
        await network.Client.GetLedgerAsync();
        await using var page = await browser.OpenAsync(network.Address);
        await page.GoLiveAsync();

        var ledger = Row(page, "grains", "ledger");
        await Expect(ledger.Locator("td").First).ToHaveTextAsync("1");
        await Expect(ledger).ToContainTextAsync("ms");
        await Expect(page["#runtime"]).ToHaveTextAsync("LazAI local runtime");
        await Expect(page["#slot"]).Not.ToHaveTextAsync("–");
        await Expect(page["#chain"]).ToHaveTextAsync("31337");
    }

    [BrowserFact]
    public async Task Dashboard_HeldList_StandsStillUntilLetGo()
    {
        await using var worker = await DiligentWorker.OpenAsync(network, network.Worker);
        await network.Client.SubmitTasksAsync(network.Submission(3));
        await using var page = await browser.OpenAsync(network.Address);
        await page.GoLiveAsync();
        await Expect(page["#recent tbody tr"]).Not.ToHaveCountAsync(0);
        await page["#hold"].ClickAsync();
        await Expect(page["#held-note"]).ToBeVisibleAsync();
        var before = await page["#recent tbody"].InnerTextAsync();

        var accepted = await network.Client.SubmitTasksAsync(network.Submission());
        using var follower = new HttpClient { BaseAddress = network.Address };
        await WaitInFeedAsync(follower, accepted.TaskIds[0]);

        // Everybody gets the same events in the same order: a later slot on the page means that the task has arrived there too.
        var slot = await page["#slot"].InnerTextAsync();
        await Expect(page["#slot"]).Not.ToHaveTextAsync(slot);
        Assert.Equal(before, await page["#recent tbody"].InnerTextAsync());

        await page["#hold"].ClickAsync();
        await Expect(Row(page, "recent", accepted.TaskIds[0].ToString())).ToHaveCountAsync(1);
        await worker.TakeAsync(4);
        await worker.FinishAsync();
    }

    [BrowserFact]
    public async Task Dashboard_ThatNobodySees_LetsItsFeedGoAndTakesItUpAgain()
    {
        const string Turn = "state => { Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => state }); "
            + "document.dispatchEvent(new Event('visibilitychange')); }";
        await using var page = await browser.OpenAsync(network.Address);
        await page.GoLiveAsync();

        await page.Page.EvaluateAsync(Turn, "hidden");
        await Expect(page["#connection"]).ToHaveTextAsync("Paused");

        await page.Page.EvaluateAsync(Turn, "visible");
        await Expect(page["#connection"]).ToHaveTextAsync("Live");
        Assert.Empty(page.Faults);
    }

    private static ILocator Figure(WatchedPage page, ComputeTaskStatus status) => page[$"#flow li[data-status={status}] .figure"];

    private static ILocator Row(WatchedPage page, string table, string key) => page[$"#{table} tbody tr[data-key=\"{key}\"]"];

    private static ILocator NoWorker(WatchedPage page, TaskId task) => Row(page, "recent", task.ToString()).GetByText("no worker");

    private static async Task<long> CountAsync(WatchedPage page, ComputeTaskStatus status)
    {
        await Expect(Figure(page, status)).Not.ToHaveTextAsync("–");
        return long.Parse(await Figure(page, status).InnerTextAsync(), NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
    }

    /// <summary>Waits until the feed has shown the task to everybody who listened before.</summary>
    private static async Task WaitInFeedAsync(HttpClient http, TaskId task)
    {
        await foreach (var (type, data) in FeedReader.ReadAsync(http))
        {
            if (type == "tasks" && JsonDocument.Parse(data).RootElement.GetProperty("tasks").EnumerateArray()
                    .Any(line => line.GetProperty("taskId").GetString() == task.ToString()))
            {
                return;
            }
        }
    }
}
