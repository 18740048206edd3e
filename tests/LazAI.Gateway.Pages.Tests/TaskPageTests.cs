using System.Text;
using System.Text.Json;
using LazAI.Client;
using LazAI.Gateway.Pages.Tests.Browsing;
using LazAI.Gateway.Tests;
using static Microsoft.Playwright.Assertions;

namespace LazAI.Gateway.Pages.Tests;

/// <summary>The page of one task, from its submission to its receipt.</summary>
[Collection(nameof(LiveNetwork))]
public sealed class TaskPageTests(NetworkFixture network, Browser browser)
{
    [BrowserFact]
    public async Task TaskPage_FromSubmissionToSettlement_ShowsEachStepAndGivesTheReceipt()
    {
        var task = (await network.Client.SubmitTasksAsync(network.Submission())).TaskIds[0];
        await using var page = await browser.OpenAsync(network.Address);
        await page.GoLiveAsync();
        await page[$"#recent a[href='/tasks/{task}']"].ClickAsync();
        await Expect(page["#status"]).Not.ToHaveTextAsync("Loading…");
        await Expect(page["#receipt"]).ToBeHiddenAsync();

        await using var worker = await DiligentWorker.OpenAsync(network, network.Worker);
        await worker.TakeAsync(1);
        await worker.FinishAsync();

        await Expect(page["#status"]).ToHaveTextAsync("Settled");
        await Expect(page["#history li strong"]).ToHaveTextAsync(
            ["Submitted", "Assigned", "Executed", "Verified", "Final", "Settled"]);
        await Expect(page["#result"]).ToContainTextAsync(worker.Session.ToString());
        await Expect(page["#request"]).ToContainTextAsync("echo 1");

        var download = await page.Page.RunAndWaitForDownloadAsync(() => page["#receipt"].ClickAsync());
        using var receipt = JsonDocument.Parse(await File.ReadAllBytesAsync(await download.PathAsync()));
        Assert.Equal(task.ToString(), receipt.RootElement.GetProperty("taskId").GetString());
        Assert.Empty(page.Faults);
    }

    [BrowserFact]
    public async Task Pages_DataThatLooksLikeMarkup_ShowItAsText()
    {
        const string Name = "<img src=x onerror=document.title=1>";
        var model = network.Model with
        {
            Name = Name,
            Version = "<b>2</b>",

            // No worker has this measurement: the task is nobody's, whichever tests run beside this one.
            Evidence = network.Model.Evidence with { Measurements = [new string('0', 96)] },
        };
        await network.Client.RegisterModelAsync(network.SignedBy(network.Publisher).RegisterModel(model));

        var builder = new TaskSubmissionBuilder(network.SignedBy(network.Submitter));
        builder.Add(model.ComputeModelId(), Encoding.ASCII.GetBytes("<b id=x>out</b> "), model.Price, """{"a":"<script>1</script>"}""");
        var task = (await network.Client.SubmitTasksAsync(builder.Build())).TaskIds[0];
        await using var page = await browser.OpenAsync(network.Address);
        await page.GoLiveAsync();

        var row = page[$"#recent tbody tr[data-key=\"{task}\"]"];
        await Expect(row).ToContainTextAsync(Name);
        await Expect(page["img[src=x], b"]).ToHaveCountAsync(0);

        await page.Page.GotoAsync($"/tasks/{task}");
        await Expect(page["#request"]).ToContainTextAsync(Name + " <b>2</b>");
        await Expect(page["#request"]).ToContainTextAsync("<script>1</script>");
        await Expect(page["#main :is(script, img, b)"]).ToHaveCountAsync(0);
        Assert.Empty(page.Faults);
    }

    [BrowserTheory]
    [InlineData("0x1111111111111111111111111111111111111111111111111111111111111111", "There is no such task")]
    [InlineData("%3Cb%3E", "hexadecimal digits")]
    public async Task TaskPage_OfNoTask_SaysWhy(string id, string expected)
    {
        await using var page = await browser.OpenAsync(network.Address);
        await page.Page.GotoAsync($"/tasks/{id}");

        await Expect(page["#problem"]).ToContainTextAsync(expected);
        await Expect(page["#record"]).ToBeHiddenAsync();
    }
}
