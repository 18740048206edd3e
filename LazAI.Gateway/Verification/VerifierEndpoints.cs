using LazAI.Gateway.Hosting;
using LazAI.Gateway.Problems;
using LazAI.Gateway.Requests;
using LazAI.Grains.Blobs;
using LazAI.Grains.Models;
using LazAI.Grains.Tasks;
using LazAI.Grains.Verification;
using LazAI.Protocol.Api;
using LazAI.Protocol.ComputeTasks;
using Microsoft.Extensions.Options;

namespace LazAI.Gateway.Verification;

/// <summary><c>/v1/verifier</c>: the operations of S1's Verifier; and the challenges of a task.</summary>
internal static class VerifierEndpoints
{
    /// <summary>Verifier grains per process: they hold no state, so the key only spreads the calls.</summary>
    private const int VerifierLanes = 16;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var verifier = routes.MapGroup("/v1/verifier").WithTags("Verifier");
        verifier.MapPost("/tee-proofs", SubmitTeeProofAsync).WithName("SubmitTeeProof")
            .WithSummary("submitTEEProof: hand in one result under its session's signature")
            .Accepts<SubmitTeeProofRequest>("application/json").Produces<ResultValidity>();
        verifier.MapPost("/zk-proofs", SubmitZkProofAsync).WithName("SubmitZkProof")
            .WithSummary("submitZKProof: hand in the proof of a result that waits for it")
            .Accepts<SubmitZkProofRequest>("application/json").Produces<ResultValidity>();
        verifier.MapPost("/fraud-proofs", SubmitFraudProofAsync).WithName("SubmitFraudProof")
            .WithSummary("submitFraudProof: challenge a result with evidence and a bond")
            .Accepts<SubmitFraudProofRequest>("application/json").Produces<ChallengeView>();
        verifier.MapGet("/results/{id}", VerifyResultAsync).WithName("VerifyResult")
            .WithSummary("verifyResult: whether a task's result is valid").Produces<ResultValidity>();
        routes.MapGet("/v1/tasks/{id}/challenges", GetChallengesAsync).WithTags("Tasks").WithName("GetChallenges")
            .WithSummary("Until when a task's result may be challenged, and by whom it was").Produces<TaskChallenges>();
        routes.MapGet("/v1/tasks/{id}/trace", GetTraceAsync).WithTags("Tasks").WithName("GetTrace")
            .WithSummary("The execution trace of an optimistic result").Produces<byte[]>(contentType: "application/octet-stream");
        routes.MapGet("/v1/tasks/{id}/proof", GetProofAsync).WithTags("Tasks").WithName("GetProof")
            .WithSummary("The zero-knowledge proof of a result, for snarkjs").Produces<TaskProofView>();
        routes.MapGet("/v1/evidence/{hash}", GetEvidenceAsync).WithTags("Verifier").WithName("GetEvidence")
            .WithSummary("The evidence of a challenge, by its Keccak-256").Produces<byte[]>(contentType: "application/octet-stream");
    }

    private static async Task<IResult> SubmitTeeProofAsync(HttpContext context, IClusterClient grains, IOptions<GatewayOptions> options)
    {
        var request = await RequestBody.ReadAsync<SubmitTeeProofRequest>(context, options.Value.BatchBodyBytesMaximum);
        var verifier = grains.GetGrain<IVerifierGrain>((long)(request.Result.Sequence % VerifierLanes));
        return await verifier.SubmitTeeProofAsync(request) is { } refusal
            ? Problem.From(refusal)
            : Results.Json(await verifier.VerifyResultAsync(request.TaskId));
    }

    private static async Task<IResult> SubmitZkProofAsync(HttpContext context, IClusterClient grains, IOptions<GatewayOptions> options)
    {
        var request = await RequestBody.ReadAsync<SubmitZkProofRequest>(context, options.Value.BodyBytesMaximum);
        var verifier = grains.GetGrain<IVerifierGrain>(0);
        return await verifier.SubmitZkProofAsync(request) is { } refusal
            ? Problem.From(refusal)
            : Results.Json(await verifier.VerifyResultAsync(request.TaskId));
    }

    private static async Task<IResult> SubmitFraudProofAsync(HttpContext context, IClusterClient grains, IOptions<GatewayOptions> options)
    {
        var key = IdempotencyKey.Read(context);
        var request = await RequestBody.ReadAsync<SubmitFraudProofRequest>(context, options.Value.BatchBodyBytesMaximum);
        var answer = await grains.GetGrain<IVerifierGrain>((long)(request.Nonce % VerifierLanes)).SubmitFraudProofAsync(request, key);
        return answer.Refusal is { } refusal ? Problem.From(refusal) : Results.Json(answer.Challenge);
    }

    private static async Task<IResult> VerifyResultAsync(string id, IClusterClient grains) =>
        await grains.GetGrain<IVerifierGrain>(0).VerifyResultAsync(Parameters.TaskId(id)) is { } validity
            ? Results.Json(validity)
            : Problem.From(ComputeTaskErrors.NotFound, "There is no such task.");

    private static async Task<IResult> GetChallengesAsync(string id, IClusterClient grains)
    {
        var taskId = Parameters.TaskId(id);
        var task = await grains.GetGrain<IComputeTaskGrain>(taskId.ToString()).GetAsync();
        return task.Request is null
            ? Problem.From(ComputeTaskErrors.NotFound, "There is no such task.")
            : Results.Json(new TaskChallenges(taskId, task.Status, task.DisputableUntil, task.Challenges));
    }

    private static async Task<IResult> GetTraceAsync(string id, HttpContext context, IClusterClient grains, IBlobStore blobs)
    {
        var taskId = Parameters.TaskId(id);
        var task = await grains.GetGrain<IComputeTaskGrain>(taskId.ToString()).GetAsync();
        return task.Request is null ? Problem.From(ComputeTaskErrors.NotFound, "There is no such task.")
            : task.Execution?.Trace is { } trace && await blobs.GetAsync(trace.Hash, context.RequestAborted) is { } roots
                ? Results.Bytes(roots, "application/octet-stream")
            : Problem.From(GatewayErrors.EvidenceNotFound, "The task has no trace, or none yet.");
    }

    private static async Task<IResult> GetProofAsync(string id, IClusterClient grains)
    {
        var taskId = Parameters.TaskId(id);
        var task = await grains.GetGrain<IComputeTaskGrain>(taskId.ToString()).GetAsync();
        return task.Request is not { } request ? Problem.From(ComputeTaskErrors.NotFound, "There is no such task.")
            : (await grains.GetGrain<IModelGrain>(request.ModelId.ToString()).GetAsync()).Description is { } model
                && TaskProofView.Of(taskId, task, model) is { } proof ? Results.Json(proof)
            : Problem.From(GatewayErrors.EvidenceNotFound, "The task has no proof, or none yet.");
    }

    private static async Task<IResult> GetEvidenceAsync(string hash, HttpContext context, IBlobStore blobs) =>
        await blobs.GetAsync(Parameters.Hash("hash", hash), context.RequestAborted) is { } bytes
            ? Results.Bytes(bytes, "application/octet-stream")
            : Problem.From(GatewayErrors.EvidenceNotFound, $"No evidence {hash} is stored.");
}
