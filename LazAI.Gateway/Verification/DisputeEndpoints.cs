using LazAI.Gateway.Hosting;
using LazAI.Gateway.Problems;
using LazAI.Gateway.Requests;
using LazAI.Grains.Network;
using LazAI.Grains.Queries;
using LazAI.Grains.Tasks;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.Challenges;
using LazAI.Protocol.Workers;
using Microsoft.Extensions.Options;

namespace LazAI.Gateway.Verification;

/// <summary><c>/v1/challenges</c> and <c>/v1/offences</c>: what was challenged, and what came of it.</summary>
internal static class DisputeEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var challenges = routes.MapGroup("/v1/challenges").WithTags("Verifier");
        challenges.MapGet("/", ListChallengesAsync).WithName("ListChallenges")
            .WithSummary("Challenges of all tasks, with what they have cost and earned").Produces<Page<ChallengeSummary>>();
        var offences = routes.MapGroup("/v1/offences").WithTags("Workers");
        offences.MapGet("/", ListOffencesAsync).WithName("ListOffences").WithSummary("What workers have done wrong, and their slashes")
            .Produces<Page<OffenceView>>();
        offences.MapGet("/{id}", GetOffenceAsync).WithName("GetOffence").WithSummary("One offence").Produces<OffenceView>();
    }

    private static async Task<IResult> ListChallengesAsync(
        HttpContext context, IClusterClient grains, INetwork network, IDisputeIndex disputes, IOptions<GatewayOptions> options)
    {
        var status = Parameters.Optional(context, "status", Parameters.Name<ChallengeOutcome>);
        var challenger = Parameters.Optional(context, "challenger", Parameters.Address);
        var limit = Parameters.Integer(context, "limit", 100, 1, options.Value.PageItemsMaximum);
        var page = await disputes.ListChallengesAsync(status, challenger, context.Request.Query["cursor"], limit, context.RequestAborted);
        var lines = await Task.WhenAll(page.Items.Select(it => SummariseAsync(it, grains, network, disputes, context.RequestAborted)));
        return Results.Json(new Page<ChallengeSummary>([.. lines], page.NextCursor));
    }

    private static async Task<ChallengeSummary> SummariseAsync(
        IndexedChallenge indexed, IClusterClient grains, INetwork network, IDisputeIndex disputes, CancellationToken cancellationToken)
    {
        var (taskId, id, decidedAt) = indexed;
        var task = await grains.GetGrain<IComputeTaskGrain>(taskId.ToString()).GetAsync();

        // A result that was challenged stays with its worker.
        var challenge = task.Challenges.First(known => known.Id == id);
        var offence = challenge.Outcome == ChallengeOutcome.Upheld
            ? await disputes.FindOffenceAsync(WorkerAggregate.OffenceId(taskId, task.Attempt), cancellationToken)
            : null;
        return new ChallengeSummary(
            taskId, challenge, task.Request!.ModelId, task.Request.VerifyMode, task.Assignment!.Worker, task.Status, task.DisputableUntil,
            network.Rules.ChallengeBond, decidedAt, offence);
    }

    private static async Task<IResult> ListOffencesAsync(HttpContext context, IDisputeIndex disputes, IOptions<GatewayOptions> options)
    {
        var worker = Parameters.Optional(context, "worker", Parameters.Address);
        var limit = Parameters.Integer(context, "limit", 100, 1, options.Value.PageItemsMaximum);
        return Results.Json(await disputes.ListOffencesAsync(worker, context.Request.Query["cursor"], limit, context.RequestAborted));
    }

    private static async Task<IResult> GetOffenceAsync(string id, HttpContext context, IDisputeIndex disputes) =>
        await disputes.FindOffenceAsync(new OperationId(Parameters.Hash("id", id)), context.RequestAborted) is { } offence
            ? Results.Json(offence)
            : Problem.From(GatewayErrors.NotFound, $"No offence {id} is recorded.");
}
