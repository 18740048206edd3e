using System.Numerics;
using LazAI.Grains.EventLog;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.Ledger;

namespace LazAI.Storage;

/// <summary>What one event of a ledger has moved on one account.</summary>
internal sealed class LedgerEntryRow(long position, Slot at, string type, string asset, LedgerAccount account)
{
    public long Position => position;

    public Slot At => at;

    public string Type => type;

    public string Asset => asset;

    public LedgerAccount Account => account;

    public int Movements { get; private set; }

    public Amount Debited { get; private set; }

    public Amount Credited { get; private set; }

    /// <summary>What the account holds after the event, once it is known.</summary>
    public BigInteger Balance { get; set; }

    /// <summary>One row for each account that the event touches; their balances come later.</summary>
    public static IReadOnlyCollection<LedgerEntryRow> Of(RecordedEvent recorded)
    {
        var @event = LedgerEvent.Codec.Read(recorded);
        var asset = recorded.Stream.Key.ToString();
        var touched = new Dictionary<LedgerAccount, LedgerEntryRow>();
        foreach (var posting in LedgerPosting.Of(@event))
        {
            if (posting.Debit is { } debit)
            {
                RowOf(debit).Debited += posting.Amount;
            }

            RowOf(posting.Credit).Credited += posting.Amount;
        }

        return touched.Values;

        LedgerEntryRow RowOf(LedgerAccount account)
        {
            if (!touched.TryGetValue(account, out var row))
            {
                touched.Add(account, row = new LedgerEntryRow(recorded.Position, LedgerPosting.SlotOf(@event), recorded.Type, asset, account));
            }

            row.Movements++;
            return row;
        }
    }

    /// <summary>The entry of an escrow, which is filled by one event and emptied by another.</summary>
    public LedgerEntry ToEscrowEntry() => new(position, type, at, Debited, Credited, Movements, Credited);
}
