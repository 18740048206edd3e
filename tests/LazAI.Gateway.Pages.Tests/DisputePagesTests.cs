using LazAI.Engines.FraudProofs;
using LazAI.Engines.Traces;
using LazAI.Gateway.Pages.Tests.Browsing;
using LazAI.Gateway.Tests.Disputes;
using LazAI.Protocol;
using LazAI.Protocol.Challenges;
using LazAI.Protocol.ComputeTasks;
using static Microsoft.Playwright.Assertions;

namespace LazAI.Gateway.Pages.Tests;

/// <summary>A liar is caught before the reader's eyes: on the pages of challenges, of the task and of workers.</summary>
public sealed class DisputePagesTests(DisputeNetwork disputes, Browser browser) : IClassFixture<DisputeNetwork>, IClassFixture<Browser>
{
    [BrowserFact]
    public async Task Pages_WhileAFalseResultIsChallenged_ShowItsWindowItsVerdictAndWhatItCosts()
    {
        await using var page = await browser.OpenAsync(disputes.Network.Address);
        await page.Page.GotoAsync("/challenges");
        await Expect(page["#windows-empty"]).ToBeVisibleAsync();
        await Expect(page["#challenges-empty"]).ToHaveTextAsync("Nobody has challenged a result yet.");
        await Expect(page["#bond"]).ToHaveTextAsync("1,000 LCAI");

        var (worker, work) = await disputes.AssignAsync(VerifyMode.Optimistic);
        using var _ = worker;
        await disputes.HandInAsync(worker, work, disputes.Lie(work, 3));
        var row = page[$"#windows tbody tr[data-key=\"{work.TaskId}\"]"];
        await Expect(row).ToContainTextAsync("OP");
        await Expect(row).ToContainTextAsync("perceptron 1");
        await Expect(row).ToContainTextAsync(" slots, ");
        await Expect(page["#windows-empty"]).ToBeHiddenAsync();

        Assert.True(ExecutionTrace.TryParse(
            await disputes.Client.GetTraceAsync(work.TaskId), disputes.Model.Program!.StepCount, out var claimed));
        var proof = FraudProofEncoding.Encode(disputes.Prover.ProveStep(disputes.Run(work), claimed, 3));
        var challenge = (await disputes.Client.SubmitFraudProofAsync(disputes.Network.SignedBy(disputes.Challenger).SubmitFraudProof(
            work.TaskId, new ChallengeEvidence(FraudProof: proof)))).Challenge;

        // Live: the same page, without a reload.
        var decided = page[$"#challenges tbody tr[data-key=\"{challenge.Id}\"]"];
        await Expect(decided.Locator(".outcome")).ToHaveTextAsync("Upheld");
        await Expect(decided).ToContainTextAsync("15,000 LCAI");
        await Expect(decided).ToContainTextAsync(challenge.Detail);
        await Expect(row).ToHaveCountAsync(0);

        await decided.Locator("a").First.ClickAsync();
        await Expect(page["#status"]).ToHaveTextAsync("Invalid");
        await Expect(page["#history li strong"]).ToHaveTextAsync(["Submitted", "Assigned", "Executed", "Verified", "Challenged", "Invalid"]);
        await Expect(page["#history"]).ToContainTextAsync($"its worker {worker.Account.Address} loses 30,000 LCAI");
        await Expect(page["#disputes .outcome"]).ToHaveTextAsync("Upheld");
        await Expect(page["#settlement-state"]).ToContainTextAsync("0 LCAI charged");
        await Expect(page["#payouts"]).ToContainTextAsync("failure is not billed");
        await Expect(page["#payouts"]).ToContainTextAsync("slash of attempt 1, from stake");
        await Expect(page["#payouts"]).ToContainTextAsync("back to the challenger");
        await Expect(page["#evidence"]).ToContainTextAsync("the whole trace");
        await Expect(page["#receipt"]).ToBeVisibleAsync();

        await page["nav a >> text=Workers"].ClickAsync();
        var liar = page[$"#workers tbody tr[data-key=\"{worker.Account.Address}\"]"];
        await Expect(liar).ToContainTextAsync("120,000 LCAI");
        await Expect(liar).ToContainTextAsync("jailed until slot");
        await Expect(page["#offences"]).ToContainTextAsync("false result (challenge/fault-proven)");
        await Expect(page["#offences"]).ToContainTextAsync("20 %");
        await Expect(page["#offences-empty"]).ToBeHiddenAsync();
        Assert.Empty(page.Faults);
    }

    [BrowserFact]
    public async Task TaskPage_OfASettledTask_ExplainsEachShareAndItsEvidence()
    {
        var (worker, work) = await disputes.AssignAsync(VerifyMode.Optimistic);
        using var _ = worker;
        await disputes.HandInAsync(worker, work, disputes.Run(work));
        await using var page = await browser.OpenAsync(disputes.Network.Address);
        await page.Page.GotoAsync($"/tasks/{work.TaskId}");
        await Expect(page["#status"]).ToHaveTextAsync("Verified");
        await Expect(page["#window"]).ToContainTextAsync("Anyone may challenge this result with evidence and a bond until slot");
        await Expect(page["#settlement-state"]).ToContainTextAsync("are set aside");

        await disputes.WaitAsync(work.TaskId, ComputeTaskStatus.Settled);
        await Expect(page["#payouts tbody th"]).ToHaveTextAsync(["worker", "validators", "owner", "treasury", "returned"]);
        await Expect(page["#payouts"]).ToContainTextAsync("⌊1000 × 7000 / 10000⌋ = 700, remainder 0/10000");
        await Expect(page["#settlement-state"]).Not.ToContainTextAsync("about to");
        await page["#inputs-details summary"].ClickAsync();
        await Expect(page["#inputs a[href='/v1/status#/rules/workerFeeShare']"]).ToBeVisibleAsync();
        await Expect(page["#development"]).ToBeVisibleAsync();
        await Expect(page["#evidence"]).ToContainTextAsync("DEVELOPMENT, NOT HARDWARE");
        await Expect(page["#receipt"]).ToBeVisibleAsync();
        await Expect(page["#disputes-region"]).ToBeHiddenAsync();
        Assert.Empty(page.Faults);
        await worker.Api.CloseAsync(CancellationToken.None);
    }
}
