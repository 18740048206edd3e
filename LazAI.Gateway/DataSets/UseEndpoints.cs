using LazAI.Gateway.Hosting;
using LazAI.Gateway.Problems;
using LazAI.Gateway.Requests;
using LazAI.Grains.Queries;
using LazAI.Protocol.Api;
using LazAI.Protocol.Ownership;
using Microsoft.Extensions.Options;

namespace LazAI.Gateway.DataSets;

/// <summary>What was paid for which use of a data set.</summary>
internal static class UseEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/data-sets/{contentHash}/uses", ListAsync).WithTags("Data sets").WithName("ListUses")
            .WithSummary("Uses of one data set or model, and what they have cost").Produces<Page<UseView>>();
        routes.MapGet("/v1/uses/{use}", GetAsync).WithTags("Data sets").WithName("GetUse")
            .WithSummary("One use: its price, and where each input is read again").Produces<UseView>();
    }

    private static async Task<IResult> ListAsync(
        string contentHash, HttpContext context, OrderDesk desk, IDataSetUseIndex index, IOptions<GatewayOptions> options)
    {
        var content = Parameters.ContentHash(contentHash);
        var limit = Parameters.Integer(context, "limit", 100, 1, options.Value.PageItemsMaximum);
        var page = await index.ListAsync(content, context.Request.Query["cursor"], limit, context.RequestAborted);
        return page.Items.IsEmpty && (await desk.OwnershipOf(content).GetAsync()).Content is null
            ? DataSetEndpoints.NotFound(content)
            : Results.Json(page);
    }

    private static async Task<IResult> GetAsync(string use, HttpContext context, IDataSetUseIndex index)
    {
        var id = new UseId(Parameters.Hash("use", use));
        return await index.FindAsync(id, context.RequestAborted) is { } view
            ? Results.Json(view)
            : Problem.From(OwnershipErrors.UseNotFound, $"Nothing was used by {id}.");
    }
}
