using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Ledger;

namespace LazAI.Protocol.Ownership;

/// <summary>What one use of content costs, and how it is paid (PROTOCOL §13).</summary>
/// <remarks>
/// The most that the account pays is reserved before its request is recorded. The use happens when the session has the key: with the owner's release, or with
/// the request itself where the session has it already. Then the licence's price goes to the owner and the rest back. A request that
/// ends without that, by its deadline or by a transfer, costs nothing.
/// </remarks>
public static class LicenceUse
{
    /// <summary>What the payment of a use is called in the ledger.</summary>
    public const string Purpose = "licence";

    public static UseId IdOf(KeyRequest order)
    {
        ArgumentNullException.ThrowIfNull(order);
        return new UseId(order.StructHash());
    }

    /// <summary>Under what a use's escrow lies: its own hash, in place of a task's.</summary>
    public static TaskId EscrowOf(UseId use) => new(use.Value);

    /// <summary>What has to be reserved before the request is recorded; null where the account pays nothing.</summary>
    public static Escrow? ReservationOf(KeyRequest order)
    {
        ArgumentNullException.ThrowIfNull(order);
        return order.PriceMaximum.IsZero
            ? null
            : new Escrow(EscrowOf(IdOf(order)), LedgerAccount.User(order.Signer), order.PriceMaximum, order.DeadlineSlot);
    }

    /// <summary>The price to the owner, the rest back to who has reserved it.</summary>
    public static Settlement Pay(Escrow escrow, Address owner, Amount price)
    {
        ArgumentNullException.ThrowIfNull(escrow);
        Invariant.Require(price <= escrow.Amount, "a use costs at most what was reserved for it");
        var legs = ImmutableArray.CreateBuilder<SettlementLeg>(2);
        if (!price.IsZero)
        {
            legs.Add(new SettlementLeg(LedgerAccount.User(owner), price, Purpose));
        }

        if (price < escrow.Amount)
        {
            legs.Add(new SettlementLeg(escrow.Payer, escrow.Amount - price, "refund"));
        }

        return new Settlement(escrow.TaskId, escrow.Number, legs.ToImmutable());
    }
}
