using OwnershipDecision = LazAI.Protocol.Decision<LazAI.Protocol.Ownership.OwnershipEvent, LazAI.Protocol.Ownership.OwnershipEffect>;

namespace LazAI.Protocol.Ownership;

/// <summary>Who owns content is who first anchors it. Reasons in this order: tuple and order do not match, time stamp, size, then the first anchoring.</summary>
internal static class AnchorRules
{
    public static OwnershipDecision Decide(OwnershipState state, OwnershipCommand.Anchor command, ProtocolRules rules, Slot now)
    {
        var (order, signature, verified, slotTime, blobHash) = command;
        var anchor = verified.Anchor;
        if (anchor.StructHash() != order.AnchorHash || anchor.ContentHash != order.ContentHash || anchor.Owner != order.Signer)
        {
            return OwnershipAggregate.Reject(OwnershipErrors.AnchorMismatch, "The order signs another tuple, or the tuple names another owner or content.");
        }

        // The enclave's own clock has made both time stamps; the service's clock may differ by as much as for evidence.
        if (anchor.Timestamp < verified.Session.Timestamp || anchor.Timestamp > slotTime + (ulong)rules.EvidenceAgeSecondsMaximum)
        {
            return OwnershipAggregate.Reject(OwnershipErrors.AnchorUntimely, "The tuple was signed before its session began, or after now.");
        }

        if (anchor.ContentBytes == 0)
        {
            return OwnershipAggregate.Reject(OwnershipErrors.AnchorEmpty, "Nobody owns nothing: the content has at least one byte.");
        }

        if (state.Content is null)
        {
            return OwnershipAggregate.Accept(new OwnershipEvent.Anchored(
                anchor, verified.Signature, verified.Worker, verified.Session.SigningKey, verified.Session.Evidence.Hash, blobHash, order, signature,
                now));
        }

        return DecideAgain(state, state.Content, command, now);
    }

    /// <summary>The first anchoring stands. All that its owner may add is the records' root, once.</summary>
    private static OwnershipDecision DecideAgain(OwnershipState state, AnchoredContent first, OwnershipCommand.Anchor command, Slot now)
    {
        var anchor = command.Anchored.Anchor;
        if (anchor.Owner != state.Owner || anchor.Kind != first.Kind || anchor.ContentBytes != first.ContentBytes)
        {
            return OwnershipAggregate.Reject(
                OwnershipErrors.AlreadyAnchored,
                $"{first.FirstOwner} anchored it in slot {first.At}, {first.ContentBytes} bytes as {first.Kind}; {state.Owner} owns it.");
        }

        if (anchor.RecordsRoot.IsZero || anchor.RecordsRoot == state.RecordsRoot)
        {
            return OwnershipAggregate.Accept();
        }

        return state.RecordsRoot.IsZero
            ? OwnershipAggregate.Accept(new OwnershipEvent.RecordsBound(
                anchor,
                command.Anchored.Signature,
                command.Anchored.Worker,
                command.Anchored.Session.SigningKey,
                command.Anchored.Session.Evidence.Hash,
                command.Order,
                command.Signature,
                now))
            : OwnershipAggregate.Reject(
                OwnershipErrors.RecordsRootFixed, $"The same content has the same records: their root is {state.RecordsRoot}.");
    }
}
