using System.Collections.Immutable;
using LazAI.Protocol.Api;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Ledger;
using LazAI.Protocol.Ownership;

namespace LazAI.Protocol.Settlements;

/// <summary>Works out again what a use of a data set costs, from the signed history alone, and compares that with what the service says and the ledger did.</summary>
public static class UseCheck
{
    /// <summary>Everything that was checked.</summary>
    /// <param name="history">All events of the content, oldest first.</param>
    /// <param name="posted">What the ledger's event has for this use; null where the use names none.</param>
    public static ImmutableArray<SettlementFinding> Check(
        UseView use, Eip712Domain domain, ProtocolRules rules, IReadOnlyList<OwnershipEvent> history, Settlement? posted)
    {
        ArgumentNullException.ThrowIfNull(use);
        ArgumentNullException.ThrowIfNull(history);
        if (OwnershipHistory.Replay(domain, use.ContentHash, history, rules) is { Refusal: { } refusal })
        {
            return [new SettlementFinding("history", false, refusal.Detail)];
        }

        var sound = new SettlementFinding("history", true, $"{history.Count} orders, each signed by who might give it; each price is its licence's");
        if (Recompute(use, history) is not { } expected)
        {
            return [sound, new SettlementFinding("use", false, "no request of the history has this hash")];
        }

        var outcome = expected.DecisionVersion is { } version ? $", its outcome from event {version}" : ", it has not happened";
        return
        [
            sound,
            new SettlementFinding("use", expected == use, $"request and price follow from event {expected.RequestVersion}{outcome}"),
            CheckLedger(expected, posted),
        ];
    }

    /// <summary>The use as the history has it, beside what the ledger is said to have done; null where the history has no such request.</summary>
    private static UseView? Recompute(UseView use, IReadOnlyList<OwnershipEvent> history)
    {
        UseView? found = null;
        for (var i = 0; i < history.Count; i++)
        {
            switch (history[i])
            {
                case OwnershipEvent.KeyRequested { Order: var order } asked when LicenceUse.IdOf(order) == use.Use:
                    found = new UseView(
                        use.Use, order.ContentHash, order.Signer, order.Session, order.Scope, asked.Licence, asked.Price, order.PriceMaximum, asked.At,
                        order.DeadlineSlot, i + 1, asked.Payee, asked.Payee is null ? null : asked.At, asked.Payee is null ? null : i + 1, use.Payment);
                    break;
                case OwnershipEvent.KeyReleased { Order: var order } released
                    when found is { DecidedAt: null } && order.Session == found.Session && released.At < found.DeadlineSlot:
                    found = found with { Payee = order.Signer, DecidedAt = released.At, DecisionVersion = i + 1 };
                    break;
                case OwnershipEvent.Transferred transferred when found is { DecidedAt: null } && transferred.At < found.DeadlineSlot:
                    found = found with { DecidedAt = transferred.At, DecisionVersion = i + 1 };
                    break;
            }
        }

        return found;
    }

    private static SettlementFinding CheckLedger(UseView use, Settlement? posted)
    {
        if (use.PriceMaximum.IsZero)
        {
            return new SettlementFinding("ledger", use.Payment is null && posted is null, "nothing was reserved, nothing is due");
        }

        if (use.Payment is not { } payment || posted is null)
        {
            return new SettlementFinding("ledger", use.Payment is null && posted is null ? null : false, "not posted yet");
        }

        var escrow = new Escrow(
            LicenceUse.EscrowOf(use.Use), LedgerAccount.User(use.Account), use.PriceMaximum, use.DeadlineSlot, posted.EscrowNumber);
        var expected = use.Payee is { } owner ? LicenceUse.Pay(escrow, owner, use.Price) : LedgerAggregate.Release(escrow);
        var paid = use.Payee is null ? Amount.Zero : use.Price;
        var same = CanonicalJson.Serialize(expected).AsSpan().SequenceEqual(CanonicalJson.Serialize(posted))
            && (payment.Paid, payment.Returned) == (paid, use.PriceMaximum - paid);
        return new SettlementFinding(
            "ledger", same, same ? $"{paid} to the owner and {use.PriceMaximum - paid} back, posted exactly so" : "the ledger has posted something else");
    }
}
