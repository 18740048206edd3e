using System.Collections.Immutable;
using LazAI.Protocol.Encoding;
using OwnershipDecision = LazAI.Protocol.Decision<LazAI.Protocol.Ownership.OwnershipEvent, LazAI.Protocol.Ownership.OwnershipEffect>;

namespace LazAI.Protocol.Ownership;

/// <summary>The rules of the ownership registry (PROTOCOL §13), one stream a content hash.</summary>
/// <remarks>
/// An order that was carried out before and whose deadline has not passed changes nothing and is accepted. Else reasons are tried in this order: is
/// the content anchored, has the right account signed, then those of the command, as its rule lists them.
/// </remarks>
public static class OwnershipAggregate
{
    public static OwnershipDecision Decide(OwnershipState state, OwnershipCommand command, ProtocolRules rules, Slot now)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(rules);
        var order = OrderOf(command);
        if (IsDone(state, order))
        {
            return Accept();
        }

        if (command is OwnershipCommand.Anchor anchor)
        {
            return AnchorRules.Decide(state, anchor, rules, now);
        }

        if (state.Content is null)
        {
            return Reject(OwnershipErrors.NotFound, $"Nobody has anchored {order.ContentHash}.");
        }

        // Licences come from delegates, too, and keys are asked for by others.
        if (order is not LicenceGrant and not KeyRequest && order.Signer != state.Owner)
        {
            return Reject(OwnershipErrors.NotOwner, $"{state.Owner} owns it, {order.Signer} has signed.");
        }

