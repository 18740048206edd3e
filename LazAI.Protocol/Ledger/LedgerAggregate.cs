using System.Collections.Immutable;
using LedgerDecision = LazAI.Protocol.Decision<LazAI.Protocol.Ledger.LedgerEvent, LazAI.Protocol.Ledger.LedgerEffect>;

namespace LazAI.Protocol.Ledger;

/// <summary>
/// The double-entry ledger of one asset (PROTOCOL §11): every movement debits one account and credits another, no
/// account falls below zero, and the balances add up to the supply.
/// </summary>
/// <remarks>
/// When several reasons to refuse apply, the order is: batch (allocated, empty, size, expired), then for each
/// item in turn its form, its identity, its funds. The first one found is the answer.
/// </remarks>
public static partial class LedgerAggregate
{
    /// <summary>Most items in one batch.</summary>
    public const int BatchItemsMaximum = 8_192;

    public static LedgerDecision Decide(LedgerState state, LedgerCommand command, Slot now)
    {
        ArgumentNullException.ThrowIfNull(state);
        return command switch
        {
            LedgerCommand.Allocate allocate when !state.IsAllocated => DecideAllocate(allocate),
            LedgerCommand.Allocate => Reject(LedgerErrors.AlreadyAllocated, "The supply was created at genesis."),
            _ when !state.IsAllocated => Reject(LedgerErrors.NotAllocated, "The ledger has no genesis allocation yet."),
            LedgerCommand.Post post => DecidePost(state, post, now),
            LedgerCommand.Slash slash => DecideSlash(state, slash, now),
            LedgerCommand.Unbond unbond => DecideUnbond(state, unbond, now),
            LedgerCommand.ReleaseUnbondings release => DecideRelease(state, release, now),
            LedgerCommand.Reserve reserve => DecideReserve(state, reserve, now),
            LedgerCommand.Settle settle => DecideSettle(state, settle, now),
            _ => throw new ArgumentOutOfRangeException(nameof(command), command, "Not a ledger command."),
        };
    }

    public static LedgerState Apply(LedgerState state, LedgerEvent @event)
    {
        ArgumentNullException.ThrowIfNull(state);
        return @event switch
        {
            LedgerEvent.Allocated allocated => ApplyAllocated(state, allocated),
            LedgerEvent.Posted posted => ApplyPosted(state, posted),
            LedgerEvent.Reserved reserved => ApplyReserved(state, reserved),
            LedgerEvent.Settled settled => ApplySettled(state, settled),
            LedgerEvent.Slashed slashed => ApplySlashed(state, slashed),
            LedgerEvent.UnbondingBegan began => ApplyUnbondingBegan(state, began),
            LedgerEvent.UnbondingsReleased released => ApplyReleased(state, released),
            _ => throw new ArgumentOutOfRangeException(nameof(@event), @event, "Not a ledger event."),
        };
    }

    private static LedgerDecision DecideAllocate(LedgerCommand.Allocate command)
    {
        if (RefuseBatch(command.Allocations.IsDefault ? 0 : command.Allocations.Length) is { } refusal)
        {
            return refusal;
        }

        var supply = Amount.Zero;
        var seen = new HashSet<LedgerAccount>();
        foreach (var allocation in command.Allocations)
        {
            if (allocation.Amount.IsZero)
            {
                return Reject(LedgerErrors.ZeroAmount, $"{allocation.Account} is allocated nothing.");
            }

            if (allocation.Account.Kind == LedgerAccountKind.Escrow)
            {
                return Reject(LedgerErrors.EscrowDirect, $"{allocation.Account} is an escrow; those are reserved and settled.");
            }

            if (allocation.Account.Kind == LedgerAccountKind.Unbonding)
            {
                return Reject(LedgerErrors.UnbondingDirect, $"{allocation.Account} is entered by unbonding a stake.");
            }

            if (!seen.Add(allocation.Account))
            {
                return Reject(LedgerErrors.DuplicateInBatch, $"{allocation.Account} is allocated twice.");
            }

            if (!Amount.TryAdd(supply, allocation.Amount, out supply))
            {
                return Reject(LedgerErrors.SupplyOverflow, "The supply exceeds 2^128 - 1 base units.");
            }
        }

        return Accept(new LedgerEvent.Allocated(command.Allocations));
    }

