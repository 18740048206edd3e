using System.Text;
using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Ownership;

namespace LazAI.Client.DataSets;

/// <summary>The part of the service's interface that is about who owns data sets and models. Safe for any number of threads.</summary>
/// <remarks>The signed orders are made by <see cref="DataSetOrders"/>.</remarks>
public sealed class DataSetClient
{
    private readonly LazAIClient _client;

    public DataSetClient(LazAIClient client)
    {
        ArgumentNullException.ThrowIfNull(client);
        _client = client;
    }

    public Task<DataSetView> AnchorAsync(AnchorRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _client.PostSignedAsync<AnchorRequest, DataSetView>("v1/data-sets", request, request.Signature, cancellationToken);
    }

    public Task<DataSetView> GetAsync(ContentHash content, CancellationToken cancellationToken = default) =>
        _client.GetAsync<DataSetView>("v1/data-sets/" + content, cancellationToken);

    /// <summary>Data sets and models, oldest first; all, or those that one account owns now.</summary>
    public Task<Page<DataSetView>> ListAsync(
        Address? owner = null, string? cursor = null, int? limit = null, CancellationToken cancellationToken = default) =>
        _client.GetAsync<Page<DataSetView>>(
            LazAIClient.WithQuery("v1/data-sets", ("owner", owner?.ToString()), ("cursor", cursor), ("limit", LazAIClient.Text(limit))),
            cancellationToken);

    /// <summary>All recorded orders, oldest first.</summary>
    public async Task<IReadOnlyList<OwnershipEntry>> GetHistoryAsync(ContentHash content, CancellationToken cancellationToken = default)
    {
        var entries = new List<OwnershipEntry>();
        string? cursor = null;
        do
        {
            var page = await _client.GetAsync<Page<OwnershipEntry>>(
                $"v1/data-sets/{content}/history" + (cursor is null ? "" : "?cursor=" + cursor), cancellationToken);
            entries.AddRange(page.Items);
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        return entries;
    }

    /// <summary>The same as events, to be checked by <see cref="OwnershipHistory"/>.</summary>
    public async Task<IReadOnlyList<OwnershipEvent>> GetEventsAsync(ContentHash content, CancellationToken cancellationToken = default) =>
        [.. (await GetHistoryAsync(content, cancellationToken))
            .Select(entry => OwnershipEvent.Codec.Decode(entry.Type, Encoding.UTF8.GetBytes(entry.Event.GetRawText())))];

    public Task<DataSetView> TransferAsync(SignedOrder<OwnershipTransfer> order, CancellationToken cancellationToken = default) =>
        PostAsync("transfers", order, cancellationToken);

    public Task<DataSetView> GrantLicenceAsync(SignedOrder<LicenceGrant> order, CancellationToken cancellationToken = default) =>
        PostAsync("licences", order, cancellationToken);

    public Task<DataSetView> RevokeLicenceAsync(SignedOrder<LicenceRevocation> order, CancellationToken cancellationToken = default) =>
        PostAsync("revocations", order, cancellationToken);

    public Task<DataSetView> DelegateAsync(SignedOrder<GrantDelegation> order, CancellationToken cancellationToken = default) =>
        PostAsync("delegations", order, cancellationToken);

    public Task<DataSetView> ConsentAsync(SignedOrder<AnalysisConsent> order, CancellationToken cancellationToken = default) =>
        PostAsync("consents", order, cancellationToken);

    public Task<DataSetView> StateClaimAsync(StateClaimRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _client.PostSignedAsync<StateClaimRequest, DataSetView>(
            $"v1/data-sets/{request.Order.ContentHash}/claims", request, request.Signature, cancellationToken);
    }

    public Task RequestKeyAsync(RequestKeyRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _client.SendSignedAsync(
            $"v1/data-sets/{request.Order.ContentHash}/key-requests", request, request.Signature, cancellationToken);
    }

    /// <summary>Uses of one data set or model, newest first, and what they have cost.</summary>
    public Task<Page<UseView>> ListUsesAsync(
        ContentHash content, string? cursor = null, int? limit = null, CancellationToken cancellationToken = default) =>
        _client.GetAsync<Page<UseView>>(
            LazAIClient.WithQuery($"v1/data-sets/{content}/uses", ("cursor", cursor), ("limit", LazAIClient.Text(limit))), cancellationToken);

    public Task<UseView> GetUseAsync(UseId use, CancellationToken cancellationToken = default) =>
        _client.GetAsync<UseView>("v1/uses/" + use, cancellationToken);

    /// <summary>The requests that wait for the owner.</summary>
    public Task<Page<KeyRequestView>> ListKeyRequestsAsync(ContentHash content, CancellationToken cancellationToken = default) =>
        _client.GetAsync<Page<KeyRequestView>>($"v1/data-sets/{content}/key-requests", cancellationToken);

    public Task<WrappedKeyView> ReleaseKeyAsync(ReleaseKeyRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _client.PostSignedAsync<ReleaseKeyRequest, WrappedKeyView>(
            $"v1/data-sets/{request.Order.ContentHash}/key-releases", request, request.Signature, cancellationToken);
    }

    /// <summary>The data key as wrapped to a session, or null while the owner has not released it.</summary>
    public async Task<WrappedKeyView?> FindKeyAsync(ContentHash content, SessionId session, CancellationToken cancellationToken = default)
    {
        try
        {
            return await _client.GetAsync<WrappedKeyView>($"v1/data-sets/{content}/keys/{session}", cancellationToken);
        }
        catch (LazAIException refusal) when (refusal.Code == OwnershipErrors.KeyNotReleased)
        {
            return null;
        }
    }

    private Task<DataSetView> PostAsync<TOrder>(string path, SignedOrder<TOrder> order, CancellationToken cancellationToken)
        where TOrder : IOwnershipOrder
    {
        ArgumentNullException.ThrowIfNull(order);
        return _client.PostSignedAsync<SignedOrder<TOrder>, DataSetView>(
            $"v1/data-sets/{order.Order.ContentHash}/{path}", order, order.Signature, cancellationToken);
    }
}
