using System.Collections.Immutable;
using System.Security.Cryptography;
using LazAI.Attestation;
using LazAI.Cryptography;
using LazAI.Grains.Aggregates;
using LazAI.Grains.Attestation;
using LazAI.Grains.EventLog;
using LazAI.Grains.Ledger;
using LazAI.Grains.Tasks;
using LazAI.Protocol;
using LazAI.Protocol.Accounts;
using LazAI.Protocol.Api;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Ledger;
using LazAI.Protocol.Workers;

namespace LazAI.Grains.Workers;

/// <inheritdoc cref="IWorkerGrain"/>
[GrainType("worker")]
public sealed class WorkerGrain(
    AggregateServices services, ISessionEvidence evidence, TimeProvider time, RandomNumberGenerator random)
    : AggregateGrain<WorkerState, WorkerCommand, WorkerEvent, WorkerEffect>(services), IWorkerGrain
{
    protected override StreamName Stream => new("worker", this.GetPrimaryKeyString());

    protected override EventCodec<WorkerEvent> Codec => WorkerEvent.Codec;

    protected override WorkerState InitialState => WorkerState.Initial;

    protected override int SnapshotInterval => 500;

    protected override int SnapshotSchema => 4;

    private Address Worker => Address.Parse(this.GetPrimaryKeyString());

    private IWorkInboxGrain Inbox => GrainFactory.GetGrain<IWorkInboxGrain>(this.GetPrimaryKeyString());

    public async Task<ChallengeOutcome> IssueChallengeAsync()
    {
        if (await RefuseStakeAsync() is { } tooPoor)
        {
            return new ChallengeOutcome(null, tooPoor);
        }

        var bytes = new byte[32];
        random.GetBytes(bytes);
        var nonce = new Bytes32(bytes);
        return await ExecuteAsync(new WorkerCommand.IssueChallenge(nonce)) is { } refusal
            ? new ChallengeOutcome(null, refusal)
            : new ChallengeOutcome(new SessionChallenge(nonce, State.Challenges[nonce]), null);
    }

    public async Task<Rejection?> RefuseSessionAsync(OpenSessionRequest request)
    {
        if (await RefuseStakeAsync() is { } tooPoor)
        {
            return tooPoor;
        }

        var (session, refusal) = evidence.Identify(Worker, request);
        return session is { } identified ? await RefuseRegistrationAsync(identified, request) : refusal;
    }

    public async Task<SessionOutcome> OpenSessionAsync(OpenSessionRequest request, ReadOnlyMemory<byte> collateral)
    {
        if (await RefuseSessionAsync(request) is { } refused)
        {
            return new SessionOutcome(null, refused);
        }

        var judgement = evidence.Verify(Worker, request, collateral, time.GetUtcNow());
        if ((await RememberAsync(judgement.Collateral) ?? judgement.Refusal) is { } notAccepted)
        {
            return new SessionOutcome(null, notAccepted);
        }

        // The challenge's nonce, used once, is what keeps this command from being replayed.
        var session = judgement.Session!;
        return await ExecuteAsync(new WorkerCommand.OpenSession(session, request.Evidence)) is { } notOpened
            ? new SessionOutcome(null, notOpened)
            : new SessionOutcome(State.Sessions[session.Id], null);
    }

    public async Task<Rejection?> ReappraiseSessionAsync(SessionId session, ReadOnlyMemory<byte> collateral)
    {
        await LoadAsync();
        if (!State.Sessions.TryGetValue(session, out var open) || await FindSessionAsync(State.SessionVersions[session]) is not { } opened)
        {
            return null;
        }

        var judgement = evidence.VerifyAgain(open, opened.Evidence, collateral, time.GetUtcNow());
        if (await RememberAsync(judgement.Collateral) is { } older)
        {
            return older;
        }

        return judgement.Refusal is { } refusal
                ? await ExecuteAsync(new WorkerCommand.RequireReattestation(session, refusal.Code, AtOnce: true))
            : judgement.Session!.Evidence.Tcb?.EvaluationDataNumber > open.Evidence.Tcb?.EvaluationDataNumber
                ? await ExecuteAsync(new WorkerCommand.RequireReattestation(session, WorkerErrors.TcbRecovery, AtOnce: false))
            : null;
    }

    public Task<Rejection?> CloseSessionAsync(SessionId session) => ExecuteAsync(new WorkerCommand.CloseSession(session));

    public async Task<ResultsOutcome> SubmitResultsAsync(SubmitResultsRequest request)
    {
        await LoadAsync();
        if (WorkerAggregate.RefuseSession(State, request.Session, Now) is { } closed)
        {
            return new ResultsOutcome([], closed);
        }

        if (!VerifiedResultBatch.TryVerify(
            Services.Network.Domain,
            Worker,
            request.Session,
            State.Sessions[request.Session].SigningKey,
            request.Results,
            request.Signature,
            Rules,
            out var batch,
            out var refusal))
        {
            return new ResultsOutcome([], refusal);
        }

        if (await ExecuteAsync(new WorkerCommand.AcceptResults(batch!)) is { } notTaken)
        {
            return new ResultsOutcome([], notTaken);
        }

        var version = State.Batches[request.Session].Version;
        var refusals = await Task.WhenAll(batch!.Results.Select(result =>
            GrainFactory.GetGrain<IComputeTaskGrain>(result.Result.TaskId.ToString()).AcceptResultAsync(result, version)));

        // A trace that the session has not signed is nobody's: the task waits for the genuine one, and its worker still holds it.
        await Inbox.WithdrawAsync(
            request.Session,
            [.. batch.Results.Select(result => result.Result.TaskId).Where((_, i) => refusals[i]?.Code != ComputeTaskErrors.TraceMissing)]);
        return new ResultsOutcome(
            [.. batch.Results.Select((result, i) => new ResultOutcome(
                result.Result.TaskId, refusals[i] is null, refusals[i]?.Code, refusals[i]?.Detail))],
            null);
    }

    public Task<Rejection?> RecordFailureAsync(TaskId taskId, int attempt, ErrorCode reason) =>
        ExecuteAsync(new WorkerCommand.RecordFailure(taskId, attempt, reason));

    public Task<Rejection?> RecordOffenceAsync(WorkerCommand.RecordOffence offence) => ExecuteAsync(offence);

    public Task<Rejection?> RecordVerifiedAsync(long total) => ExecuteAsync(new WorkerCommand.RecordVerified(total));

    public async Task<HeartbeatOutcome> HeartbeatAsync(SessionId session) =>
        await ExecuteAsync(new WorkerCommand.Heartbeat()) is { } refusal
            ? new HeartbeatOutcome(default, refusal)
            : new HeartbeatOutcome(State.Sessions.TryGetValue(session, out var open) ? open.Until : Now, null);

    public Task<Rejection?> JudgeLivenessAsync(Slot observedSince) => ExecuteAsync(new WorkerCommand.JudgeLiveness(observedSince));

    public async Task<WorkerState> GetAsync()
    {
        await LoadAsync();
        return State;
    }

    public async Task<WorkerEvent.SessionOpened?> FindSessionAsync(long version) =>
        await FindEventAsync(version) as WorkerEvent.SessionOpened;

    public async Task<WorkerEvent.ResultsAccepted?> FindBatchAsync(long version) =>
        await FindEventAsync(version) as WorkerEvent.ResultsAccepted;

    protected override Decision<WorkerEvent, WorkerEffect> Decide(WorkerState state, WorkerCommand command) =>
        WorkerAggregate.Decide(state, command, Rules, Now);

    protected override WorkerState Apply(WorkerState state, WorkerEvent @event) => WorkerAggregate.Apply(state, @event);

    /// <summary>Refuses collateral that is older than what was seen before, and remembers what is newer. Only authentic collateral comes here.</summary>
    private async Task<Rejection?> RememberAsync(ImmutableArray<CollateralAge> collateral) =>
        collateral.IsEmpty ? null : await GrainFactory.GetGrain<ICollateralGrain>(0).RememberAsync(collateral);

    /// <summary>What can be judged of a registration without its evidence, which may cost calls to other services.</summary>
    private async Task<Rejection?> RefuseRegistrationAsync(SessionId session, OpenSessionRequest request)
    {
        var registration = new SessionRegistration(
            Worker, session, (uint)Math.Max(0, request.Capacity), request.Nonce, request.DeadlineSlot);
        var (_, notSigned) = SignedCommandCheck.Verify(Services.Network.Domain, request.ChainId, registration, request.Signature);
        if (notSigned is not null)
        {
            return notSigned;
        }

        if (request.DeadlineSlot <= Now)
        {
            return new Rejection(AccountErrors.CommandExpired, $"The command's deadline is slot {request.DeadlineSlot}, now is slot {Now}.");
        }

        await LoadAsync();
        return State.Sessions.ContainsKey(session) ? null : WorkerAggregate.RefuseChallenge(State, request.Challenge, Now);
    }

    private async Task<Rejection?> RefuseStakeAsync()
    {
        var stake = await GrainFactory.GetGrain<ILedgerGrain>(Rules.NativeAsset).GetBalanceAsync(LedgerAccount.Stake(Worker));
        return stake >= Rules.WorkerStakeMinimum
            ? null
            : new Rejection(WorkerErrors.StakeTooLow, $"The worker has {stake} at stake, {Rules.WorkerStakeMinimum} are needed.");
    }
}