        return command switch
        {
            OwnershipCommand.Transfer transfer => DecideTransfer(state, transfer, now),
            OwnershipCommand.GrantLicence grant => LicenceRules.DecideGrant(state, grant, now),
            OwnershipCommand.RevokeLicence revoke => LicenceRules.DecideRevocation(state, revoke, now),
            OwnershipCommand.Delegate @delegate => LicenceRules.DecideDelegation(state, @delegate, now),
            OwnershipCommand.Consent consent => LicenceRules.DecideConsent(state, consent, now),
            OwnershipCommand.StateClaim claim => ClaimRules.Decide(state, claim, now),
            OwnershipCommand.RequestKey request => KeyRules.DecideRequest(state, request.Request, now),
            OwnershipCommand.ReleaseKey release => KeyRules.DecideRelease(state, release, rules, now),
            _ => throw new ArgumentOutOfRangeException(nameof(command), command, "Not a command of ownership."),
        };
    }

    public static OwnershipState Apply(OwnershipState state, OwnershipEvent @event)
    {
        ArgumentNullException.ThrowIfNull(state);
        var (order, at) = OrderOf(@event);
        return ApplyContent(Forget(state, at), @event) with
        {
            Orders = Lapse(state.Orders, at).SetItem(IdOf(order), order.DeadlineSlot),
            Version = state.Version + 1,
        };
    }

    /// <summary>Whether the order was carried out before, so that a repetition need not be verified again.</summary>
    public static bool IsDone(OwnershipState state, IOwnershipOrder order)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.Orders.ContainsKey(IdOf(order));
    }

    /// <summary>What makes an order idempotent.</summary>
    public static OperationId IdOf(IOwnershipOrder order)
    {
        ArgumentNullException.ThrowIfNull(order);
        return new OperationId(order.StructHash());
    }

    internal static OwnershipDecision Accept(params ReadOnlySpan<OwnershipEvent> events) =>
        new Accepted<OwnershipEvent, OwnershipEffect>([.. events], []);

    internal static OwnershipDecision Reject(ErrorCode code, string detail) =>
        new Rejected<OwnershipEvent, OwnershipEffect>(new Rejection(code, detail));

    /// <summary>New owner. What others have been licensed stays; what the former owner trusted in, consented to and wrapped ends.</summary>
    private static OwnershipDecision DecideTransfer(OwnershipState state, OwnershipCommand.Transfer transfer, Slot now)
    {
        var (order, signature) = transfer;
        return order.NewOwner == default || order.NewOwner == state.Owner
            ? Reject(OwnershipErrors.NewOwnerInvalid, "The new owner is another account than the owner, and not the zero address.")
            : Accept(new OwnershipEvent.Transferred(order, signature, now));
    }

    private static OwnershipState ApplyContent(OwnershipState state, OwnershipEvent @event) => @event switch
    {
        OwnershipEvent.Anchored anchored => state with
        {
            Content = new AnchoredContent(
                anchored.Anchor.ContentHash, anchored.Anchor.Kind, anchored.Anchor.ContentBytes, anchored.Anchor.Owner, anchored.Anchor.Session,
                anchored.BlobHash, anchored.At),
            Owner = anchored.Anchor.Owner,
            RecordsRoot = anchored.Anchor.RecordsRoot,
        },
        OwnershipEvent.RecordsBound bound => state with { RecordsRoot = bound.Anchor.RecordsRoot },
        OwnershipEvent.Transferred transferred => state with
        {
            Owner = transferred.Order.NewOwner,
            Delegations = [],
            Consents = state.Consents.Clear(),
            KeyRequests = state.KeyRequests.Clear(),
            Keys = state.Keys.Clear(),
        },
        OwnershipEvent.LicenceGranted granted => state with
        {
            Licences = state.Licences.SetItem(
                LicenceRules.IdOf(granted.Order), new Licence(granted.Order, granted.At, null)),
        },
        OwnershipEvent.LicenceRevoked revoked => state with
        {
            Licences = state.Licences.SetItem(
                revoked.Order.Licence, state.Licences[revoked.Order.Licence] with { RevokedAt = revoked.At }),
        },
        OwnershipEvent.Delegated delegated => state with { Delegations = LicenceRules.Set(state.Delegations, delegated) },
        OwnershipEvent.Consented { Order: var order } consented => state with
        {
            Consents = order.ExpiresAt > consented.At
                ? state.Consents.SetItem(order.Program, order.ExpiresAt)
                : state.Consents.Remove(order.Program),
        },
        OwnershipEvent.ClaimStated stated => state with
        {
            Claims = state.Claims.SetItem(stated.Order.Claim, new Claim(stated.Content, stated.Verified, stated.At)),
        },
        OwnershipEvent.KeyRequested asked => state with
        {
            KeyRequests = state.KeyRequests.SetItem(
                IdOf(asked.Order),
                new OpenKeyRequest(
                    asked.Order, asked.Signature, asked.SessionSignature, asked.Worker, asked.Licence, asked.Price, asked.At)),
        },
        OwnershipEvent.KeyReleased released => state with
        {
            Keys = state.Keys.SetItem(released.Order.Session, new WrappedKey(released.Envelope, released.Until)),
        },
        _ => throw new ArgumentOutOfRangeException(nameof(@event), @event, "Not an event of ownership."),
    };

    /// <summary>Drops what time has ended, so that a state stays as large as what is open.</summary>
    private static OwnershipState Forget(OwnershipState state, Slot now) => state with
    {
        Licences = LicenceRules.Forget(state.Licences, now),
        Delegations = state.Delegations.RemoveAll(delegation => delegation.ExpiresAt <= now),
        Consents = state.Consents.RemoveRange(state.Consents.Where(entry => entry.Value <= now).Select(entry => entry.Key)),
        KeyRequests = state.KeyRequests.RemoveRange(
            state.KeyRequests.Where(entry => entry.Value.Order.DeadlineSlot <= now).Select(entry => entry.Key)),
        Keys = state.Keys.RemoveRange(state.Keys.Where(entry => entry.Value.Until <= now).Select(entry => entry.Key)),
    };

    private static ImmutableDictionary<OperationId, Slot> Lapse(
        ImmutableDictionary<OperationId, Slot> orders, Slot now) =>
        orders.RemoveRange(orders.Where(entry => entry.Value <= now).Select(entry => entry.Key));

    private static IOwnershipOrder OrderOf(OwnershipCommand command) => command switch
    {
        OwnershipCommand.Anchor it => it.Order,
        OwnershipCommand.Transfer it => it.Order,
        OwnershipCommand.GrantLicence it => it.Order,
        OwnershipCommand.RevokeLicence it => it.Order,
        OwnershipCommand.Delegate it => it.Order,
        OwnershipCommand.Consent it => it.Order,
        OwnershipCommand.StateClaim it => it.Order,
        OwnershipCommand.RequestKey it => it.Request.Order,
        OwnershipCommand.ReleaseKey it => it.Order,
        _ => throw new ArgumentOutOfRangeException(nameof(command), command, "Not a command of ownership."),
    };

    private static (IOwnershipOrder Order, Slot At) OrderOf(OwnershipEvent @event) => @event switch
    {
        OwnershipEvent.Anchored it => (it.Order, it.At),
        OwnershipEvent.RecordsBound it => (it.Order, it.At),
        OwnershipEvent.Transferred it => (it.Order, it.At),
        OwnershipEvent.LicenceGranted it => (it.Order, it.At),
        OwnershipEvent.LicenceRevoked it => (it.Order, it.At),
        OwnershipEvent.Delegated it => (it.Order, it.At),
        OwnershipEvent.Consented it => (it.Order, it.At),
        OwnershipEvent.ClaimStated it => (it.Order, it.At),
        OwnershipEvent.KeyRequested it => (it.Order, it.At),
        OwnershipEvent.KeyReleased it => (it.Order, it.At),
        _ => throw new ArgumentOutOfRangeException(nameof(@event), @event, "Not an event of ownership."),
    };
}
