using LazAI.Attestation;
using LazAI.Gateway.Pages.Tests.Browsing;
using LazAI.Gateway.Tests.Attestation;
using static Microsoft.Playwright.Assertions;

namespace LazAI.Gateway.Pages.Tests;

/// <summary>The page of a session on a platform that is behind, before and after its vendor says more.</summary>
public sealed class GenuineSessionPageTests(IntelNetwork intel, Browser browser) : IClassFixture<IntelNetwork>, IClassFixture<Browser>
{
    [BrowserFact]
    public async Task SessionPage_PlatformThatIsBehind_ShowsStatusAdvisoriesAgeAndThatItMustAttestAgain()
    {
        intel.PublishNext(publication => publication with { Status = TcbStatus.OutOfDate, Advisories = [IntelNetwork.ToleratedAdvisory], EvaluationDataNumber = 18 });
        using var worker = await intel.OpenAsync();
        await using var page = await browser.OpenAsync(intel.Network.Address);
        await page.Page.GotoAsync($"/workers/{worker.Account.Address}/sessions/{worker.Session.Id}");

        await Expect(page["#kind"]).ToHaveTextAsync("TDX");
        await Expect(page["#tcb"]).ToHaveTextAsync(nameof(TcbStatus.OutOfDate));
        await Expect(page["#tcb-facts"]).ToContainTextAsync(IntelNetwork.ToleratedAdvisory);
        await Expect(page["#facts"]).ToContainTextAsync(intel.Intel.Root.Fingerprint.ToString());
        await Expect(page["#collateral tbody tr"]).ToHaveCountAsync(4);
        await Expect(page["#collateral tbody tr[data-key^='tcb-info'] td:nth-of-type(2)"]).ToHaveTextAsync("24 h");
        await Expect(page["#collateral tbody tr[data-key^='tcb-info'] td:nth-of-type(4)"]).ToHaveTextAsync("–");
        await Expect(page["#steps tbody .badge.good"]).ToHaveCountAsync(VerificationPlan.Quote.Steps.Length);
        await Expect(page["#chain tbody tr"]).ToHaveCountAsync(3);
        await Expect(page["#reattestation"]).ToBeHiddenAsync();

        intel.PublishNext(publication => publication with { EvaluationDataNumber = 19 });
        await intel.ReappraiseAsync();

        await Expect(page["#reattestation"]).ToContainTextAsync("worker/tcb-recovery");
        await Expect(page["#collateral tbody tr[data-key^='tcb-info'] td:nth-of-type(4)"]).ToContainTextAsync("TCB evaluation 19");
        await page.Page.GotoAsync("/workers");
        await Expect(page[$"#workers a[href$='{worker.Session.Id}']"]).ToHaveTextAsync("must attest again");
        Assert.Empty(page.Faults);
    }
}
