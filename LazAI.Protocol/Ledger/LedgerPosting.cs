using System.Collections.Immutable;

namespace LazAI.Protocol.Ledger;

/// <summary>One movement of a recorded event, whichever event of the ledger it is: what leaves one account and arrives in another.</summary>
/// <param name="Debit">Null for what genesis has created.</param>
/// <param name="Memo">What it is for.</param>
public sealed record LedgerPosting(LedgerAccount? Debit, LedgerAccount Credit, Amount Amount, string Memo)
{
    /// <summary>All movements of an event, in its order. Applied one by one they make the same balances as the event.</summary>
    public static ImmutableArray<LedgerPosting> Of(LedgerEvent @event) => @event switch
    {
        LedgerEvent.Allocated allocated => [.. allocated.Allocations.Select(it => new LedgerPosting(null, it.Account, it.Amount, "genesis"))],
        LedgerEvent.Posted posted => [.. posted.Transfers.Select(it => new LedgerPosting(it.Debit, it.Credit, it.Amount, it.Memo))],
        LedgerEvent.Reserved reserved =>
            [.. reserved.Escrows.Select(it => new LedgerPosting(it.Payer, LedgerAccount.Escrow(it.TaskId), it.Amount, "reservation"))],
        LedgerEvent.Settled settled =>
        [
            .. settled.Settlements.SelectMany(it => it.Legs.Select(
                leg => new LedgerPosting(LedgerAccount.Escrow(it.TaskId), leg.Account, leg.Amount, leg.Purpose))),
        ],
        LedgerEvent.Slashed slashed => [.. slashed.Movements.Select(it => new LedgerPosting(it.Debit, it.Credit, it.Amount, "slash"))],
        LedgerEvent.UnbondingBegan { Entry: var it } =>
            [new LedgerPosting(LedgerAccount.Stake(it.Owner), LedgerAccount.Unbonding(it.Owner), it.Amount, "unbonding")],
        LedgerEvent.UnbondingsReleased released =>
        [
            .. released.Entries.Select(it => new LedgerPosting(
                LedgerAccount.Unbonding(it.Owner), LedgerAccount.User(it.Owner), it.Amount, "unbonding-release")),
        ],
        _ => throw new ArgumentOutOfRangeException(nameof(@event), @event, "Not a ledger event."),
    };

    /// <summary>The slot of an event; genesis comes before all slots and counts as slot 0.</summary>
    public static Slot SlotOf(LedgerEvent @event) => @event switch
    {
        LedgerEvent.Allocated => new Slot(0),
        LedgerEvent.Posted posted => posted.At,
        LedgerEvent.Reserved reserved => reserved.At,
        LedgerEvent.Settled settled => settled.At,
        LedgerEvent.Slashed slashed => slashed.At,
        LedgerEvent.UnbondingBegan began => began.At,
        LedgerEvent.UnbondingsReleased released => released.At,
        _ => throw new ArgumentOutOfRangeException(nameof(@event), @event, "Not a ledger event."),
    };
}
