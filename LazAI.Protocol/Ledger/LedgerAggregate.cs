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
public static class LedgerAggregate
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

    private static LedgerDecision DecideSlash(LedgerState state, LedgerCommand.Slash command, Slot now)
    {
        var stake = LedgerAccount.Stake(command.Offender);
        if (state.Transfers.TryGetValue(command.Id, out var known))
        {
            return known.Debit == stake && known.Credit == LedgerAccount.Slashed
                ? Accept()
                : Reject(LedgerErrors.TransferIdReused, $"Transfer {command.Id} was posted with other terms.");
        }

        var amount = state.BalanceOf(stake).ShareFloor(command.Share);
        var transfer = new Transfer(command.Id, stake, LedgerAccount.Slashed, amount, "slash");
        return amount.IsZero ? Accept() : Accept(new LedgerEvent.Posted([transfer], new Slot(Slot.NumberMaximum), now));
    }

    private static LedgerDecision DecideReserve(LedgerState state, LedgerCommand.Reserve command, Slot now)
    {
        if (RefuseBatch(command.Escrows.IsDefault ? 0 : command.Escrows.Length) is { } refusal)
        {
            return refusal;
        }

        var balances = new BalanceSheet(state.Balances);
        var seen = new HashSet<TaskId>();
        var fresh = ImmutableArray.CreateBuilder<Escrow>(command.Escrows.Length);
        foreach (var escrow in command.Escrows)
        {
            if (escrow.Amount.IsZero)
            {
                return Reject(LedgerErrors.ZeroAmount, $"The escrow of task {escrow.TaskId} holds nothing.");
            }

            if (escrow.Payer.Kind == LedgerAccountKind.Escrow)
            {
                return Reject(LedgerErrors.EscrowDirect, $"The escrow of task {escrow.TaskId} would be paid out of {escrow.Payer}.");
            }

            if (escrow.ExpiresAt <= now)
            {
                return Reject(LedgerErrors.EscrowExpired, $"The escrow of task {escrow.TaskId} ends at slot {escrow.ExpiresAt}, now is slot {now}.");
            }

            if (!seen.Add(escrow.TaskId))
            {
                return Reject(LedgerErrors.DuplicateInBatch, $"Task {escrow.TaskId} is in the batch twice.");
            }

            if (state.Escrows.TryGetValue(escrow.TaskId, out var known))
            {
                if (known with { Number = escrow.Number } != escrow)
                {
                    return Reject(LedgerErrors.EscrowConflict, $"Task {escrow.TaskId} has an escrow with other terms.");
                }

                continue;
            }

            if (!balances.TryMove(escrow.Payer, LedgerAccount.Escrow(escrow.TaskId), escrow.Amount))
            {
                return InsufficientFunds(escrow.Payer, escrow.Amount, balances);
            }

            fresh.Add(escrow with { Number = state.Reservations + fresh.Count + 1 });
        }

        return fresh.Count == 0 ? Accept() : Accept(new LedgerEvent.Reserved(fresh.DrainToImmutable(), now));
    }

    private static LedgerDecision DecideSettle(LedgerState state, LedgerCommand.Settle command, Slot now)
    {
        if (RefuseBatch(command.Settlements.IsDefault ? 0 : command.Settlements.Length) is { } refusal)
        {
            return refusal;
        }

        var seen = new HashSet<TaskId>();
        var open = ImmutableArray.CreateBuilder<Settlement>(command.Settlements.Length);
        foreach (var settlement in command.Settlements)
        {
            if (!seen.Add(settlement.TaskId))
            {
                return Reject(LedgerErrors.DuplicateInBatch, $"Task {settlement.TaskId} is in the batch twice.");
            }

            if (!state.Escrows.TryGetValue(settlement.TaskId, out var escrow) || escrow.Number != settlement.EscrowNumber)
            {
                continue;
            }

            var total = Amount.Zero;
            foreach (var leg in settlement.Legs.IsDefault ? [] : settlement.Legs)
            {
                if (leg.Account.Kind == LedgerAccountKind.Escrow)
                {
                    return Reject(LedgerErrors.EscrowDirect, $"A leg of task {settlement.TaskId} pays into an escrow.");
                }

                if (leg.Amount.IsZero)
                {
                    return Reject(LedgerErrors.ZeroAmount, $"A leg of task {settlement.TaskId} pays nothing.");
                }

                if (!Amount.TryAdd(total, leg.Amount, out total))
                {
                    return Reject(LedgerErrors.SettlementUnbalanced, $"The legs of task {settlement.TaskId} overflow.");
                }
            }

            if (total != escrow.Amount)
            {
                return Reject(
                    LedgerErrors.SettlementUnbalanced,
                    $"The legs of task {settlement.TaskId} pay {total} of an escrow of {escrow.Amount}.");
            }

            open.Add(settlement);
        }

        return open.Count == 0 ? Accept() : Accept(new LedgerEvent.Settled(open.DrainToImmutable(), now));
    }

    /// <summary>The settlement that gives all of an escrow back to its payer.</summary>
    public static Settlement Release(Escrow escrow)
    {
        ArgumentNullException.ThrowIfNull(escrow);
        return new Settlement(escrow.TaskId, escrow.Number, [new SettlementLeg(escrow.Payer, escrow.Amount, "refund")]);
    }

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

    private static LedgerState ApplyReserved(LedgerState state, LedgerEvent.Reserved reserved)
    {
        var balances = new BalanceSheet(state.Balances);
        var escrows = state.Escrows.ToBuilder();
        foreach (var escrow in reserved.Escrows)
        {
            balances.Move(escrow.Payer, LedgerAccount.Escrow(escrow.TaskId), escrow.Amount);
            escrows.Add(escrow.TaskId, escrow);
        }

        return state with
        {
            Balances = balances.ToImmutable(),
            Escrows = escrows.ToImmutable(),
            Reservations = state.Reservations + reserved.Escrows.Length,
        };
    }

    private static LedgerState ApplySettled(LedgerState state, LedgerEvent.Settled settled)
    {
        var balances = new BalanceSheet(state.Balances);
        var escrows = state.Escrows.ToBuilder();
        foreach (var settlement in settled.Settlements)
        {
            foreach (var leg in settlement.Legs)
            {
                balances.Move(LedgerAccount.Escrow(settlement.TaskId), leg.Account, leg.Amount);
            }
        }

        escrows.RemoveRange(settled.Settlements.Select(settlement => settlement.TaskId));
        return state with { Balances = balances.ToImmutable(), Escrows = escrows.ToImmutable() };
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