    private static LedgerDecision DecidePost(LedgerState state, LedgerCommand.Post command, Slot now)
    {
        if (RefuseBatch(command.Transfers.IsDefault ? 0 : command.Transfers.Length) is { } refusal)
        {
            return refusal;
        }

        if (command.ValidUntil < now)
        {
            return Reject(LedgerErrors.CommandExpired, $"Valid until slot {command.ValidUntil}, now is slot {now}.");
        }

        var balances = new BalanceSheet(state.Balances);
        var seen = new HashSet<OperationId>();
        var repeated = 0;
        foreach (var transfer in command.Transfers)
        {
            if (transfer.Amount.IsZero)
            {
                return Reject(LedgerErrors.ZeroAmount, $"Transfer {transfer.Id} moves nothing.");
            }

            if (transfer.Debit == transfer.Credit)
            {
                return Reject(LedgerErrors.SameAccount, $"Transfer {transfer.Id} debits and credits {transfer.Debit}.");
            }

            if (transfer.Debit.Kind == LedgerAccountKind.Escrow || transfer.Credit.Kind == LedgerAccountKind.Escrow)
            {
                return Reject(LedgerErrors.EscrowDirect, $"Transfer {transfer.Id} touches an escrow; those are reserved and settled.");
            }

            if (transfer.Debit.Kind == LedgerAccountKind.Unbonding || transfer.Credit.Kind == LedgerAccountKind.Unbonding)
            {
                return Reject(LedgerErrors.UnbondingDirect, $"Transfer {transfer.Id} touches an unbonding stake, which has a time of its own.");
            }

            if (!seen.Add(transfer.Id))
            {
                return Reject(LedgerErrors.DuplicateInBatch, $"Transfer {transfer.Id} is in the batch twice.");
            }

            if (state.Transfers.TryGetValue(transfer.Id, out var known))
            {
                // The deadline is one of the terms: a repetition that outlives the memory of the first would move the amount again.
                if (known != transfer || !IsRememberedUntil(state, transfer.Id, command.ValidUntil))
                {
                    return Reject(LedgerErrors.TransferIdReused, $"Transfer {transfer.Id} was posted with other terms.");
                }

                repeated++;
            }
            else if (!balances.TryMove(transfer.Debit, transfer.Credit, transfer.Amount))
            {
                return InsufficientFunds(transfer.Debit, transfer.Amount, balances);
            }
        }

        if (repeated == command.Transfers.Length)
        {
            return Accept();
        }

        // Linked transfers apply together, so a batch was either posted whole or is a different batch under old ids.
        return repeated > 0
            ? Reject(LedgerErrors.TransferIdReused, "Some transfers of the batch were posted before, others were not.")
            : Accept(new LedgerEvent.Posted(command.Transfers, command.ValidUntil, now));
    }

    private static bool IsRememberedUntil(LedgerState state, OperationId id, Slot validUntil) =>
        state.TransferExpiries.TryGetValue(validUntil, out var ids) && ids.Contains(id);

    private static LedgerState ApplyAllocated(LedgerState state, LedgerEvent.Allocated allocated)
    {
        var balances = state.Balances.ToBuilder();
        var supply = state.Supply;
        foreach (var allocation in allocated.Allocations)
        {
            balances[allocation.Account] = allocation.Amount;
            supply += allocation.Amount;
        }

        return state with { Supply = supply, Balances = balances.ToImmutable() };
    }

    private static LedgerState ApplyPosted(LedgerState state, LedgerEvent.Posted posted)
    {
        var balances = new BalanceSheet(state.Balances);
        var transfers = state.Transfers.ToBuilder();
        foreach (var transfer in posted.Transfers)
        {
            balances.Move(transfer.Debit, transfer.Credit, transfer.Amount);
            transfers.Add(transfer.Id, transfer);
        }

        var expiries = state.TransferExpiries.ToBuilder();
        expiries[posted.ValidUntil] =
            (expiries.GetValueOrDefault(posted.ValidUntil) ?? []).AddRange(posted.Transfers.Select(transfer => transfer.Id));

        // Nobody can post these again: a command with that deadline is refused as expired from here on.
        foreach (var lapsed in state.TransferExpiries.Keys.TakeWhile(slot => slot < posted.At))
        {
            transfers.RemoveRange(expiries[lapsed]);
            expiries.Remove(lapsed);
        }

        return state with { Balances = balances.ToImmutable(), Transfers = transfers.ToImmutable(), TransferExpiries = expiries.ToImmutable() };
    }

    private static LedgerDecision? RefuseBatch(int items) => items switch
    {
        0 => Reject(LedgerErrors.EmptyBatch, "The batch is empty."),
        > BatchItemsMaximum => Reject(LedgerErrors.BatchTooLarge, $"The batch has {items} items, at most {BatchItemsMaximum} are taken."),
        _ => null,
    };

    private static LedgerDecision InsufficientFunds(LedgerAccount account, Amount amount, BalanceSheet balances) =>
        Reject(LedgerErrors.InsufficientFunds, $"{account} holds {balances.BalanceOf(account)}, {amount} is needed.");

    private static Accepted<LedgerEvent, LedgerEffect> Accept(params ImmutableArray<LedgerEvent> events) => new(events, []);

    private static Rejected<LedgerEvent, LedgerEffect> Reject(ErrorCode code, string detail) => new(new Rejection(code, detail));
}
