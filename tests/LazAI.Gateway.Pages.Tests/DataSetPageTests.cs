using LazAI.Cryptography;
using LazAI.Gateway.Pages.Tests.Browsing;
using LazAI.Gateway.Tests;
using LazAI.Protocol;
using LazAI.Protocol.Ledger;
using LazAI.Protocol.Ownership;
using static Microsoft.Playwright.Assertions;

namespace LazAI.Gateway.Pages.Tests;

/// <summary>Owners, licences and the signed history of a data set.</summary>
[Collection(nameof(LiveNetwork))]
public sealed class DataSetPageTests(NetworkFixture network, Browser browser)
{
    [BrowserFact]
    public async Task DataSetsPage_WhileAnOwnerLicensesAndRevokes_ShowsEachOrder()
    {
        using var it = await DataSetNetwork.OpenAsync(network);
        await using var page = await browser.OpenAsync(network.Address);
        await page.Page.GotoAsync("/data-sets");
        await Expect(page["#connection"]).ToHaveTextAsync("Live");
        await Expect(page["#sets-empty"]).ToBeVisibleAsync();

        var content = await it.AnchorNewAsync();
        var set = page[$"details[id='{content}']"];
        await Expect(set.Locator("summary").First).ToContainTextAsync("1,000 bytes");
        await set.Locator("summary").First.ClickAsync();
        await Expect(set).ToContainTextAsync(it.Owner.Address.ToString());
        await Expect(set).ToContainTextAsync("Nobody has a licence.");

        var orders = it.Orders(it.Owner, content);
        var expiresAt = network.Clock.Now + network.Clock.SlotsFor(TimeSpan.FromHours(1));
        var view = await it.Client.GrantLicenceAsync(orders.GrantLicence(
            it.Other.Address, LicenceScope.Inference, Amount.FromTokens(7), expiresAt));
        await Expect(set).ToContainTextAsync($"{it.Other.Address}: inference, 7 LCAI a use, until slot");
        await Expect(set.Locator(".uses")).ToHaveTextAsync("Nobody has used it.");
        await network.Client.TransferAsync(
            network.SignedBy(network.Submitter).Transfer(LedgerAccount.User(it.Other.Address), Amount.FromTokens(9)));
        Assert.True(it.Enclave.TryCountersign(
            it.Orders(it.Other, content).RequestKey(it.Worker.Session.Id, LicenceScope.Inference, Amount.FromTokens(9)), out var request));
        await it.Client.RequestKeyAsync(request);
        await Expect(set.Locator(".uses")).ToContainTextAsync("at most 9 LCAI reserved");
        await it.Client.ReleaseKeyAsync(orders.ReleaseKey(it.Worker.Session.Id, new byte[Ecies.Overhead + KeyRules.DataKeySize]));
        await Expect(set.Locator(".uses")).ToContainTextAsync($"{it.Other.Address}: inference, 7 LCAI paid to {it.Owner.Address}");
        await it.Client.RevokeLicenceAsync(orders.RevokeLicence(view.Licences[0].Id));
        await Expect(set).ToContainTextAsync("revoked in slot");
        await Expect(set.Locator(".timeline > li > strong")).ToHaveTextAsync(["anchored", "licence granted", "key requested", "key released", "licence revoked"]);
        Assert.Empty(page.Faults);
        await it.CloseAsync();
    }

    [BrowserFact]
    public async Task WorkersAndChallengesPages_WithNothingToShow_SayWhy()
    {
        await using var page = await browser.OpenAsync(network.Address);
        await page.Page.GotoAsync("/workers");
        await Expect(page["#offences-empty"]).ToHaveTextAsync("No worker has been slashed.");
        await page.Page.GotoAsync("/challenges");
        await Expect(page["#windows-empty"]).ToContainTextAsync("lazai task submit --mode OP");
        Assert.Empty(page.Faults);
    }
}
