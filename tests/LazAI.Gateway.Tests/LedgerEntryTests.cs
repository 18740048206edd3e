using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.Ledger;

namespace LazAI.Gateway.Tests;

/// <summary>An account's balance follows from the events that have touched it, through HTTP.</summary>
public sealed class LedgerEntryTests(NetworkFixture network) : IClassFixture<NetworkFixture>
{
    [Fact]
    public async Task Entries_OfAPaidAccount_AddUpToItsBalanceAndNameTheirEvents()
    {
        var receiver = LedgerAccount.User(network.Pauper.Address);
        Amount[] sums = [new(7), new(30), new(500)];
        foreach (var sum in sums)
        {
            await network.Client.TransferAsync(network.SignedBy(network.Submitter).Transfer(receiver, sum));
        }

        await network.Client.TransferAsync(network.SignedBy(network.Pauper).Transfer(LedgerAccount.User(network.Submitter.Address), new Amount(37)));
        var entries = await ReadAsync(receiver, 4);

        Assert.Equal(["500", "537", "37", "7"], entries.Select(entry => entry.Balance.ToString()));
        Assert.Equal(["0", "500", "30", "7"], entries.Select(entry => entry.Credited.ToString()));
        Assert.Equal(["37", "0", "0", "0"], entries.Select(entry => entry.Debited.ToString()));
        Assert.All(entries, entry => Assert.Equal(("ledger.posted", 1), (entry.Type, entry.Movements)));
        Assert.Equal(entries[0].Balance, (await network.Client.GetBalanceAsync(receiver)).Balance);
        foreach (var entry in entries)
        {
            Assert.Equal(entry.Balance, (await network.Client.GetBalanceAsync(receiver, entry.Position)).Balance);
            var @event = await network.Client.GetLedgerEventAsync(entry.Position);
            Assert.Equal((entry.Position, entry.Type), (@event.Position, @event.Type));
            var transfer = Assert.Single(@event.Event.GetProperty("transfers").EnumerateArray());
            Assert.Equal((entry.Credited + entry.Debited).ToString(), transfer.GetProperty("amount").GetString());
        }

        Assert.Equal(Amount.Zero, (await network.Client.GetBalanceAsync(receiver, entries[^1].Position - 1)).Balance);
        var genesis = await ReadAsync(LedgerAccount.Stake(network.OtherWorker.Address), 1);
        Assert.Equal("ledger.allocated", genesis.Single().Type);

        // The log has other events, too, and they are not the ledger's to show.
        using var other = await network.Http.GetAsync($"/v1/ledger/events/{genesis.Single().Position + 1}");
        Assert.Equal(404, (int)other.StatusCode);
    }

    /// <summary>Entries trail the log by moments.</summary>
    private async Task<IReadOnlyList<LedgerEntry>> ReadAsync(LedgerAccount account, int count)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (true)
        {
            var entries = new List<LedgerEntry>();
            string? cursor = null;
            do
            {
                var page = await network.Client.ListLedgerEntriesAsync(account, cursor, 3, limit.Token);
                entries.AddRange(page.Items);
                cursor = page.NextCursor;
            }
            while (cursor is not null);
            if (entries.Count >= count)
            {
                return entries;
            }

            await Task.Delay(20, limit.Token);
        }
    }
}
