using System.Numerics;
using LazAI.Cryptography;
using LazAI.Grains.EventLog;
using LazAI.Protocol;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Ledger;
using LazAI.Protocol.Ownership;
using LazAI.Simulation.Auditing;

namespace LazAI.Simulation.Tests.DataSetUses;

/// <summary>Looks at every event when it becomes durable: which uses have happened, and what the ledger does with what was reserved for each.</summary>
/// <param name="price">What everybody but the owner pays for a use.</param>
internal sealed class UseInspector(Amount price)
{
    private readonly LedgerAuditor _auditor = new();
    private readonly Dictionary<UseId, Escrow> _reserved = [];
    private readonly Dictionary<UseId, KeyRequest> _waiting = [];
    private readonly Dictionary<UseId, Address> _happened = [];
    private readonly HashSet<UseId> _ended = [];
    private readonly HashSet<UseId> _paid = [];
    private readonly Dictionary<SessionId, Slot> _keys = [];
    private LedgerState _ledger = LedgerState.Initial;

    public Address Owner { get; private set; }

    public int Happened => _happened.Count;

    public int Ended => _ended.Count;

    public int Returned { get; private set; }

    public int Paid => _paid.Count;

    public BigInteger BalanceOf(LedgerAccount account) => _auditor.BalanceOf(account);

    public void Record(RecordedEvent recorded)
    {
        if (recorded.Stream.Kind is "ledger")
        {
            Record(LedgerEvent.Codec.Read(recorded));
        }
        else if (recorded.Stream.Kind is "ownership")
        {
            Record(OwnershipEvent.Codec.Read(recorded));
        }
    }

    /// <summary>What is still to be done, or null.</summary>
    public string? FindUnfinished() => _reserved.Count > 0 ? $"{_reserved.Count} escrows are open"
        : _happened.Keys.Where(use => !_paid.Contains(use)).Select(use => $"use {use} has happened and is not paid").FirstOrDefault();

    public void Compare() => _auditor.Compare(_ledger);

    private void Record(LedgerEvent entry)
    {
        switch (entry)
        {
            case LedgerEvent.Reserved reserved:
                foreach (var escrow in reserved.Escrows)
                {
                    Require(_reserved.TryAdd(new UseId(escrow.TaskId.Value), escrow), "a use is reserved once at a time");
                }

                break;
            case LedgerEvent.Settled settled:
                foreach (var settlement in settled.Settlements)
                {
                    Inspect(settlement, settled.At);
                }

                break;
        }

        _auditor.Record(entry);
        _ledger = LedgerAggregate.Apply(_ledger, entry);
    }

    private void Record(OwnershipEvent @event)
    {
        switch (@event)
        {
            case OwnershipEvent.Anchored anchored:
                Owner = anchored.Anchor.Owner;
                break;
            case OwnershipEvent.KeyRequested { Order: var order } asked:
                var use = new UseId(order.StructHash());
                Require(asked.Price == price && asked.Price <= order.PriceMaximum, "a use costs what the licence asks, and no more than was signed");
                Require(
                    _reserved.GetValueOrDefault(use) is { } escrow && escrow.Amount == order.PriceMaximum && escrow.Payer == LedgerAccount.User(order.Signer),
                    "a use is reserved before it is recorded");
                var hasKey = _keys.GetValueOrDefault(order.Session, new Slot(-1)) > asked.At;
                Require(asked.Payee == (hasKey ? Owner : null), "a use happens at once if the session has the key");
                if (hasKey)
                {
                    _happened.Add(use, Owner);
                }
                else
                {
                    _waiting.Add(use, order);
                }

                break;
            case OwnershipEvent.KeyReleased { Order: var order } released:
                _keys[order.Session] = released.Until;
                foreach (var waiting in _waiting
                    .Where(entry => entry.Value.Session == order.Session && entry.Value.DeadlineSlot > released.At).Select(entry => entry.Key).ToArray())
                {
                    _waiting.Remove(waiting);
                    _happened.Add(waiting, Owner);
                }

                break;
            case OwnershipEvent.Transferred { Order: var order }:
                Owner = order.NewOwner;
                _keys.Clear();
                _ended.UnionWith(_waiting.Keys);
                _waiting.Clear();
                break;
        }
    }

    private void Inspect(Settlement settlement, Slot at)
    {
        var use = new UseId(settlement.TaskId.Value);
        Require(_reserved.Remove(use, out var escrow), "what is settled was reserved");
        if (settlement.Legs is [{ Purpose: "refund" } refund])
        {
            Require(refund.Account == escrow!.Payer && refund.Amount == escrow.Amount, "all goes back to who has reserved it");
            Require(
                _paid.Contains(use) || (!_happened.ContainsKey(use) && (_ended.Contains(use) || at > escrow.ExpiresAt)),
                $"what goes back is of a use that has not happened and cannot any more, or was reserved again after its end: {use}, "
                + $"happened {_happened.ContainsKey(use)}, ended {_ended.Contains(use)}, waits {_waiting.ContainsKey(use)}, slot {at}, {escrow}");
            Returned++;
            return;
        }

        Require(_happened.TryGetValue(use, out var owner), "only what has happened is paid");
        Require(_paid.Add(use), "a use is paid once");
        var legs = settlement.Legs.ToDictionary(leg => leg.Purpose, leg => (leg.Account, leg.Amount));
        Require(legs["licence"] == (LedgerAccount.User(owner), price), "the price goes to who owned it then");
        Require(
            escrow!.Amount == price ? legs.Count == 1 : legs["refund"] == (escrow.Payer, escrow.Amount - price) && legs.Count == 2,
            "the rest goes back");
    }

    private static void Require(bool holds, string rule)
    {
        if (!holds)
        {
            throw new AuditException(rule);
        }
    }
}
