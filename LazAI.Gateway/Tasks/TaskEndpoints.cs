using System.Collections.Immutable;
using LazAI.Gateway.Hosting;
using LazAI.Gateway.Problems;
using LazAI.Gateway.Requests;
using LazAI.Grains.EventLog;
using LazAI.Grains.Queries;
using LazAI.Grains.Tasks;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Receipts;
using LazAI.Protocol.Settlements;
using Microsoft.Extensions.Options;

namespace LazAI.Gateway.Tasks;

/// <summary><c>/v1/tasks</c>.</summary>
internal static class TaskEndpoints
{
    /// <summary>Submission grains per process: they hold no state, so the key only spreads the calls.</summary>
    private const int SubmissionLanes = 64;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var tasks = routes.MapGroup("/v1/tasks").WithTags("Tasks");
        tasks.MapPost("/", SubmitAsync).WithName("SubmitTasks")
            .WithSummary("Submit 1 to 1,000 tasks under one signature")
            .Accepts<SubmitTasksRequest>("application/json").Produces<TasksAccepted>(StatusCodes.Status202Accepted);
        tasks.MapPost("/query", QueryAsync).WithName("QueryTasks").WithSummary("The state of up to 1,000 tasks")
            .Accepts<QueryTasksRequest>("application/json").Produces<Page<TaskSummary>>();
        tasks.MapGet("/", ListAsync).WithName("ListTasks")
            .WithSummary("Tasks by submitter, worker, model, status, mode and slot, newest first").Produces<Page<TaskSummary>>();
        tasks.MapGet("/{id}", GetAsync).WithName("GetTask").WithSummary("A task's execution record").Produces<TaskView>();
        tasks.MapGet("/{id}/failures", ListFailuresAsync).WithName("ListTaskFailures").WithSummary("Why attempts at a task have failed")
            .Produces<Page<AttemptFailure>>();
        tasks.MapGet("/{id}/receipt", GetReceiptAsync).WithName("GetReceipt")
            .WithSummary("All that a stranger needs to check the result offline").Produces<Receipt>();
        tasks.MapGet("/{id}/settlement", GetSettlementAsync).WithName("GetSettlement")
            .WithSummary("What a task has cost, earned and forfeited, and why").Produces<SettlementExplanation>();
    }

    private static async Task<IResult> SubmitAsync(HttpContext context, IClusterClient grains, IOptions<GatewayOptions> options)
    {
        var key = IdempotencyKey.Read(context);
        var request = await RequestBody.ReadAsync<SubmitTasksRequest>(context, options.Value.BatchBodyBytesMaximum);
        return await grains.GetGrain<ISubmissionGrain>((long)(request.Nonce % SubmissionLanes)).SubmitAsync(request, key) switch
        {
            SubmissionAccepted accepted => Results.Json(new TasksAccepted(accepted.TaskIds), statusCode: StatusCodes.Status202Accepted),
            SubmissionRefused { Index: { } index } refused =>
                Problem.From(refused.Reason.Code, $"tasks[{index}]: {refused.Reason.Detail}"),
            SubmissionRefused refused => Problem.From(refused.Reason),
            _ => throw new InvalidOperationException("A submission is accepted or refused."),
        };
    }

    private static async Task<IResult> QueryAsync(HttpContext context, ITaskIndex index, IOptions<GatewayOptions> options)
    {
        const int IdsMaximum = 1_000;
        var request = await RequestBody.ReadAsync<QueryTasksRequest>(context, options.Value.BodyBytesMaximum);
        return request.TaskIds.Length is >= 1 and <= IdsMaximum
            ? Results.Json(new Page<TaskSummary>(await index.GetAsync(request.TaskIds, context.RequestAborted), null))
            : Problem.From(GatewayErrors.BatchTooLarge, $"A query names 1 to {IdsMaximum} tasks.");
    }

    private static async Task<IResult> ListAsync(HttpContext context, ITaskIndex index, IOptions<GatewayOptions> options)
    {
        var filter = new TaskFilter(
            Parameters.Optional(context, "submitter", Parameters.Address),
            Parameters.Optional(context, "worker", Parameters.Address),
            Parameters.Optional(context, "model", (name, value) => new ModelId(Parameters.Hash(name, value))),
            Parameters.Optional(context, "mode", Parameters.Name<VerifyMode>),
            Parameters.Optional(context, "status", Parameters.Name<ComputeTaskStatus>),
            Parameters.Optional(context, "fromSlot", Parameters.Slot),
            Parameters.Optional(context, "untilSlot", Parameters.Slot));
        if (filter.SubmittedUntil < filter.SubmittedFrom)
        {
            throw Parameters.Invalid("untilSlot", "not before fromSlot");
        }

        var limit = Parameters.Integer(context, "limit", 100, 1, options.Value.PageItemsMaximum);
        return Results.Json(await index.QueryAsync(filter, context.Request.Query["cursor"], limit, context.RequestAborted));
    }

    private static async Task<IResult> GetAsync(string id, IClusterClient grains)
    {
        var taskId = Parameters.TaskId(id);
        var state = await grains.GetGrain<IComputeTaskGrain>(taskId.ToString()).GetAsync();
        return state.Request is { } request
            ? Results.Json(new TaskView(
                taskId, state.Status, request, state.Parameters, state.Attempt, state.RulesVersion, state.Assignment,
                state.Execution?.Result, state.Execution?.Output, state.Fee, state.History))
            : Problem.From(ComputeTaskErrors.NotFound, "There is no such task.");
    }

    /// <summary>Read from the task's own record: attempts are few.</summary>
    private static async Task<IResult> ListFailuresAsync(string id, IEventLog log, HttpContext context)
    {
        var failures = ImmutableArray.CreateBuilder<AttemptFailure>();
        var exists = false;
        await foreach (var recorded in log.ReadStreamAsync(new StreamName("task", Parameters.TaskId(id).ToString()), 0, context.RequestAborted))
        {
            exists = true;
            if (AttemptFailure.In(ComputeTaskEvent.Codec.Read(recorded)) is { } failure)
            {
                failures.Add(failure);
            }
        }

        return exists
            ? Results.Json(new Page<AttemptFailure>(failures.ToImmutable(), null))
            : Problem.From(ComputeTaskErrors.NotFound, "There is no such task.");
    }

    private static async Task<IResult> GetReceiptAsync(string id, ReceiptAssembler receipts)
    {
        var (receipt, refusal) = await receipts.AssembleAsync(Parameters.TaskId(id));
        return receipt is not null ? Results.Json(receipt) : Problem.From(refusal!);
    }

    private static async Task<IResult> GetSettlementAsync(string id, HttpContext context, SettlementExplainer settlements)
    {
        var (explanation, refusal) = await settlements.ExplainAsync(Parameters.TaskId(id), context.RequestAborted);
        return explanation is not null ? Results.Json(explanation) : Problem.From(refusal!);
    }
}
