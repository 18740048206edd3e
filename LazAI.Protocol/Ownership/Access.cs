using LazAI.Cryptography;

namespace LazAI.Protocol.Ownership;

/// <summary>Whether an account may use content.</summary>
public abstract record AccessDecision;

/// <summary>It may.</summary>
/// <param name="Licence">Under this licence; null for the owner.</param>
/// <param name="Price">What the licence asks for one use.</param>
public sealed record AccessGranted(LicenceId? Licence, Amount Price) : AccessDecision;

/// <summary>It may not.</summary>
public sealed record AccessRefused(Rejection Reason) : AccessDecision;

/// <summary>Who may use what (PROTOCOL §13).</summary>
public static class Access
{
    /// <summary>Whether <paramref name="account"/> may use the content for all of <paramref name="scope"/> in this slot.</summary>
    /// <remarks>
    /// One licence must allow all of it. Of several the cheapest counts, then the one with the lowest id. With none, the reason is that of the
    /// licence that comes closest, in this order: none is for this account, none has the scope, all of those have expired, the rest are revoked.
    /// </remarks>
    public static AccessDecision MayUse(OwnershipState state, Address account, LicenceScope scope, Slot now)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (state.Content is null)
        {
            return Refuse(OwnershipErrors.NotFound, "Nobody has anchored this content.");
        }

        if (account == state.Owner)
        {
            return new AccessGranted(null, Amount.Zero);
        }

        var own = state.Licences.Where(entry => entry.Value.Terms.Licensee == account || entry.Value.Terms.Licensee == default).ToArray();
        if (own.Length == 0)
        {
            return Refuse(OwnershipErrors.NotLicensed, $"No licence is for {account}.");
        }

        var fitting = own.Where(entry => (entry.Value.Terms.Scope & scope) == scope).ToArray();
        if (fitting.Length == 0)
        {
            return Refuse(OwnershipErrors.ScopeNotLicensed, $"No licence of {account} allows {Describe(scope)}.");
        }

        var current = fitting.Where(entry => entry.Value.Terms.ExpiresAt > now).ToArray();
        if (current.Length == 0)
        {
            return Refuse(
                OwnershipErrors.LicenceExpired,
                $"The last licence expired with slot {fitting.Max(entry => entry.Value.Terms.ExpiresAt.Number)}, now is slot {now}.");
        }

        var valid = current.Where(entry => entry.Value.RevokedAt is null).ToArray();
        if (valid.Length == 0)
        {
            return Refuse(OwnershipErrors.LicenceRevoked, "The licence has been revoked.");
        }

        var (id, licence) = valid.OrderBy(entry => entry.Value.Terms.PricePerUse).ThenBy(entry => entry.Key.Value).First();
        return new AccessGranted(id, licence.Terms.PricePerUse);
    }

    private static string Describe(LicenceScope scope) => LicenceScopeText.IsValid(scope) ? LicenceScopeText.Format(scope) : "this";

    private static AccessRefused Refuse(ErrorCode code, string detail) => new(new Rejection(code, detail));
}
