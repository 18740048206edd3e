using LazAI.Cryptography;
using LazAI.Gateway.Attestation;
using LazAI.Gateway.Hosting;
using LazAI.Gateway.Problems;
using LazAI.Gateway.Requests;
using LazAI.Grains.Ledger;
using LazAI.Grains.Network;
using LazAI.Grains.Queries;
using LazAI.Grains.Tasks;
using LazAI.Grains.Workers;
using LazAI.Protocol;
using LazAI.Protocol.Accounts;
using LazAI.Protocol.Api;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Ledger;
using LazAI.Protocol.Workers;
using Microsoft.Extensions.Options;

namespace LazAI.Gateway.Workers;

/// <summary><c>/v1/workers</c>: what people ask of workers, and what workers ask of the service.</summary>
internal static class WorkerEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var workers = routes.MapGroup("/v1/workers").WithTags("Workers");
        workers.MapGet("/", ListAsync).WithName("ListWorkers").WithSummary("Workers with stake, reputation and sessions")
            .Produces<Page<WorkerView>>();
        workers.MapGet("/{address}", GetAsync).WithName("GetWorker").WithSummary("One worker").Produces<WorkerView>();
        workers.MapGet("/{address}/sessions/{session}", GetSessionAsync).WithName("GetSession").WithSummary("A session with its evidence")
            .Produces<WorkerSessionView>();
        workers.MapGet("/{address}/sessions/{session}/evidence", GetSessionEvidenceAsync).WithName("GetSessionEvidence")
            .WithSummary("What was checked of a session's evidence").Produces<SessionEvidenceView>();

        var sessions = routes.MapGroup("/v1/workers/{address}").WithTags("Worker sessions");
        sessions.MapPost("/challenges", IssueChallengeAsync).WithName("IssueChallenge")
            .WithSummary("A nonce for a session's evidence")
            .Accepts<IssueChallengeRequest>("application/json").Produces<SessionChallenge>();
        sessions.MapPost("/sessions", OpenSessionAsync).WithName("OpenSession").WithSummary("Open a session with evidence")
            .Accepts<OpenSessionRequest>("application/json").Produces<WorkerSession>(StatusCodes.Status201Created);
        sessions.MapDelete("/sessions/{session}", CloseSessionAsync).WithName("CloseSession").WithSummary("Close a session after draining")
            .Produces(StatusCodes.Status204NoContent);
        sessions.MapGet("/work", TakeWorkAsync).WithName("TakeWork").WithSummary("Wait for assigned tasks").Produces<WorkBatch>()
            .IsGetOnly();
        sessions.MapPost("/heartbeats", HeartbeatAsync).WithName("Heartbeat").WithSummary("Keep the leases of held tasks")
            .Accepts<HeartbeatRequest>("application/json").Produces<HeartbeatAnswer>();
        sessions.MapPost("/results", SubmitResultsAsync).WithName("SubmitResults").WithSummary("Hand in a signed batch of results")
            .Accepts<SubmitResultsRequest>("application/json").Produces<ResultsAnswer>();
        sessions.MapPost("/declines", DeclineAsync).WithName("DeclineTask").WithSummary("Give a task back")
            .Accepts<DeclineRequest>("application/json").Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> ListAsync(
        HttpContext context, IClusterClient grains, INetwork network, IDirectoryIndex directory, IOptions<GatewayOptions> options)
    {
        var limit = Parameters.Integer(context, "limit", 100, 1, options.Value.PageItemsMaximum);
        var page = await directory.ListWorkersAsync(context.Request.Query["cursor"], limit, context.RequestAborted);
        var views = await Task.WhenAll(page.Items.Select(worker => ViewAsync(worker, grains, network)));
        return Results.Json(new Page<WorkerView>([.. views], page.NextCursor));
    }

    private static async Task<IResult> GetAsync(string address, IClusterClient grains, INetwork network)
    {
        var view = await ViewAsync(Parameters.Address("address", address), grains, network);
        return view.LastSeen == new Slot(0) && view.Sessions.IsEmpty && view.Stake.IsZero
            ? Problem.From(WorkerErrors.NotFound, $"No worker {view.Worker} is known.")
            : Results.Json(view);
    }

    /// <summary>Sessions that have ended, too, as long as the worker's record names them.</summary>
    private static async Task<IResult> GetSessionAsync(
        string address, string session, SessionRecords records, CancellationToken cancellationToken)
    {
        var worker = Parameters.Address("address", address);
        var sessionId = new SessionId(Parameters.Hash("session", session));
        return await records.FindAsync(worker, sessionId, cancellationToken) is { } view
            ? Results.Json(view)
            : Problem.From(WorkerErrors.NotFound, $"No session {sessionId} of worker {worker} is known.");
    }

    private static async Task<IResult> GetSessionEvidenceAsync(
        string address, string session, SessionRecords records, CancellationToken cancellationToken)
    {
        var worker = Parameters.Address("address", address);
        var sessionId = new SessionId(Parameters.Hash("session", session));
        return await records.ExplainAsync(worker, sessionId, cancellationToken) is { } view
            ? Results.Json(view)
            : Problem.From(WorkerErrors.NotFound, $"No session {sessionId} of worker {worker} is known.");
    }

    private static async Task<WorkerView> ViewAsync(Address worker, IClusterClient grains, INetwork network)
    {
        var state = await grains.GetGrain<IWorkerGrain>(worker.ToString()).GetAsync();
        var ledger = grains.GetGrain<ILedgerGrain>(network.Rules.NativeAsset);
        return new WorkerView(
            worker,
            await ledger.GetBalanceAsync(LedgerAccount.Stake(worker)),
            await ledger.GetBalanceAsync(LedgerAccount.Unbonding(worker)),
            state.Record,
            state.Record.ReputationUnder(network.Rules),
            state.LastSeen,
            state.JailedUntil,
            [.. state.Sessions.Values.Where(session => session.Until >= network.Now).OrderBy(session => session.OpenedAt)]);
    }

    private static async Task<IResult> IssueChallengeAsync(
        string address, HttpContext context, IClusterClient grains, INetwork network, IOptions<GatewayOptions> options)
    {
        var worker = Parameters.Address("address", address);
        var request = await RequestBody.ReadAsync<IssueChallengeRequest>(context, options.Value.BodyBytesMaximum);
        var order = new SessionChallengeOrder(worker, request.Nonce, request.DeadlineSlot);
        var (_, notSigned) = SignedCommandCheck.Verify(network.Domain, request.ChainId, order, request.Signature);

        // Worth no memory of nonces: what a repeated order could do, its worker alone can set off, until the deadline.
        if ((notSigned ?? AccountAggregate.RefuseDeadline(request.DeadlineSlot, network.Rules, network.Now)) is { } notOrdered)
        {
            return Problem.From(notOrdered);
        }

        var outcome = await grains.GetGrain<IWorkerGrain>(worker.ToString()).IssueChallengeAsync();
        return outcome.Refusal is { } refusal ? Problem.From(refusal) : Results.Json(outcome.Challenge);
    }

    private static async Task<IResult> OpenSessionAsync(
        string address, HttpContext context, IClusterClient grains, SessionCollateral collateral, IOptions<GatewayOptions> options)
    {
        var worker = Parameters.Address("address", address);
        var request = await RequestBody.ReadAsync<OpenSessionRequest>(context, options.Value.BodyBytesMaximum);
        var grain = grains.GetGrain<IWorkerGrain>(worker.ToString());
        if (await grain.RefuseSessionAsync(request) is { } refused)
        {
            return Problem.From(refused);
        }

        var (bundle, notFound) = await collateral.FindAsync(worker, request.Evidence, context.RequestAborted);
        if (notFound is not null)
        {
            return Problem.From(notFound);
        }

        var outcome = await grain.OpenSessionAsync(request, bundle);
        return outcome.Refusal is { } refusal
            ? Problem.From(refusal)
            : Results.Json(outcome.Session, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> CloseSessionAsync(
        string address, string session, HttpContext context, IClusterClient grains, SessionAuthentication authentication)
    {
        var worker = Parameters.Address("address", address);
        var sessionId = new SessionId(Parameters.Hash("session", session));
        if (await authentication.RequireAsync(context, worker) != sessionId)
        {
            return Problem.From(GatewayErrors.SessionAccessInvalid, "A session closes itself, no other.");
        }

        var refusal = await grains.GetGrain<IWorkerGrain>(worker.ToString()).CloseSessionAsync(sessionId);
        return refusal is null ? Results.NoContent() : Problem.From(refusal);
    }

    private static async Task<IResult> TakeWorkAsync(
        string address, HttpContext context, IClusterClient grains, SessionAuthentication authentication, IOptions<GatewayOptions> options)
    {
        const int ItemsMaximum = 1_000;
        var worker = Parameters.Address("address", address);
        var session = await authentication.RequireAsync(context, worker);
        var maximum = Parameters.Integer(context, "max", 100, 1, ItemsMaximum);
        var wait = Parameters.Integer(context, "waitSeconds", 20, 0, options.Value.PollWaitSecondsMaximum);
        var inbox = grains.GetGrain<IWorkInboxGrain>(worker.ToString());

        // A call to a grain ends within the response time-out, so a longer wait is several calls.
        var step = TimeSpan.FromSeconds(Math.Min(wait, 10));
        var left = TimeSpan.FromSeconds(wait);
        while (true)
        {
            var batch = await inbox.TakeAsync(session, maximum, step < left ? step : left);
            left -= step;
            if (!batch.Items.IsEmpty || left <= TimeSpan.Zero || context.RequestAborted.IsCancellationRequested)
            {
                return Results.Json(batch);
            }
        }
    }

    private static async Task<IResult> HeartbeatAsync(
        string address, HttpContext context, IClusterClient grains, INetwork network, SessionAuthentication authentication,
        IOptions<GatewayOptions> options)
    {
        var worker = Parameters.Address("address", address);
        var session = await authentication.RequireAsync(context, worker);
        var request = await RequestBody.ReadAsync<HeartbeatRequest>(context, options.Value.BatchBodyBytesMaximum);
        if (request.Held.Length > network.Rules.SessionCapacityMaximum)
        {
            return Problem.From(GatewayErrors.BatchTooLarge, $"A heart-beat names at most {network.Rules.SessionCapacityMaximum} tasks.");
        }

        var beat = await grains.GetGrain<IWorkerGrain>(worker.ToString()).HeartbeatAsync(session);
        if (beat.Refusal is { } refusal)
        {
            return Problem.From(refusal);
        }

        var lost = await grains.GetGrain<IWorkInboxGrain>(worker.ToString()).ReconcileAsync(session, request.Held);
        return Results.Json(new HeartbeatAnswer(network.Now, lost, beat.Until));
    }

    private static async Task<IResult> SubmitResultsAsync(
        string address, HttpContext context, IClusterClient grains, SessionAuthentication authentication, IOptions<GatewayOptions> options)
    {
        var worker = Parameters.Address("address", address);
        var session = await authentication.RequireAsync(context, worker);
        var request = await RequestBody.ReadAsync<SubmitResultsRequest>(context, options.Value.BatchBodyBytesMaximum);
        if (request.Session != session)
        {
            return Problem.From(ComputeTaskErrors.WrongSession, $"Session {session} speaks, the batch is of session {request.Session}.");
        }

        var outcome = await grains.GetGrain<IWorkerGrain>(worker.ToString()).SubmitResultsAsync(request);
        return outcome.Refusal is { } refusal ? Problem.From(refusal) : Results.Json(new ResultsAnswer(outcome.Outcomes));
    }

    private static async Task<IResult> DeclineAsync(
        string address, HttpContext context, IClusterClient grains, SessionAuthentication authentication, IOptions<GatewayOptions> options)
    {
        var worker = Parameters.Address("address", address);
        var session = await authentication.RequireAsync(context, worker);
        var request = await RequestBody.ReadAsync<DeclineRequest>(context, options.Value.BodyBytesMaximum);
        var refusal = await grains.GetGrain<IComputeTaskGrain>(request.TaskId.ToString()).DeclineAsync(worker, session, request);
        return refusal is null ? Results.NoContent() : Problem.From(refusal);
    }
}
