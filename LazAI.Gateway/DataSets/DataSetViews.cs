using System.Collections.Immutable;
using LazAI.Gateway.Attestation;
using LazAI.Protocol.Api;
using LazAI.Protocol.Ownership;

namespace LazAI.Gateway.DataSets;

/// <summary>Ownership as the API shows it.</summary>
internal static class DataSetViews
{
    /// <summary>The view of content that is anchored, or null. Lists are in the order in which their items came.</summary>
    public static DataSetView? Of(OwnershipState state) => state.Content is not { } content
        ? null
        : new DataSetView(
            content.ContentHash,
            content.Kind,
            content.ContentBytes,
            state.Owner,
            content.FirstOwner,
            content.At,
            content.Session,
            content.BlobHash,
            state.RecordsRoot,
            [.. state.Licences.OrderBy(entry => entry.Value.GrantedAt).ThenBy(entry => entry.Key.Value).Select(entry => Of(entry.Key, entry.Value))],
            state.Delegations,
            [.. state.Consents.OrderBy(entry => entry.Key.Value).Select(entry => new ConsentView(entry.Key, entry.Value))],
            [.. state.Claims.OrderBy(entry => entry.Value.At).ThenBy(entry => entry.Key.Value)
                .Select(entry => new ClaimView(entry.Key, entry.Value.Content, entry.Value.Verified, entry.Value.At))]);

    /// <summary>Requests that wait, with the evidence of their sessions. Those to whose session the key has been released wait no more.</summary>
    public static async Task<ImmutableArray<KeyRequestView>> RequestsOfAsync(OwnershipState state, SessionRecords sessions)
    {
        var waiting = state.KeyRequests.Values
            .Where(request => !state.Keys.ContainsKey(request.Order.Session))
            .OrderBy(request => request.At).ThenBy(request => request.Order.Nonce);
        return [.. await Task.WhenAll(waiting.Select(request => OfAsync(request, sessions)))];
    }

    private static LicenceView Of(LicenceId id, Licence licence) => new(
        id, licence.Terms.Signer, licence.Terms.Licensee, licence.Terms.Scope, licence.Terms.PricePerUse, licence.GrantedAt, licence.Terms.ExpiresAt,
        licence.RevokedAt);

    private static async Task<KeyRequestView> OfAsync(OpenKeyRequest request, SessionRecords sessions)
    {
        var view = await sessions.FindAsync(request.Worker, request.Order.Session);
        return new KeyRequestView(
            request.Order, request.Signature, request.SessionSignature, request.Worker, request.Licence, request.Price, request.At, view?.Session,
            view?.Evidence, view?.Collateral);
    }
}
