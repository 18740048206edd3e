using System.Collections.Immutable;
using LedgerDecision = LazAI.Protocol.Decision<LazAI.Protocol.Ledger.LedgerEvent, LazAI.Protocol.Ledger.LedgerEffect>;

namespace LazAI.Protocol.Ledger;

/// <summary>Escrows: fees set aside for tasks, and how they leave the ledger again.</summary>
public static partial class LedgerAggregate
{
    /// <summary>The settlement that gives all of an escrow back to its payer.</summary>
    public static Settlement Release(Escrow escrow)
    {
        ArgumentNullException.ThrowIfNull(escrow);
        return new Settlement(escrow.TaskId, escrow.Number, [new SettlementLeg(escrow.Payer, escrow.Amount, "refund")]);
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

            if (escrow.Payer.Kind == LedgerAccountKind.Unbonding)
            {
                return Reject(LedgerErrors.UnbondingDirect, $"The escrow of task {escrow.TaskId} would be paid out of {escrow.Payer}.");
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

            if (!balances.TryTake(escrow.Payer, escrow.Amount))
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

                if (leg.Account.Kind == LedgerAccountKind.Unbonding)
                {
                    return Reject(LedgerErrors.UnbondingDirect, $"A leg of task {settlement.TaskId} pays into an unbonding stake.");
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

    private static LedgerState ApplyReserved(LedgerState state, LedgerEvent.Reserved reserved)
    {
        var balances = new BalanceSheet(state.Balances);
        var escrows = state.Escrows.ToBuilder();
        var escrowed = state.Escrowed;
        foreach (var escrow in reserved.Escrows)
        {
            Invariant.Require(balances.TryTake(escrow.Payer, escrow.Amount), "a recorded escrow was covered when it was decided");
            escrows.Add(escrow.TaskId, escrow);
            escrowed += escrow.Amount;
        }

        return state with
        {
            Balances = balances.ToImmutable(),
            Escrows = escrows.ToImmutable(),
            Escrowed = escrowed,
            Reservations = state.Reservations + reserved.Escrows.Length,
        };
    }

    private static LedgerState ApplySettled(LedgerState state, LedgerEvent.Settled settled)
    {
        var balances = new BalanceSheet(state.Balances);
        var escrows = state.Escrows.ToBuilder();
        var escrowed = state.Escrowed;
        foreach (var settlement in settled.Settlements)
        {
            var paid = Amount.Zero;
            foreach (var leg in settlement.Legs)
            {
                balances.Give(leg.Account, leg.Amount);
                paid += leg.Amount;
            }

            var isOpen = escrows.Remove(settlement.TaskId, out var escrow);
            Invariant.Require(isOpen && escrow!.Amount == paid, "a recorded settlement pays what its escrow held");
            escrowed -= paid;
        }

        return state with { Balances = balances.ToImmutable(), Escrows = escrows.ToImmutable(), Escrowed = escrowed };
    }
}
