using LazAI.Attestation;
using LazAI.Client;
using LazAI.Gateway.Pages.Tests.Browsing;
using LazAI.Gateway.Tests;
using LazAI.Testing;
using static Microsoft.Playwright.Assertions;

namespace LazAI.Gateway.Pages.Tests;

/// <summary>The page of a session's evidence, and what pages say where evidence is refused.</summary>
[Collection(nameof(LiveNetwork))]
public sealed class SessionPageTests(NetworkFixture network, Browser browser)
{
    [BrowserFact]
    public async Task SessionPage_DevelopmentEvidence_ShowsItsChainAndSaysWhatWasNotChecked()
    {
        await using var worker = await DiligentWorker.OpenAsync(network, network.Worker);
        await using var page = await browser.OpenAsync(network.Address);
        await page.Page.GotoAsync("/workers");
        await page[$"#workers a[href='/workers/{network.Worker.Address}/sessions/{worker.Session}']"].ClickAsync();

        await Expect(page["#kind"]).ToHaveTextAsync("DEVELOPMENT, NOT HARDWARE");
        await Expect(page["#development"]).ToBeVisibleAsync();
        await Expect(page["#facts"]).ToContainTextAsync(Convert.ToHexStringLower(network.TrustDomain.MrTd.AsSpan()));
        await Expect(page["#facts"]).ToContainTextAsync(network.Root.Fingerprint.ToString());
        await Expect(page["#steps tbody tr"]).ToHaveCountAsync(VerificationPlan.Quote.Steps.Length);
        await Expect(page["#steps tbody tr[data-key='9'] .badge"]).ToHaveTextAsync("holds");
        await Expect(page["#steps tbody tr[data-key='10'] .badge"]).ToHaveTextAsync("not checked");
        await Expect(page["#chain tbody tr"]).ToHaveCountAsync(3);
        await Expect(page["#tcb-section"]).ToBeHiddenAsync();
        await Expect(page["#collateral-empty"]).ToBeVisibleAsync();

        var download = await page.Page.RunAndWaitForDownloadAsync(() => page["#download"].ClickAsync());
        Assert.Contains(worker.Session.ToString(), await File.ReadAllTextAsync(await download.PathAsync()), StringComparison.Ordinal);
        Assert.Empty(page.Faults);
    }

    [BrowserFact]
    public async Task TaskPage_ModelThatDemandsGenuineTdx_SaysWhyTheDevelopmentWorkerIsRefused()
    {
        await using var worker = await DiligentWorker.OpenAsync(network, network.OtherWorker);
        var model = network.Model with { Name = "genuine", Evidence = DocumentedPolicies.Read("tdx") };
        await network.Client.RegisterModelAsync(network.SignedBy(network.Publisher).RegisterModel(model));
        var builder = new TaskSubmissionBuilder(network.SignedBy(network.Submitter));
        builder.Add(model.ComputeModelId(), "sixteen bytes ok"u8.ToArray(), model.Price);
        var task = (await network.Client.SubmitTasksAsync(builder.Build())).TaskIds[0];

        await using var page = await browser.OpenAsync(network.Address);
        await page.Page.GotoAsync($"/tasks/{task}");

        await Expect(page["#unserved"]).ToContainTextAsync("which the policy does not name, proves nothing about hardware.");
        await Expect(page["#status"]).ToHaveTextAsync("Submitted");
        Assert.Empty(page.Faults);
    }
}
