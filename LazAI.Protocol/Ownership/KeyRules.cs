using LazAI.Cryptography;
using LazAI.Protocol.Accounts;
using LazAI.Protocol.Encoding;
using OwnershipDecision = LazAI.Protocol.Decision<LazAI.Protocol.Ownership.OwnershipEvent, LazAI.Protocol.Ownership.OwnershipEffect>;

namespace LazAI.Protocol.Ownership;

/// <summary>
/// How the key of encrypted content comes to a session. The service only relays it: it sees the wrapped key, never the key. Reasons for a request
/// in this order: scope, deadline, access (<see cref="Access"/>), price, number; for a release: the envelope's form, number.
/// </summary>
public static class KeyRules
{
    /// <summary>Size of a data key (AES-256).</summary>
    public const int DataKeySize = 32;

    public const int OpenRequestsMaximum = 1_024;

    public const int WrappedKeysMaximum = 1_024;

    internal static OwnershipDecision DecideRequest(OwnershipState state, VerifiedKeyRequest request, Slot now) =>
        DecideRequest(state, request.Order, request.Signature, request.SessionSignature, request.Worker, now);

    /// <remarks>For a history, whose signatures are checked elsewhere.</remarks>
    internal static OwnershipDecision DecideRequest(
        OwnershipState state, KeyRequest order, RecoverableSignature signature, RecoverableSignature sessionSignature, Address worker, Slot now)
    {
        if (!LicenceScopeText.IsValid(order.Scope))
        {
            return OwnershipAggregate.Reject(OwnershipErrors.ScopeNotLicensed, $"{(int)order.Scope} is no scope.");
        }

        // What is reserved for it goes back some slots after the deadline, so it is not recorded later.
        if (order.DeadlineSlot <= now)
        {
            return OwnershipAggregate.Reject(
                AccountErrors.CommandExpired, $"The request's deadline is slot {order.DeadlineSlot}, now is slot {now}.");
        }

        switch (Access.MayUse(state, order.Signer, order.Scope, now))
        {
            case AccessRefused refused:
                return new Rejected<OwnershipEvent, OwnershipEffect>(refused.Reason);
            case AccessGranted granted when granted.Price > order.PriceMaximum:
                return OwnershipAggregate.Reject(
                    OwnershipErrors.PriceAboveMaximum,
                    $"A use costs {granted.Price} under licence {granted.Licence}, the request allows {order.PriceMaximum}.");
            case AccessGranted granted when state.KeyRequests.Values.Count(open => open.Order.DeadlineSlot > now) < OpenRequestsMaximum:
                return OwnershipAggregate.Accept(new OwnershipEvent.KeyRequested(
                    order, signature, sessionSignature, worker, granted.Licence, granted.Price,
                    state.Keys.TryGetValue(order.Session, out var key) && key.Until > now ? state.Owner : null, now));
            default:
                return OwnershipAggregate.Reject(OwnershipErrors.TooManyKeyRequests, $"{OpenRequestsMaximum} requests wait for the owner.");
        }
    }

    /// <summary>The owner may release a key unasked, to a session that it expects: then nobody waits for it.</summary>
    internal static OwnershipDecision DecideRelease(
        OwnershipState state, OwnershipCommand.ReleaseKey command, ProtocolRules rules, Slot now)
    {
        var (order, signature, envelope) = command;
        if (envelope.Length != Ecies.Overhead + DataKeySize || Keccak256.Hash(envelope.Span) != order.EnvelopeHash)
        {
            return OwnershipAggregate.Reject(
                OwnershipErrors.EnvelopeInvalid, $"A wrapped key has {Ecies.Overhead + DataKeySize} bytes, and the hash that the owner has signed.");
        }

        return !state.Keys.ContainsKey(order.Session) && state.Keys.Values.Count(key => key.Until > now) >= WrappedKeysMaximum
            ? OwnershipAggregate.Reject(OwnershipErrors.TooManyKeys, $"{WrappedKeysMaximum} wrapped keys wait for their sessions.")
            : OwnershipAggregate.Accept(new OwnershipEvent.KeyReleased(order, signature, envelope, now + rules.SessionSlotsMaximum, now));
    }
}
