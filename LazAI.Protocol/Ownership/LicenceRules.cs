using System.Collections.Immutable;
using LazAI.Protocol.Encoding;
using OwnershipDecision = LazAI.Protocol.Decision<LazAI.Protocol.Ownership.OwnershipEvent, LazAI.Protocol.Ownership.OwnershipEffect>;

namespace LazAI.Protocol.Ownership;

/// <summary>What owners allow others. Reasons in this order: who signs, the order's own terms, the number of those open.</summary>
public static class LicenceRules
{
    /// <summary>Licences of one content that may be in force at a time. A licence for anyone counts once.</summary>
    public const int LicencesMaximum = 1_000;

    public const int DelegationsMaximum = 64;

    public const int ConsentsMaximum = 256;

    /// <summary>How many licences that have ended stay in the state, for saying so to those who come with one.</summary>
    private const int EndedLicencesMaximum = 1_000;

    public static LicenceId IdOf(LicenceGrant grant)
    {
        ArgumentNullException.ThrowIfNull(grant);
        return new LicenceId(grant.StructHash());
    }

    internal static OwnershipDecision DecideGrant(OwnershipState state, OwnershipCommand.GrantLicence command, Slot now)
    {
        var (order, signature) = command;
        if (order.Signer != state.Owner
            && !state.Delegations.Any(delegation => delegation.Delegate == order.Signer && delegation.ExpiresAt > now))
        {
            return OwnershipAggregate.Reject(OwnershipErrors.NotGrantor, $"{order.Signer} is neither the owner nor a delegate in slot {now}.");
        }

        if (!LicenceScopeText.IsValid(order.Scope) || !IsAhead(order.ExpiresAt, now) || order.Licensee == state.Owner)
        {
            return OwnershipAggregate.Reject(
                OwnershipErrors.LicenceInvalid, "A licence allows something, expires after this slot, and is for another than the owner.");
        }

        return state.Licences.Values.Count(licence => IsOpen(licence, now)) >= LicencesMaximum
            ? OwnershipAggregate.Reject(OwnershipErrors.TooManyLicences, $"{LicencesMaximum} licences are in force.")
            : OwnershipAggregate.Accept(new OwnershipEvent.LicenceGranted(order, signature, now));
    }

    internal static OwnershipDecision DecideRevocation(OwnershipState state, OwnershipCommand.RevokeLicence command, Slot now)
    {
        var (order, signature) = command;
        if (!state.Licences.TryGetValue(order.Licence, out var licence))
        {
            return OwnershipAggregate.Reject(OwnershipErrors.LicenceUnknown, $"There is no licence {order.Licence}, or it ended long ago.");
        }

        return licence.RevokedAt is null
            ? OwnershipAggregate.Accept(new OwnershipEvent.LicenceRevoked(order, signature, now))
            : OwnershipAggregate.Accept();
    }

    internal static OwnershipDecision DecideDelegation(OwnershipState state, OwnershipCommand.Delegate command, Slot now)
    {
        var (order, signature) = command;
        var open = state.Delegations.Where(delegation => delegation.ExpiresAt > now).ToArray();
        var known = open.Any(delegation => delegation.Delegate == order.Delegate);
        if (order.Delegate == default || order.Delegate == state.Owner || !IsSlot(order.ExpiresAt) || (!known && order.ExpiresAt <= now))
        {
            return OwnershipAggregate.Reject(
                OwnershipErrors.DelegationInvalid,
                "A delegate is another account than the owner, and not the zero address; a slot that has passed ends a delegation that there is.");
        }

        return !known && open.Length >= DelegationsMaximum
            ? OwnershipAggregate.Reject(OwnershipErrors.TooManyDelegations, $"{DelegationsMaximum} accounts are delegates.")
            : OwnershipAggregate.Accept(new OwnershipEvent.Delegated(order, signature, now));
    }

    internal static OwnershipDecision DecideConsent(OwnershipState state, OwnershipCommand.Consent command, Slot now)
    {
        var (order, signature) = command;
        var known = state.Consents.TryGetValue(order.Program, out var until) && until > now;
        if (!IsSlot(order.ExpiresAt) || (!known && order.ExpiresAt <= now))
        {
            return OwnershipAggregate.Reject(
                OwnershipErrors.ConsentInvalid, "A consent is for a time to come; a slot that has passed withdraws one that there is.");
        }

        return !known && state.Consents.Values.Count(expiresAt => expiresAt > now) >= ConsentsMaximum
            ? OwnershipAggregate.Reject(OwnershipErrors.TooManyConsents, $"{ConsentsMaximum} consents are given.")
            : OwnershipAggregate.Accept(new OwnershipEvent.Consented(order, signature, now));
    }

    internal static ImmutableArray<Delegation> Set(ImmutableArray<Delegation> delegations, OwnershipEvent.Delegated delegated)
    {
        var order = delegated.Order;
        var others = delegations.RemoveAll(delegation => delegation.Delegate == order.Delegate);
        return order.ExpiresAt > delegated.At ? others.Add(new Delegation(order.Delegate, order.ExpiresAt)) : others;
    }

    /// <summary>Drops licences that have ended once they are many; the log still has them.</summary>
    internal static ImmutableDictionary<LicenceId, Licence> Forget(ImmutableDictionary<LicenceId, Licence> licences, Slot now) =>
        licences.Count < LicencesMaximum + EndedLicencesMaximum
            ? licences
            : licences.RemoveRange(licences.Where(entry => !IsOpen(entry.Value, now)).Select(entry => entry.Key));

    private static bool IsOpen(Licence licence, Slot now) => licence.RevokedAt is null && licence.Terms.ExpiresAt > now;

    private static bool IsAhead(Slot slot, Slot now) => IsSlot(slot) && slot > now;

    private static bool IsSlot(Slot slot) => slot.Number is >= 0 and <= Slot.NumberMaximum;
}
