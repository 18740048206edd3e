using LazAI.Cryptography;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Ledger;
using LazAI.Protocol.Ownership;
using LazAI.Protocol.Tests.Ownership;

namespace LazAI.Protocol.Tests.Coordination;

/// <summary>Uses of one data set at random: asked for, recorded or not, released, ended by transfers or by their deadlines; and what the ledger did with each.</summary>
internal sealed class RandomUses(Random random)
{
    private static readonly Address s_payer = OwnershipSamples.Licensee;
    private readonly SessionId[] _sessions = [.. Enumerable.Range(0, 4).Select(i => new SessionId(Samples.Hash($"using session {i}")))];
    private readonly Dictionary<UseId, (KeyRequest Order, Amount Price)> _asked = [];
    private readonly HashSet<UseId> _recorded = [];
    private readonly Dictionary<UseId, Address> _due = [];
    private readonly Dictionary<UseId, SettlementLeg[]> _settled = [];
    private Address _owner = OwnershipSamples.Owner;
    private ulong _nonce;

    public static LedgerAccount Payer => LedgerAccount.User(s_payer);

    public void Step(Slot now, bool asks, Action<LedgerCommand> decide, Action<ContentHash, OwnershipEvent> tell)
    {
        switch (random.Next(8))
        {
            case 0:
                Transfer(now, tell);
                break;
            case 1 or 2:
                Release(now, tell);
                break;
            default:
                if (asks)
                {
                    Ask(now, decide, tell);
                }

                break;
        }
    }

    public void Observe(LedgerEvent @event)
    {
        if (@event is LedgerEvent.Settled settled)
        {
            foreach (var settlement in settled.Settlements)
            {
                var id = new UseId(settlement.TaskId.Value);
                if (_asked.ContainsKey(id))
                {
                    Assert.True(_settled.TryAdd(id, [.. settlement.Legs]), "a use leaves its escrow once");
                }
            }
        }
    }

    /// <summary>What has happened is paid, to who owned the data set then; nothing else is.</summary>
    public void AssertAllPaidOnce()
    {
        Assert.Equal(_asked.Keys.Order(Comparer<UseId>.Create((left, right) => left.Value.CompareTo(right.Value))), _settled.Keys.Order(Comparer<UseId>.Create((left, right) => left.Value.CompareTo(right.Value))));
        foreach (var (id, (order, price)) in _asked)
        {
            var legs = _settled[id].ToDictionary(leg => leg.Purpose);
            var paid = _due.TryGetValue(id, out var owner) ? price : Amount.Zero;
            Assert.Equal(paid, legs.TryGetValue("licence", out var payment) ? payment.Amount : Amount.Zero);
            Assert.True(payment is null || payment.Account == LedgerAccount.User(owner));
            Assert.Equal(order.PriceMaximum - paid, legs.TryGetValue("refund", out var refund) ? refund.Amount : Amount.Zero);
            Assert.True(refund is null || refund.Account == Payer);
        }

        Assert.True(_due.Count > 20, $"{_due.Count} uses have happened");
        Assert.True(_asked.Count - _due.Count > 20, $"{_asked.Count - _due.Count} have not");
    }

    private void Ask(Slot now, Action<LedgerCommand> decide, Action<ContentHash, OwnershipEvent> tell)
    {
        var price = new Amount((UInt128)random.Next(6));
        var order = new KeyRequest(
            s_payer, OwnershipSamples.Content, _sessions[random.Next(_sessions.Length)], LicenceScope.Inference,
            price + new Amount((UInt128)random.Next(1, 6)), ++_nonce, now + random.Next(1, 12));
        var id = LicenceUse.IdOf(order);
        _asked.Add(id, (order, price));
        decide(new LedgerCommand.Reserve([LicenceUse.ReservationOf(order)!]));
        if (random.Next(6) == 0)
        {
            // A crash: it never comes to the ownership's record.
            return;
        }

        Address? payee = random.Next(3) == 0 ? _owner : null;
        _recorded.Add(id);
        if (payee is { } due)
        {
            _due.Add(id, due);
        }

        tell(OwnershipSamples.Content, new OwnershipEvent.KeyRequested(
            order, OwnershipSamples.Signature, OwnershipSamples.Signature, Samples.Worker, OwnershipSamples.GrantId, price, payee, now));
    }

    private void Release(Slot now, Action<ContentHash, OwnershipEvent> tell)
    {
        var session = _sessions[random.Next(_sessions.Length)];
        foreach (var id in _recorded.Where(id => _asked[id].Order.Session == session && _asked[id].Order.DeadlineSlot > now))
        {
            _due.TryAdd(id, _owner);
        }

        tell(OwnershipSamples.Content, new OwnershipEvent.KeyReleased(
            new KeyRelease(_owner, OwnershipSamples.Content, session, Bytes32.Zero, ++_nonce, now + 1), OwnershipSamples.Signature, default, now + 9, now));
    }

    private void Transfer(Slot now, Action<ContentHash, OwnershipEvent> tell)
    {
        var newOwner = Samples.Key($"owner {random.Next(5)}").Address;
        _recorded.Clear();
        tell(OwnershipSamples.Content, new OwnershipEvent.Transferred(
            new OwnershipTransfer(_owner, OwnershipSamples.Content, newOwner, ++_nonce, now + 1), OwnershipSamples.Signature, now));
        _owner = newOwner;
    }
}
