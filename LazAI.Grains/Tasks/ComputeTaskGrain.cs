using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Grains.Aggregates;
using LazAI.Grains.Blobs;
using LazAI.Grains.EventLog;
using LazAI.Grains.Ledger;
using LazAI.Grains.Models;
using LazAI.Grains.Verification;
using LazAI.Grains.Workers;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.Challenges;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Coordination;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Models;
using LazAI.Protocol.Proofs;
using LazAI.Protocol.Workers;

namespace LazAI.Grains.Tasks;

/// <inheritdoc cref="IComputeTaskGrain"/>
[GrainType("task")]
public sealed class ComputeTaskGrain(AggregateServices services, ModelCatalog models, ChallengeJudge judge, IBlobStore blobs)
    : AggregateGrain<ComputeTaskState, ComputeTaskCommand, ComputeTaskEvent, ComputeTaskEffect>(services), IComputeTaskGrain
{
    protected override StreamName Stream => new("task", this.GetPrimaryKeyString());

    protected override EventCodec<ComputeTaskEvent> Codec => ComputeTaskEvent.Codec;

    protected override ComputeTaskState InitialState => ComputeTaskState.Initial;

    public async Task<Rejection?> SubmitAsync(
        TaskRequest request, ReadOnlyMemory<byte>? input, string parameters, SubmissionReference submission)
    {
        if (await models.FindAsync(request.ModelId) is not { } model)
        {
            return new Rejection(ModelErrors.NotFound, $"No model {request.ModelId} is registered.");
        }

        return await ExecuteAsync(new ComputeTaskCommand.Submit(request, input, parameters, submission, model), assumeNew: true);
    }

    public async Task<Rejection?> AssignAsync(CoordinatorAction.AssignTask assignment) =>
        await ExecuteAsync(new ComputeTaskCommand.Assign(
            assignment.Worker,
            assignment.Session,
            assignment.SessionUntil,
            assignment.Attempt,
            assignment.RosterHash,
            assignment.DrawIndex,
            assignment.Stake,
            await models.GetAsync(assignment.ModelId)));

    public async Task<Rejection?> ExtendLeaseAsync(Address worker, SessionId session) =>
        await LoadModelAsync() is { } model
            ? await ExecuteAsync(new ComputeTaskCommand.ExtendLease(worker, session, model))
            : NotFound();

    public async Task<Rejection?> DeclineAsync(Address worker, SessionId session, DeclineRequest request) =>
        await LoadModelAsync() is { } model
            ? await ExecuteAsync(new ComputeTaskCommand.Decline(worker, session, request.Reason, request.Kind, model))
            : NotFound();

    public Task<Rejection?> CheckDeadlinesAsync() => EndAfterAsync(ExecuteAsync(new ComputeTaskCommand.CheckDeadlines()));

    public async Task<Rejection?> AcceptResultAsync(VerifiedTaskResult result, long batchVersion)
    {
        if (await LoadModelAsync() is not { } model)
        {
            return NotFound();
        }

        var command = new ComputeTaskCommand.AcceptResult(result, batchVersion, model);
        if (State is { Execution: null, Request.VerifyMode: VerifyMode.Optimistic } && result.Trace is { Roots.IsEmpty: false } trace)
        {
            // Nothing is stored for whom the session has not signed it; and the record names the trace, so the trace is there before it.
            if (await CheckAsync(command) is { } notTaken)
            {
                return notTaken;
            }

            await blobs.PutAsync(Keccak256.Hash(trace.Roots.Span), trace.Roots);
        }

        if (await EndAfterAsync(ExecuteAsync(command)) is { } refusal)
        {
            return refusal;
        }

        // A result that does not verify is recorded, not refused (§4); its worker is told so all the same.
        return State.Execution?.Result == result.Result ? null : await FindLastRejectionAsync(result.Worker);
    }

    public async Task<Rejection?> AcceptProofAsync(ResultProof proof)
    {
        if (await LoadModelAsync() is not { } model)
        {
            return NotFound();
        }

        var worker = State.Assignment?.Worker;
        if (await EndAfterAsync(ExecuteAsync(new ComputeTaskCommand.AcceptProof(proof, model))) is { } refusal)
        {
            return refusal;
        }

        return State.Execution is null && worker is { } rejected ? await FindLastRejectionAsync(rejected) : null;
    }

    public Task<Rejection?> FileChallengeAsync(ChallengeId id, Address challenger, Bytes32 evidenceHash, long authorization) =>
        EndAfterAsync(ExecuteAsync(new ComputeTaskCommand.FileChallenge(id, challenger, evidenceHash, authorization)));

    public Task<Rejection?> CheckChallengeAsync(ChallengeId id, Address challenger, Bytes32 evidenceHash) =>
        CheckAsync(new ComputeTaskCommand.FileChallenge(id, challenger, evidenceHash, 0));

    public Task<Rejection?> ConcludeAsync() => ExecuteAsync(new ComputeTaskCommand.Conclude());

    public async Task<Rejection?> MarkSettledAsync()
    {
        await LoadAsync();
        return State.Request is { } request
            ? await EndAfterAsync(ExecuteAsync(
                new ComputeTaskCommand.MarkSettled(ComputeTaskAggregate.FeeOf(request, await models.DescribeAsync(request.ModelId)))))
            : NotFound();
    }

    public async Task ReissueAsync()
    {
        await LoadAsync();
        foreach (var effect in Outstanding(State))
        {
            await RunAsync(effect);
        }
    }

    public async Task<ComputeTaskState> GetAsync()
    {
        await LoadAsync();
        return State;
    }

    protected override Decision<ComputeTaskEvent, ComputeTaskEffect> Decide(ComputeTaskState state, ComputeTaskCommand command) =>
        ComputeTaskAggregate.Decide(state, command, Rules, Now);

    protected override ComputeTaskState Apply(ComputeTaskState state, ComputeTaskEvent @event) =>
        ComputeTaskAggregate.Apply(state, @event);

    protected override ImmutableArray<ComputeTaskEffect> Outstanding(ComputeTaskState state) => ComputeTaskAggregate.Outstanding(state);

    protected override Task RunAsync(ComputeTaskEffect effect) => effect switch
    {
        ComputeTaskEffect.Offer offer => InboxOf(offer.Assignment.Worker).OfferAsync(
            offer.Assignment.Session,
            new WorkItem(
                State.Request!.ComputeTaskId(), State.Attempt, State.Request, State.Parameters, State.Input, offer.Assignment.Until)),
        ComputeTaskEffect.Judge => JudgeAsync(),
        ComputeTaskEffect.Withdraw withdraw => InboxOf(withdraw.Worker).WithdrawAsync(
            withdraw.Session, [new TaskId(Bytes32.Parse(this.GetPrimaryKeyString()))]),
        _ => throw new ArgumentOutOfRangeException(nameof(effect), effect, "Not a task effect."),
    };

    /// <summary>Decides the challenges one after the other, each once its bond lies in the ledger.</summary>
    private async Task JudgeAsync()
    {
        while (State.NextChallenge is { } challenge)
        {
            // What the log says is there or nothing can be recorded either; only the rest may be lost for good.
            var model = await models.DescribeAsync(State.Request!.ModelId);
            var bond = Bonds.PutUp(challenge.Id, challenge.Challenger, Rules);
            var notBonded = await GrainFactory.GetGrain<ILedgerGrain>(Rules.NativeAsset).PostAsync([bond], new Slot(Slot.NumberMaximum));
            var (verdict, failure) = notBonded is null
                ? await TryJudgeAsync(challenge, model)
                : (new FraudProofVerdict.Unbonded(challenge.EvidenceHash, notBonded.Detail), null);
            var refusal = await ExecuteAsync(new ComputeTaskCommand.JudgeChallenge(challenge.Id, verdict));
            Invariant.Require(refusal is null, $"a challenge is decided in its turn: {refusal?.Detail}");
            if (State.NextChallenge == challenge)
            {
                throw new InvalidOperationException($"Challenge {challenge.Id} is not judged; it is tried again.", failure);
            }
        }
    }

    /// <summary>The verdict, or that there is none now, whatever has failed: the rules say how often that may be.</summary>
    private async Task<(FraudProofVerdict Verdict, Exception? Failure)> TryJudgeAsync(TaskChallenge challenge, ModelDescription model)
    {
        try
        {
            return (await judge.JudgeAsync(State, challenge, model), null);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            var detail = failure is InvalidDataException ? failure.Message : $"Its judge has failed ({failure.GetType().Name}).";
            return (new FraudProofVerdict.Unavailable(challenge.EvidenceHash, detail), failure);
        }
    }

    private static Rejection NotFound() => new(ComputeTaskErrors.NotFound, "There is no such task.");

    private IWorkInboxGrain InboxOf(Address worker) => GrainFactory.GetGrain<IWorkInboxGrain>(worker.ToString());

    /// <summary>Why the newest result of this worker was rejected. Rare, so the log answers and the state need not remember.</summary>
    private async Task<Rejection?> FindLastRejectionAsync(Address worker)
    {
        Rejection? last = null;
        await foreach (var recorded in Services.Log.ReadStreamAsync(Stream))
        {
            if (AttemptFailure.In(Codec.Read(recorded)) is { } failed && failed.Worker == worker)
            {
                last = new Rejection(failed.Reason, failed.Detail);
            }
        }

        return last;
    }

    private async ValueTask<RegisteredModel?> LoadModelAsync()
    {
        await LoadAsync();
        return State.Request is { } request ? await models.GetAsync(request.ModelId) : null;
    }

    /// <summary>A finished task is read rarely and written never: it need not stay in memory.</summary>
    private async Task<Rejection?> EndAfterAsync(Task<Rejection?> command)
    {
        var refusal = await command;
        if (State.IsTerminal)
        {
            DeactivateOnIdle();
        }

        return refusal;
    }
}
