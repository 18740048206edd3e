using LazAI.Cryptography;
using LazAI.Grains.Aggregates;
using LazAI.Grains.Challengers;
using LazAI.Grains.EventLog;
using LazAI.Grains.Ledger;
using LazAI.Grains.Tasks;
using LazAI.Grains.Workers;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.Challengers;
using LazAI.Protocol.Coordination;
using LazAI.Protocol.Workers;

namespace LazAI.Grains.Coordination;

/// <inheritdoc cref="ICoordinatorGrain"/>
/// <remarks>
/// Follows the log from its last snapshot, hands each plan's actions to the aggregates and goes on without waiting for them, up to a
/// bound. What fails is reported to the coordinator, which plans it again.
/// </remarks>
[GrainType("coordinator")]
[KeepAlive]
public sealed partial class CoordinatorGrain(AggregateServices services) : Grain, ICoordinatorGrain, IDisposable, IRemindable
{
    private const string WakeUp = "wake-up";
    private const int ActionsInFlightMaximum = 8_192;
    private const int EventsBetweenSnapshotsMinimum = 50_000;
    private static readonly TimeSpan s_restartDelay = TimeSpan.FromSeconds(1);
    private static readonly StreamName s_rosterStream = new("coordinator", "roster");
    private static readonly StreamName s_panelStream = new("coordinator", "panel");

    private readonly CancellationTokenSource _stopping = new();
    private readonly SnapshotWriter _snapshots =
        new(services, new StreamName("coordinator", "vsc"), CoordinatorSnapshot.Schema, EventsBetweenSnapshotsMinimum);

    private Coordinator _coordinator = null!;
    private Task? _following;
    private long _position;
    private int _inFlight;
    private Slot _observedSince;
    private long _rosterVersion;
    private long _panelVersion;
    private SessionCensus? _sessions;

    public async Task StartAsync()
    {
        await this.RegisterOrUpdateReminder(WakeUp, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
        EnsureFollowing();
    }

    public Task<SessionCensus?> CountSessionsAsync() => Task.FromResult(_sessions);

    public Task<PublishedPanel?> GetPanelAsync() => Task.FromResult(_sessions is null ? null : _coordinator.Panel);

    public Task<ChallengerDuties?> GetDutiesAsync(Address challenger, int maximum)
    {
        if (_sessions is null)
        {
            return Task.FromResult<ChallengerDuties?>(null);
        }

        var now = services.Network.Now;
        var open = _coordinator.DutiesOf(challenger, now).ToArray();
        return Task.FromResult<ChallengerDuties?>(
            new ChallengerDuties(challenger, now, open.Length, [.. open.Take(maximum).Select(ChallengerDutyView.Of)]));
    }

    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        EnsureFollowing();
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        if (_following is { } following)
        {
            await following;
            await _snapshots.WriteLastAsync(_coordinator.Capture(), _position);
        }
    }

    public void Dispose() => _stopping.Dispose();

    private void EnsureFollowing()
    {
        if (_following is null or { IsCompleted: true } && !_stopping.IsCancellationRequested)
        {
            _following = FollowAsync();
        }
    }

