using System.Text.Json;
using LazAI.Gateway.Hosting;
using LazAI.Gateway.Problems;
using LazAI.Gateway.Requests;
using LazAI.Grains.Blobs;
using LazAI.Grains.Ownership;
using LazAI.Grains.Queries;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Ownership;
using Microsoft.Extensions.Options;

namespace LazAI.Gateway.DataSets;

/// <summary><c>/v1/data-sets</c>: who owns data sets and models, and what the owners allow.</summary>
internal static class DataSetEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var dataSets = routes.MapGroup("/v1/data-sets").WithTags("Data sets");
        dataSets.MapPost("/", AnchorAsync).WithName("AnchorDataSet").WithSummary("Register what an enclave has hashed")
            .Accepts<AnchorRequest>("application/json").Produces<DataSetView>(StatusCodes.Status201Created);
        dataSets.MapGet("/", ListAsync).WithName("ListDataSets").WithSummary("Data sets and models, all or one owner's")
            .Produces<Page<DataSetView>>();
        dataSets.MapGet("/{contentHash}", GetAsync).WithName("GetDataSet").WithSummary("One data set or model with its owner")
            .Produces<DataSetView>();
        dataSets.MapGet("/{contentHash}/history", ListHistoryAsync).WithName("ListOwnershipHistory").WithSummary("All orders, as they were signed")
            .Produces<Page<OwnershipEntry>>();
        MapOrder<OwnershipTransfer>(
            dataSets, "transfers", "TransferDataSet", "Name a new owner", "ownership-transfer",
            (grain, it, isTrial) => grain.TransferAsync(it.Order, it.Signature, isTrial));
        MapOrder<LicenceGrant>(
            dataSets, "licences", "GrantLicence", "Grant a licence", "licence-grant",
            (grain, it, isTrial) => grain.GrantLicenceAsync(it.Order, it.Signature, isTrial));
        MapOrder<LicenceRevocation>(
            dataSets, "revocations", "RevokeLicence", "End a licence", "licence-revocation",
            (grain, it, isTrial) => grain.RevokeLicenceAsync(it.Order, it.Signature, isTrial));
        MapOrder<GrantDelegation>(
            dataSets, "delegations", "DelegateGranting", "Let another account grant licences", "grant-delegation",
            (grain, it, isTrial) => grain.DelegateAsync(it.Order, it.Signature, isTrial));
        MapOrder<AnalysisConsent>(
            dataSets, "consents", "ConsentToAnalysis", "Agree to a joint analysis", "analysis-consent",
            (grain, it, isTrial) => grain.ConsentAsync(it.Order, it.Signature, isTrial));
        dataSets.MapPost("/{contentHash}/claims", StateClaimAsync).WithName("StateClaim").WithSummary("State something, with or without a proof")
            .Accepts<StateClaimRequest>("application/json").Produces<DataSetView>();
    }

    private static void MapOrder<TOrder>(
        IEndpointRouteBuilder dataSets,
        string path,
        string name,
        string summary,
        string kind,
        Func<IOwnershipGrain, SignedOrder<TOrder>, bool, Task<Rejection?>> run)
        where TOrder : IOwnershipOrder =>
        dataSets.MapPost("/{contentHash}/" + path, async (string contentHash, HttpContext context, OrderDesk desk) =>
        {
            var content = Parameters.ContentHash(contentHash);
            var request = await desk.ReadAsync<SignedOrder<TOrder>>(context);
            var refusal = await desk.RunAsync(
                context, kind, content, request.ChainId, request.Order, request.Signature, (grain, isTrial) => run(grain, request, isTrial));
            return refusal is null ? Results.Json(DataSetViews.Of(await desk.OwnershipOf(content).GetAsync())) : Problem.From(refusal);
        })
            .WithName(name).WithSummary(summary).Accepts<SignedOrder<TOrder>>("application/json").Produces<DataSetView>();

    private static async Task<IResult> AnchorAsync(HttpContext context, OrderDesk desk, IBlobStore blobs)
    {
        var request = await desk.ReadAsync<AnchorRequest>(context);
        var content = request.Order.ContentHash;
        if (await RefuseContentAsync(request, blobs, context.RequestAborted) is { } noContent)
        {
            return Problem.From(noContent);
        }

        var refusal = await desk.RunAsync(
            context, "ownership-registration", content, request.ChainId, request.Order, request.Signature,
            (grain, isTrial) => grain.AnchorAsync(request, isTrial));
        return refusal is null
            ? Results.Json(DataSetViews.Of(await desk.OwnershipOf(content).GetAsync()), statusCode: StatusCodes.Status201Created)
            : Problem.From(refusal);
    }

    /// <summary>The service names only content that it has and that is what the enclave has hashed.</summary>
    private static async Task<Rejection?> RefuseContentAsync(AnchorRequest request, IBlobStore blobs, CancellationToken cancellationToken)
    {
        if (request.BlobHash is not { } blobHash)
        {
            return null;
        }

        if (await blobs.GetAsync(blobHash, cancellationToken) is not { } content)
        {
            return new Rejection(OwnershipErrors.ContentMissing, $"No content {blobHash} is stored.");
        }

        return ContentCheck.Refuse(request.Anchor, blobHash, content.Span);
    }

    private static async Task<IResult> ListAsync(HttpContext context, OrderDesk desk, IDataSetIndex index, IOptions<GatewayOptions> options)
    {
        var limit = Parameters.Integer(context, "limit", 100, 1, options.Value.PageItemsMaximum);
        var owner = Parameters.Optional(context, "owner", Parameters.Address);
        var page = await index.ListAsync(owner, context.Request.Query["cursor"], limit, context.RequestAborted);
        var states = await Task.WhenAll(page.Items.Select(content => desk.OwnershipOf(content).GetAsync()));
        return Results.Json(new Page<DataSetView>([.. states.Select(state => DataSetViews.Of(state)!)], page.NextCursor));
    }

    private static async Task<IResult> GetAsync(string contentHash, OrderDesk desk)
    {
        var content = Parameters.ContentHash(contentHash);
        return DataSetViews.Of(await desk.OwnershipOf(content).GetAsync()) is { } view ? Results.Json(view) : NotFound(content);
    }

    private static async Task<IResult> ListHistoryAsync(string contentHash, HttpContext context, OrderDesk desk, IOptions<GatewayOptions> options)
    {
        var content = Parameters.ContentHash(contentHash);
        var limit = Parameters.Integer(context, "limit", 100, 1, options.Value.PageItemsMaximum);
        var after = Parameters.Integer(context, "cursor", 0, 1, int.MaxValue);
        var recorded = await desk.OwnershipOf(content).ReadHistoryAsync(after, limit + 1);
        if (recorded.IsEmpty && after == 0)
        {
            return NotFound(content);
        }

        var entries = recorded.Take(limit).Select(it => new OwnershipEntry(it.Version, it.Type, JsonElement.Parse(it.Payload.Span)));
        return Results.Json(new Page<OwnershipEntry>([.. entries], recorded.Length > limit ? $"{recorded[limit - 1].Version}" : null));
    }

    private static async Task<IResult> StateClaimAsync(string contentHash, HttpContext context, OrderDesk desk, IBlobStore blobs)
    {
        var content = Parameters.ContentHash(contentHash);
        var request = await desk.ReadAsync<StateClaimRequest>(context);
        var refusal = await desk.RunAsync(
            context, "data-claim", content, request.ChainId, request.Order, request.Signature, async (grain, isTrial) =>
            {
                if (!isTrial && request is { VerificationKey: { } key, Proof: { } proof })
                {
                    // Before the claim names them, so that whoever reads it finds them.
                    await blobs.PutAsync(Cryptography.Keccak256.Hash(key.Span), key, context.RequestAborted);
                    await blobs.PutAsync(Cryptography.Keccak256.Hash(proof.Span), proof, context.RequestAborted);
                }

                return await grain.StateClaimAsync(request, isTrial);
            });
        return refusal is null ? Results.Json(DataSetViews.Of(await desk.OwnershipOf(content).GetAsync())) : Problem.From(refusal);
    }

    internal static IResult NotFound(ContentHash content) => Problem.From(OwnershipErrors.NotFound, $"Nobody has anchored {content}.");
}
