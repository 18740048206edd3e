using System.Collections.Immutable;
using LazAI.Gateway.Hosting;
using LazAI.Gateway.Problems;
using LazAI.Gateway.Requests;
using LazAI.Grains.Queries;
using LazAI.Grains.Tasks;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.ComputeTasks;
using Microsoft.Extensions.Options;

namespace LazAI.Gateway.Verification;

/// <summary>What challengers follow: which results may be challenged, and everything that it takes to repeat them.</summary>
internal static class DisputableEndpoints
{
    private const int IdsMaximum = 1_000;

    /// <summary>Input and output of one answer. A single result has at most 128 KiB of both, so there is always room for one.</summary>
    private const int AnswerBytesMaximum = 4 * 1024 * 1024;

    /// <summary>Tasks that are read from their grains together.</summary>
    private const int ReadAtOnce = 50;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var verifier = routes.MapGroup("/v1/verifier").WithTags("Verifier");
        verifier.MapGet("/disputable", ListAsync).WithName("ListDisputable")
            .WithSummary("Results that may be challenged, in the order in which they were verified").Produces<DisputableResults>();
        verifier.MapPost("/claims/query", QueryAsync).WithName("QueryClaims")
            .WithSummary("What workers claim to be the results of up to 1,000 tasks, with what it takes to repeat them")
            .Accepts<QueryTasksRequest>("application/json").Produces<ClaimedResults>();
    }

    private static async Task<IResult> ListAsync(HttpContext context, IOpenWindows windows, IOptions<GatewayOptions> options)
    {
        var after = Parameters.Optional(context, "after", Parameters.Position) ?? 0;
        var limit = Parameters.Integer(context, "limit", 100, 1, options.Value.PageItemsMaximum);
        return Results.Json(await windows.ListAsync(after, limit, context.RequestAborted));
    }

    private static async Task<IResult> QueryAsync(HttpContext context, IClusterClient grains, IOptions<GatewayOptions> options)
    {
        var request = await RequestBody.ReadAsync<QueryTasksRequest>(context, options.Value.BodyBytesMaximum);
        if (request.TaskIds.Length is < 1 or > IdsMaximum)
        {
            return Problem.From(GatewayErrors.BatchTooLarge, $"A query names 1 to {IdsMaximum} tasks.");
        }

        var (items, looked, bytes) = (ImmutableArray.CreateBuilder<ClaimedResult>(), 0, 0);
        foreach (var ids in request.TaskIds.Chunk(ReadAtOnce))
        {
            foreach (var (id, task) in ids.Zip(await Task.WhenAll(ids.Select(id => grains.GetGrain<IComputeTaskGrain>(id.ToString()).GetAsync()))))
            {
                var claim = ClaimOf(id, task);
                bytes += (claim?.Input?.Length ?? 0) + (claim?.Output.Length ?? 0);
                if (bytes > AnswerBytesMaximum)
                {
                    return Results.Json(new ClaimedResults(items.ToImmutable(), looked));
                }

                looked++;
                if (claim is not null)
                {
                    items.Add(claim);
                }
            }
        }

        return Results.Json(new ClaimedResults(items.ToImmutable(), looked));
    }

    private static ClaimedResult? ClaimOf(TaskId id, ComputeTaskState task) =>
        task is { Request: { } request, Assignment: { } assignment, Execution: { } execution }
            ? new ClaimedResult(
                id, task.Status, task.Attempt, assignment.Worker, task.DisputableUntil, request, task.Parameters, task.Input, execution.Result,
                execution.Output, task.Challenges)
            : null;
}