    private async Task FollowAsync()
    {
        try
        {
            await RestoreAsync();
            await foreach (var batch in services.Log.FollowAsync(_position, cancellationToken: _stopping.Token))
            {
                foreach (var recorded in batch)
                {
                    _coordinator.Observe(recorded.Position, recorded.Stream.Kind, recorded.Stream.Key, recorded.Type, recorded.Payload.Span, recorded.Event);
                    _position = recorded.Position;
                    _snapshots.Count(recorded.Payload.Length);
                }

                await ActAsync();
                if (_snapshots.IsDue)
                {
                    _snapshots.Write(_coordinator.Capture(), _position);
                }
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The silo is stopping.
        }
        catch (Exception exception)
        {
            // Begins again from the last snapshot, as after a crash; meanwhile running actions count for nothing.
            LogStopped(services.Logger, _position, exception);
            this.RegisterGrainTimer(
                () =>
                {
                    EnsureFollowing();
                    return Task.CompletedTask;
                },
                s_restartDelay,
                Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Reads the snapshot and everything since, then has the tasks offered again that workers hold.</summary>
    private async Task RestoreAsync()
    {
        var network = services.Network;
        _observedSince = network.Now;
        _inFlight = 0;
        _sessions = null;
        if (await _snapshots.ReadAsync<CoordinatorSnapshot>() is { } snapshot)
        {
            _coordinator = Coordinator.Restore(snapshot.State, network.Rules, network.GenesisHash, network.Genesis.CreateSchedule());
            _position = snapshot.Version;
        }
        else
        {
            _coordinator = new Coordinator(network.Rules, network.GenesisHash, network.Genesis.CreateSchedule());
            _position = 0;
        }

        var head = await services.Log.GetHeadPositionAsync();
        while (_position < head)
        {
            foreach (var recorded in await services.Log.ReadAllAsync(_position, 4_096, _stopping.Token))
            {
                _coordinator.Observe(recorded.Position, recorded.Stream.Kind, recorded.Stream.Key, recorded.Type, recorded.Payload.Span, recorded.Event);
                _position = recorded.Position;
                _snapshots.Count(recorded.Payload.Length);
            }
        }

        foreach (var chunk in _coordinator.AssignedTasks.Chunk(256))
        {
            await Task.WhenAll(chunk.Select(taskId => TaskOf(taskId).ReissueAsync()));
        }

        LogRestored(services.Logger, _position, _coordinator.TrackedTasks);
        await ActAsync();

        // The first plan publishes every roster but the empty one.
        _sessions ??= SessionCensus.Empty;
    }

    private async Task ActAsync()
    {
        if (_inFlight >= ActionsInFlightMaximum)
        {
            return;
        }

        foreach (var action in _coordinator.Plan(services.Network.Now, ActionsInFlightMaximum - _inFlight))
        {
            // Draws name the roster or the panel, so these are in the log before them.
            switch (action)
            {
                case CoordinatorAction.PublishRoster { Hash: var hash, Roster: var roster }:
                    _rosterVersion = await PublishAsync(
                        s_rosterStream, _rosterVersion, new CoordinatorEvent.RosterPublished(hash, roster, services.Network.Now));
                    _sessions = SessionCensus.Of(roster);
                    break;
                case CoordinatorAction.PublishPanel { Panel: var panel }:
                    _panelVersion = await PublishAsync(s_panelStream, _panelVersion, new CoordinatorEvent.PanelPublished(panel));
                    break;
                default:
                    _inFlight++;
                    _ = RunAsync(action);
                    break;
            }
        }
    }

    private async Task RunAsync(CoordinatorAction action)
    {
        try
        {
            await ExecuteAsync(action);
        }
        catch (Exception exception)
        {
            LogActionFailed(services.Logger, action.GetType().Name, exception);
            ReportFailed(action);
        }
        finally
        {
            _inFlight--;
        }
    }

    private async Task ExecuteAsync(CoordinatorAction action)
    {
        switch (action)
        {
            case CoordinatorAction.AssignTask assign:
                await ReportAsync(assign.TaskId, TaskOf(assign.TaskId).AssignAsync(assign));
                break;
            case CoordinatorAction.CheckDeadlines check:
                await TaskOf(check.TaskId).CheckDeadlinesAsync();
                break;
            case CoordinatorAction.Conclude conclude:
                await TaskOf(conclude.TaskId).ConcludeAsync();
                break;
            case CoordinatorAction.Settle settle:
                Require(await Ledger.SettleAsync(settle.Settlements));
                break;
            case CoordinatorAction.MarkSettled mark:
                await ReportAsync(mark.TaskId, TaskOf(mark.TaskId).MarkSettledAsync());
                break;
            case CoordinatorAction.CloseEscrows close:
                Require(await Ledger.SettleAsync(close.Settlements));
                break;
            case CoordinatorAction.RecordFailure failure:
                Require(await WorkerOf(failure.Worker).RecordFailureAsync(failure.TaskId, failure.Attempt, failure.Reason));
                break;
            case CoordinatorAction.RecordVerified verified:
                Require(await WorkerOf(verified.Worker).RecordVerifiedAsync(verified.Total));
                break;
            case CoordinatorAction.RecordOffence { Offence: var offence }:
                Require(await WorkerOf(offence.Worker).RecordOffenceAsync(new WorkerCommand.RecordOffence(
                    offence.TaskId, offence.Attempt, offence.Reason, offence.StakeThen, offence.Reporter)));
                break;
            case CoordinatorAction.RecordActivity { Activity: var activity }:
                Require(await GrainFactory.GetGrain<IChallengerRegistryGrain>(ChallengerRegistry.Key).RecordActivityAsync(activity));
                break;
            case CoordinatorAction.PayDebt { Debt: var debt }:
                Require(debt.Slash is { } slash
                    ? await Ledger.SlashAsync(slash)
                    : await Ledger.PostAsync([debt.Transfer!], new Slot(Slot.NumberMaximum)));
                break;
            case CoordinatorAction.ReleaseUnbondings { Release: var release }:
                Require(await Ledger.ReleaseUnbondingsAsync(release));
                break;
            case CoordinatorAction.JudgeChallenges challenged:
                await TaskOf(challenged.TaskId).ReissueAsync();
                break;
            case CoordinatorAction.JudgeLiveness judge:
                await WorkerOf(judge.Worker).JudgeLivenessAsync(_observedSince);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(action), action, "Not an action that is handed to an aggregate.");
        }
    }

    /// <summary>A refusal means that the task has moved on by itself; its event is on the way, or the plan was too early.</summary>
    private async Task ReportAsync(TaskId taskId, Task<Rejection?> command)
    {
        if (await command is { } refusal)
        {
            LogRefused(services.Logger, taskId, refusal.Code.Value, refusal.Detail);
            _coordinator.Failed(taskId);
        }
    }

    /// <summary>What a new slot asks for again by itself need not be reported.</summary>
    private void ReportFailed(CoordinatorAction action)
    {
        switch (action)
        {
            case CoordinatorAction.AssignTask assign:
                _coordinator.Failed(assign.TaskId);
                break;
            case CoordinatorAction.MarkSettled mark:
                _coordinator.Failed(mark.TaskId);
                break;
            case CoordinatorAction.Settle settle:
                foreach (var settlement in settle.Settlements)
                {
                    _coordinator.Failed(settlement.TaskId);
                }

                break;
            case CoordinatorAction.CloseEscrows close:
                foreach (var settlement in close.Settlements)
                {
                    _coordinator.Failed(settlement.TaskId);
                }

                break;
            case CoordinatorAction.RecordFailure failure:
                _coordinator.FailedToRecord(failure.TaskId, failure.Attempt);
                break;
        }
    }

    /// <returns>The stream's version then.</returns>
    private async Task<long> PublishAsync(StreamName stream, long version, CoordinatorEvent @event)
    {
        var (type, payload) = CoordinatorEvent.Codec.Encode(@event);
        while (true)
        {
            switch (await services.Log.AppendAsync(stream, version, [new EventData(type, payload, @event)]))
            {
                case Appended appended:
                    return appended.StreamVersion;
                case AppendConflict conflict:
                    version = conflict.ActualVersion;
                    break;
            }
        }
    }

    private ILedgerGrain Ledger => GrainFactory.GetGrain<ILedgerGrain>(services.Network.Rules.NativeAsset);

    private IComputeTaskGrain TaskOf(TaskId taskId) => GrainFactory.GetGrain<IComputeTaskGrain>(taskId.ToString());

    private IWorkerGrain WorkerOf(Address worker) => GrainFactory.GetGrain<IWorkerGrain>(worker.ToString());

    private static void Require(Rejection? refusal) =>
        Invariant.Require(refusal is null, $"the coordinator's batch holds: {refusal?.Code} {refusal?.Detail}");
}
