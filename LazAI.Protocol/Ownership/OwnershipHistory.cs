using LazAI.Cryptography;
using LazAI.Protocol.Encoding;

namespace LazAI.Protocol.Ownership;

/// <summary>Checks a recorded history without believing who recorded it: every signature, and that each order was its signer's to give.</summary>
/// <remarks>
/// What it cannot see: events that were left out at the end, and whether an enclave's key was attested, for which the anchoring names the evidence.
/// </remarks>
public static class OwnershipHistory
{
    /// <summary>The state that the events lead to, or the first thing that is wrong with them.</summary>
    public static (OwnershipState? State, Rejection? Refusal) Replay(
        Eip712Domain domain, ContentHash content, IEnumerable<OwnershipEvent> events, ProtocolRules rules)
    {
        ArgumentNullException.ThrowIfNull(domain);
        ArgumentNullException.ThrowIfNull(events);
        ArgumentNullException.ThrowIfNull(rules);
        var state = OwnershipState.Initial;
        foreach (var @event in events)
        {
            var (order, signature, at) = OrderOf(@event);
            if (order.ContentHash != content)
            {
                return (null, new Rejection(OwnershipErrors.NotFound, $"The order is for {order.ContentHash}, not for {content}."));
            }

            if (!signature.TryRecoverAddress(domain.Digest(order.StructHash()), out var signer) || signer != order.Signer)
            {
                return (null, new Rejection(OwnershipErrors.NotOwner, $"Event {state.Version + 1} is not signed by {order.Signer}."));
            }

            if (OwnershipAggregate.IsDone(state, order))
            {
                return (null, new Rejection(OwnershipErrors.NotOwner, $"Event {state.Version + 1} repeats an order."));
            }

            if (Refuse(domain, state, @event, rules, at) is { } refusal)
            {
                return (null, refusal);
            }

            state = OwnershipAggregate.Apply(state, @event);
        }

        return (state, null);
    }

    private static Rejection? Refuse(Eip712Domain domain, OwnershipState state, OwnershipEvent @event, ProtocolRules rules, Slot at) => @event switch
    {
        OwnershipEvent.Anchored it => state.Content is not null
            ? new Rejection(OwnershipErrors.AlreadyAnchored, "The content is anchored twice.")
            : RefuseAnchor(domain, it.Anchor, it.AnchorSignature, it.SigningKey, it.Order),
        OwnershipEvent.RecordsBound it => it.Order.Signer != state.Owner || !state.RecordsRoot.IsZero
            ? new Rejection(OwnershipErrors.RecordsRootFixed, "The records' root is not its signer's to add.")
            : RefuseAnchor(domain, it.Anchor, it.AnchorSignature, it.SigningKey, it.Order),
        OwnershipEvent.Transferred it => Decide(state, new OwnershipCommand.Transfer(it.Order, it.Signature), rules, at),
        OwnershipEvent.LicenceGranted it => Decide(state, new OwnershipCommand.GrantLicence(it.Order, it.Signature), rules, at),
        OwnershipEvent.LicenceRevoked it => Decide(state, new OwnershipCommand.RevokeLicence(it.Order, it.Signature), rules, at),
        OwnershipEvent.Delegated it => Decide(state, new OwnershipCommand.Delegate(it.Order, it.Signature), rules, at),
        OwnershipEvent.Consented it => Decide(state, new OwnershipCommand.Consent(it.Order, it.Signature), rules, at),
        OwnershipEvent.KeyReleased it => Decide(state, new OwnershipCommand.ReleaseKey(it.Order, it.Signature, it.Envelope), rules, at),
        OwnershipEvent.ClaimStated it => it.Order.Signer == state.Owner && it.Content.ComputeId() == it.Order.Claim
            ? null
            : new Rejection(OwnershipErrors.ClaimMismatch, "The claim is not the owner's, or not the signed one."),
        OwnershipEvent.KeyRequested it => RefuseRequest(state, it, at),
        _ => throw new ArgumentOutOfRangeException(nameof(@event), @event, "Not an event of ownership."),
    };

    /// <summary>What a use costs and to whom the price is due is no signer's word, so it has to be what the rules say.</summary>
    private static Rejection? RefuseRequest(OwnershipState state, OwnershipEvent.KeyRequested asked, Slot at) =>
        KeyRules.DecideRequest(state, asked.Order, asked.Signature, asked.SessionSignature, asked.Worker, at) switch
        {
            Rejected<OwnershipEvent, OwnershipEffect> rejected => rejected.Reason,
            Accepted<OwnershipEvent, OwnershipEffect> { Events: [var recorded] } when recorded == asked => null,
            _ => new Rejection(OwnershipErrors.NotLicensed, $"Event {state.Version + 1} records another licence, price or payee than the rules say."),
        };

    private static Rejection? RefuseAnchor(
        Eip712Domain domain, OwnershipAnchor anchor, RecoverableSignature signature, Address signingKey, OwnershipRegistration order)
    {
        if (anchor.StructHash() != order.AnchorHash || anchor.ContentHash != order.ContentHash || anchor.Owner != order.Signer)
        {
            return new Rejection(OwnershipErrors.AnchorMismatch, "The order registers another tuple.");
        }

        return signature.TryRecoverAddress(domain.Digest(anchor.StructHash()), out var signer) && signer == signingKey
            ? null
            : new Rejection(OwnershipErrors.AnchorSignatureInvalid, $"The tuple is not signed by {signingKey}.");
    }

    /// <summary>Why the rules would not have recorded this, or null. An order that changes nothing is not recorded either.</summary>
    private static Rejection? Decide(OwnershipState state, OwnershipCommand command, ProtocolRules rules, Slot at) =>
        OwnershipAggregate.Decide(state, command, rules, at) switch
        {
            Rejected<OwnershipEvent, OwnershipEffect> rejected => rejected.Reason,
            Accepted<OwnershipEvent, OwnershipEffect> { Events: [_] } => null,
            _ => new Rejection(OwnershipErrors.NotOwner, $"Event {state.Version + 1} changes nothing."),
        };

    private static (IOwnershipOrder Order, RecoverableSignature Signature, Slot At) OrderOf(OwnershipEvent @event) => @event switch
    {
        OwnershipEvent.Anchored it => (it.Order, it.Signature, it.At),
        OwnershipEvent.RecordsBound it => (it.Order, it.Signature, it.At),
        OwnershipEvent.Transferred it => (it.Order, it.Signature, it.At),
        OwnershipEvent.LicenceGranted it => (it.Order, it.Signature, it.At),
        OwnershipEvent.LicenceRevoked it => (it.Order, it.Signature, it.At),
        OwnershipEvent.Delegated it => (it.Order, it.Signature, it.At),
        OwnershipEvent.Consented it => (it.Order, it.Signature, it.At),
        OwnershipEvent.ClaimStated it => (it.Order, it.Signature, it.At),
        OwnershipEvent.KeyRequested it => (it.Order, it.Signature, it.At),
        OwnershipEvent.KeyReleased it => (it.Order, it.Signature, it.At),
        _ => throw new ArgumentOutOfRangeException(nameof(@event), @event, "Not an event of ownership."),
    };
}
