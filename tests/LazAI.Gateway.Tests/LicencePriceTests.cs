using System.Security.Cryptography;
using System.Text.Json;
using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Protocol.Accounts;
using LazAI.Protocol.Api;
using LazAI.Protocol.Ledger;
using LazAI.Protocol.Ownership;

namespace LazAI.Gateway.Tests;

/// <summary>What a use of a data set costs is paid once, to its owner, and only if the session has got the key.</summary>
[Collection(nameof(NetworkFixture))]
public sealed class LicencePriceTests(NetworkFixture network) : IAsyncLifetime
{
    private static readonly Amount s_price = new(5);
    private static readonly Amount s_means = new(100);

    private DataSetNetwork _it = null!;
    private ContentHash _content;

    private Secp256k1PrivateKey User => _it.Other;

    public async Task InitializeAsync()
    {
        _it = await DataSetNetwork.OpenAsync(network);
        _content = await _it.AnchorNewAsync();
        await _it.Client.GrantLicenceAsync(_it.Orders(_it.Owner, _content).GrantLicence(
            User.Address, LicenceScope.Inference, s_price, network.Clock.Now + network.Clock.SlotsFor(TimeSpan.FromHours(1))));
        await network.Client.TransferAsync(network.SignedBy(network.Submitter).Transfer(LedgerAccount.User(User.Address), s_means));
    }

    public async Task DisposeAsync()
    {
        await _it.CloseAsync();
        _it.Dispose();
    }

    [Fact]
    public async Task Use_WhoseKeyIsReleased_IsPaidToTheOwnerOnceAndExplainsItself()
    {
        var request = Request(new Amount(8));
        await _it.Client.RequestKeyAsync(request);
        var use = LicenceUse.IdOf(request.Order);
        Assert.Equal((new Amount(92), new Amount(8), Amount.Zero), await BalancesAsync(use));
        var waiting = await WaitForUseAsync(use, view => true);
        Assert.Equal((_content, User.Address, s_price, new Amount(8)), (waiting.ContentHash, waiting.Account, waiting.Price, waiting.PriceMaximum));
        Assert.Null(waiting.Payment);

        // Whoever repeats the request or the release pays nothing more.
        await _it.Client.RequestKeyAsync(request);
        var release = Release();
        await _it.Client.ReleaseKeyAsync(release);
        await _it.Client.ReleaseKeyAsync(release);
        await _it.Client.ReleaseKeyAsync(Release());
        var paid = await WaitForUseAsync(use, view => view.Payment is not null);
        await _it.Client.RequestKeyAsync(request);
        Assert.Equal((new Amount(95), Amount.Zero, s_price), await BalancesAsync(use));
        Assert.Equal((_it.Owner.Address, s_price, new Amount(3)), (paid.Payee, paid.Payment!.Paid, paid.Payment.Returned));
        Assert.Equal(paid, Assert.Single((await _it.Client.ListUsesAsync(_content)).Items));

        // The owner's entry leads to the use, and the use to the orders that it follows from.
        var entry = await WaitForEntryAsync(LedgerAccount.User(_it.Owner.Address));
        Assert.Equal((paid.Payment.Position, s_price), (entry.Position, entry.Credited));
        var settlement = (await network.Client.GetLedgerEventAsync(entry.Position)).Event.GetProperty("settlements").EnumerateArray()
            .Single(one => one.GetProperty("taskId").GetString() == use.ToString());
        Assert.Equal(
            [("licence", "5"), ("refund", "3")],
            settlement.GetProperty("legs").EnumerateArray().Select(leg => (leg.GetProperty("purpose").GetString()!, leg.GetProperty("amount").GetString()!)));
        var history = await _it.Client.GetEventsAsync(_content);
        var asked = Assert.IsType<OwnershipEvent.KeyRequested>(history[(int)paid.RequestVersion - 1]);
        Assert.Equal((request.Order, paid.Licence, paid.Price), (asked.Order, asked.Licence, asked.Price));
        Assert.Equal(release.Order, Assert.IsType<OwnershipEvent.KeyReleased>(history[(int)paid.DecisionVersion!.Value - 1]).Order);
        Assert.NotNull(OwnershipHistory.Replay(network.Domain, _content, history, network.Status.Rules).State);
    }

    [Fact]
    public async Task Use_BySomeoneWhoCannotPay_IsRefusedBeforeAnythingChanges()
    {
        var tooMuch = Request(new Amount(101));
        await DataSetTests.RefusedAsync(LedgerErrors.InsufficientFunds, 402, () => _it.Client.RequestKeyAsync(tooMuch));
        await DataSetTests.RefusedAsync(OwnershipErrors.PriceAboveMaximum, 422, () => _it.Client.RequestKeyAsync(Request(new Amount(4))));
        await DataSetTests.RefusedAsync(OwnershipErrors.PriceAboveMaximum, 422, () => _it.Client.RequestKeyAsync(Request(Amount.Zero)));
        Assert.Empty((await _it.Client.ListKeyRequestsAsync(_content)).Items);
        Assert.Equal((s_means, Amount.Zero, Amount.Zero), await BalancesAsync(LicenceUse.IdOf(tooMuch.Order)));

        // Not even the nonce is used.
        await network.Client.TransferAsync(network.SignedBy(network.Submitter).Transfer(LedgerAccount.User(User.Address), new Amount(1)));
        await _it.Client.RequestKeyAsync(tooMuch);
        Assert.Single((await _it.Client.ListKeyRequestsAsync(_content)).Items);
    }

