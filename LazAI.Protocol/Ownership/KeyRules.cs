using LazAI.Cryptography;
using OwnershipDecision = LazAI.Protocol.Decision<LazAI.Protocol.Ownership.OwnershipEvent, LazAI.Protocol.Ownership.OwnershipEffect>;

namespace LazAI.Protocol.Ownership;

/// <summary>
/// How the key of encrypted content comes to a session. The service only relays it: it sees the wrapped key, never the key. Reasons for a request
/// in this order: scope, access (<see cref="Access"/>), number; for a release: the envelope's form, number.
/// </summary>
public static class KeyRules
{
    /// <summary>Size of a data key (AES-256).</summary>
    public const int DataKeySize = 32;

    public const int OpenRequestsMaximum = 1_024;

    public const int WrappedKeysMaximum = 1_024;

    internal static OwnershipDecision DecideRequest(OwnershipState state, VerifiedKeyRequest request, Slot now)
    {
        var order = request.Order;
        if (!LicenceScopeText.IsValid(order.Scope))
        {
            return OwnershipAggregate.Reject(OwnershipErrors.ScopeNotLicensed, $"{(int)order.Scope} is no scope.");
        }

        switch (Access.MayUse(state, order.Signer, order.Scope, now))
        {
            case AccessRefused refused:
                return new Rejected<OwnershipEvent, OwnershipEffect>(refused.Reason);
            case AccessGranted granted when state.KeyRequests.Values.Count(open => open.Order.DeadlineSlot > now) < OpenRequestsMaximum:
                return OwnershipAggregate.Accept(new OwnershipEvent.KeyRequested(
                    order, request.Signature, request.SessionSignature, request.Worker, granted.Licence, granted.Price, now));
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
