using LazAI.Gateway.Attestation;
using LazAI.Gateway.Problems;
using LazAI.Gateway.Requests;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.Ownership;

namespace LazAI.Gateway.DataSets;

/// <summary>
/// <c>/v1/data-sets/{contentHash}/key-…</c>: how the key of encrypted content comes from its owner to a session. The service checks who may ask, and
/// relays a wrapped key that it cannot open.
/// </summary>
internal static class DataKeyEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var keys = routes.MapGroup("/v1/data-sets/{contentHash}").WithTags("Data sets");
        keys.MapPost("/key-requests", RequestAsync).WithName("RequestDataKey").WithSummary("Ask the owner for the key, for a session")
            .Accepts<RequestKeyRequest>("application/json").Produces(StatusCodes.Status202Accepted);
        keys.MapGet("/key-requests", ListRequestsAsync).WithName("ListDataKeyRequests").WithSummary("Requests that wait for the owner")
            .Produces<Page<KeyRequestView>>();
        keys.MapPost("/key-releases", ReleaseAsync).WithName("ReleaseDataKey").WithSummary("Hand over the key, wrapped to a session")
            .Accepts<ReleaseKeyRequest>("application/json").Produces<WrappedKeyView>();
        keys.MapGet("/keys/{session}", GetAsync).WithName("GetDataKey").WithSummary("The key, as its owner wrapped it to a session")
            .Produces<WrappedKeyView>();
    }

    private static async Task<IResult> RequestAsync(string contentHash, HttpContext context, OrderDesk desk)
    {
        var content = Parameters.ContentHash(contentHash);
        var request = await desk.ReadAsync<RequestKeyRequest>(context);
        var refusal = await desk.RunAsync(
            context, "key-request", content, request.ChainId, request.Order, request.Signature,
            (grain, isTrial) => grain.RequestKeyAsync(request, isTrial));
        return refusal is null ? Results.Accepted() : Problem.From(refusal);
    }

    private static async Task<IResult> ListRequestsAsync(string contentHash, SessionRecords sessions, OrderDesk desk)
    {
        var content = Parameters.ContentHash(contentHash);
        var state = await desk.OwnershipOf(content).GetAsync();
        return state.Content is null
            ? DataSetEndpoints.NotFound(content)
            : Results.Json(new Page<KeyRequestView>(await DataSetViews.RequestsOfAsync(state, sessions), null));
    }

    private static async Task<IResult> ReleaseAsync(string contentHash, HttpContext context, OrderDesk desk)
    {
        var content = Parameters.ContentHash(contentHash);
        var request = await desk.ReadAsync<ReleaseKeyRequest>(context);
        var refusal = await desk.RunAsync(
            context, "key-release", content, request.ChainId, request.Order, request.Signature,
            (grain, isTrial) => grain.ReleaseKeyAsync(request, isTrial));
        return refusal is null ? await FindAsync(desk, content, request.Order.Session) : Problem.From(refusal);
    }

    private static Task<IResult> GetAsync(string contentHash, string session, OrderDesk desk) =>
        FindAsync(desk, Parameters.ContentHash(contentHash), new SessionId(Parameters.Hash("session", session)));

    private static async Task<IResult> FindAsync(OrderDesk desk, ContentHash content, SessionId session)
    {
        var state = await desk.OwnershipOf(content).GetAsync();
        return state.Keys.TryGetValue(session, out var key)
            ? Results.Json(new WrappedKeyView(session, key.Envelope, key.Until))
            : Problem.From(OwnershipErrors.KeyNotReleased, $"No key of {content} is wrapped to session {session}.");
    }
}