    [Fact]
    public async Task Uses_OfASessionThatHasTheKey_ArePaidEachAtOnce()
    {
        await _it.Client.ReleaseKeyAsync(Release());
        UseId[] uses = [await RequestAsync(), await RequestAsync(), await RequestAsync()];
        foreach (var use in uses)
        {
            Assert.Equal(s_price, (await WaitForUseAsync(use, view => view.Payment is not null)).Payment!.Paid);
        }

        Assert.Equal((new Amount(85), Amount.Zero, new Amount(15)), await BalancesAsync(uses[0]));
        var page = await _it.Client.ListUsesAsync(_content, limit: 2);
        var rest = await _it.Client.ListUsesAsync(_content, page.NextCursor);
        Assert.Equal(uses.Reverse(), page.Items.Concat(rest.Items).Select(view => view.Use));

        async Task<UseId> RequestAsync()
        {
            var request = Request(s_price);
            await _it.Client.RequestKeyAsync(request);
            return LicenceUse.IdOf(request.Order);
        }
    }

    [Fact]
    public async Task Use_WhoseKeyDoesNotComeInTime_CostsNothing()
    {
        var request = Request(s_price, network.Clock.Now + 10);
        await _it.Client.RequestKeyAsync(request);
        var use = LicenceUse.IdOf(request.Order);
        var lapsed = await WaitForUseAsync(use, view => view.Payment is not null);
        Assert.Equal((null, Amount.Zero, s_price), (lapsed.Payee, lapsed.Payment!.Paid, lapsed.Payment.Returned));
        Assert.Equal((s_means, Amount.Zero, Amount.Zero), await BalancesAsync(use));
        await DataSetTests.RefusedAsync(AccountErrors.CommandExpired, 422, () => _it.Client.RequestKeyAsync(request));
    }

    [Fact]
    public async Task Use_ThatATransferEnds_CostsNothing()
    {
        var request = Request(s_price);
        await _it.Client.RequestKeyAsync(request);
        await _it.Client.TransferAsync(_it.Orders(_it.Owner, _content).Transfer(network.Pauper.Address));
        var ended = await WaitForUseAsync(LicenceUse.IdOf(request.Order), view => view.Payment is not null);
        Assert.Equal((null, Amount.Zero, s_price), (ended.Payee, ended.Payment!.Paid, ended.Payment.Returned));

        // What happens after it is paid to the new owner.
        var before = (await network.Client.GetBalanceAsync(LedgerAccount.User(network.Pauper.Address))).Balance;
        var again = Request(s_price);
        await _it.Client.RequestKeyAsync(again);
        await _it.Client.ReleaseKeyAsync(Release(network.Pauper));
        Assert.Equal(network.Pauper.Address, (await WaitForUseAsync(LicenceUse.IdOf(again.Order), view => view.Payment is not null)).Payee);
        Assert.Equal(before + s_price, (await network.Client.GetBalanceAsync(LedgerAccount.User(network.Pauper.Address))).Balance);
    }

    [Fact]
    public async Task Uses_Unknown_AreNotFound()
    {
        await DataSetTests.RefusedAsync(OwnershipErrors.UseNotFound, 404, () => _it.Client.GetUseAsync(new UseId(Keccak256.Hash("use"u8))));
        await DataSetTests.RefusedAsync(OwnershipErrors.NotFound, 404, () => _it.Client.ListUsesAsync(ContentHash.Of("nothing"u8)));
        Assert.Empty((await _it.Client.ListUsesAsync(_content)).Items);
    }

    /// <summary>What the user has, what is reserved, and what the owner has.</summary>
    private async Task<(Amount User, Amount Reserved, Amount Owner)> BalancesAsync(UseId use) => (
        (await network.Client.GetBalanceAsync(LedgerAccount.User(User.Address))).Balance,
        (await network.Client.GetBalanceAsync(LedgerAccount.Escrow(LicenceUse.EscrowOf(use)))).Balance,
        (await network.Client.GetBalanceAsync(LedgerAccount.User(_it.Owner.Address))).Balance);

    /// <summary>The one entry of an account, from an index that trails the log on its own.</summary>
    private async Task<LedgerEntry> WaitForEntryAsync(LedgerAccount account)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (true)
        {
            var entries = (await network.Client.ListLedgerEntriesAsync(account, cancellationToken: limit.Token)).Items;
            if (entries.Length > 0)
            {
                return Assert.Single(entries);
            }

            await Task.Delay(20, limit.Token);
        }
    }

    private async Task<UseView> WaitForUseAsync(UseId use, Func<UseView, bool> isMet)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (true)
        {
            // The index trails the log by moments.
            var found = (await _it.Client.ListUsesAsync(_content, cancellationToken: limit.Token)).Items.SingleOrDefault(view => view.Use == use);
            if (found is not null && isMet(found))
            {
                Assert.Equal(JsonSerializer.Serialize(found), JsonSerializer.Serialize(await _it.Client.GetUseAsync(use, limit.Token)));
                return found;
            }

            await Task.Delay(20, limit.Token);
        }
    }

    private RequestKeyRequest Request(Amount priceMaximum, Slot? deadline = null)
    {
        var order = _it.Orders(User, _content).RequestKey(_it.Worker.Session.Id, LicenceScope.Inference, priceMaximum);
        if (deadline is { } slot)
        {
            var sooner = order.Order with { DeadlineSlot = slot };
            order = order with { Order = sooner, Signature = User.Sign(network.Domain.Digest(sooner.StructHash())) };
        }

        Assert.True(_it.Enclave.TryCountersign(order, out var countersigned));
        return countersigned;
    }

    private ReleaseKeyRequest Release(Secp256k1PrivateKey? owner = null) => _it.Orders(owner ?? _it.Owner, _content).ReleaseKey(
        _it.Worker.Session.Id, RandomNumberGenerator.GetBytes(Ecies.Overhead + KeyRules.DataKeySize));
}
