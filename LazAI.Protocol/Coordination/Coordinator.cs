using System.Collections.Immutable;
using System.Runtime.InteropServices;
using LazAI.Cryptography;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Ledger;
using LazAI.Protocol.Models;
using LazAI.Protocol.Workers;

namespace LazAI.Protocol.Coordination;

/// <summary>
/// The VSC coordinator of S1: follows the log and says what is to be done next. It decides no rule: every action goes to
/// an aggregate that may refuse it.
/// </summary>
/// <remarks>
/// Deterministic: the same events and slots give the same actions. Not thread-safe. An action that was handed out is not
/// repeated until its event is observed or <see cref="Failed"/> reports it lost.
/// </remarks>
public sealed class Coordinator(ProtocolRules rules, Bytes32 genesisHash)
{
    /// <summary>Settlements in one ledger batch.</summary>
    public const int SettlementBatchMaximum = 500;

    /// <summary>Slots after its deadline at which an escrow without a task goes back; covers acceptances still on their way.</summary>
    private const long OrphanMarginSlots = 8;

    private readonly Dictionary<TaskId, TrackedTask> _tasks = [];
    private readonly HashSet<TaskId> _inFlight = [];
    private readonly Dictionary<(ModelId Model, SessionId Recipient), Queue<TaskId>> _waiting = [];
    private readonly SlotBuckets _due = new();
    private readonly Queue<TaskId> _final = new();
    private readonly Dictionary<TaskId, Escrow> _escrows = [];
    private readonly SlotBuckets _escrowsDue = new();
    private readonly Queue<TaskId> _refunds = new();
    private readonly Dictionary<ModelId, RegisteredModel> _models = [];
    private readonly Dictionary<Address, Amount> _stakes = [];
    private readonly Dictionary<Address, TrackedWorker> _workers = [];
    private readonly Dictionary<SessionId, TrackedSession> _sessions = [];
    private readonly Dictionary<SessionId, int> _load = [];
    private readonly Dictionary<(TaskId, int), TrackedFailure> _failures = [];
    private readonly HashSet<(TaskId, int)> _failuresInFlight = [];
    private readonly Dictionary<ModelId, RosterEntry[]> _eligible = [];
    private Roster _roster = Roster.Empty;
    private Bytes32 _rosterHash;
    private bool _rosterChanged;
    private bool _reputationChanged;
    private Slot _lastPlanned = new(-1);

    /// <summary>Tasks that are not finished.</summary>
    public int TrackedTasks => _tasks.Count;

    /// <summary>Tasks that a worker holds, for handing them out again after a restart.</summary>
    public IEnumerable<TaskId> AssignedTasks =>
        _tasks.Values.Where(task => task.Status == ComputeTaskStatus.Assigned).Select(task => task.TaskId).Order();

    /// <summary>Takes in an event of a model, worker, ledger or task stream, in the order of the log; ignores others.</summary>
    /// <param name="kind">First part of the stream's name.</param>
    /// <param name="key">Second part.</param>
    public void Observe(ReadOnlySpan<char> kind, ReadOnlySpan<char> key, string type, ReadOnlySpan<byte> payload)
    {
        switch (kind)
        {
            case "task" when Bytes32.TryParse(key, out var task):
                Observe(new TaskId(task), ComputeTaskEvent.Codec.Decode(type, payload));
                break;
            case "worker" when Address.TryParse(key, out var worker):
                Observe(worker, WorkerEvent.Codec.Decode(type, payload));
                break;
            case "model":
                Observe(ModelEvent.Codec.Decode(type, payload));
                break;
            case "ledger" when key.SequenceEqual(rules.NativeAsset):
                Observe(LedgerEvent.Codec.Decode(type, payload));
                break;
        }
    }

    public void Observe(TaskId taskId, ComputeTaskEvent @event)
    {
        _inFlight.Remove(taskId);
        switch (@event)
        {
            case ComputeTaskEvent.Submitted submitted:
                var request = submitted.Request;
                Wait(new TrackedTask(
                    taskId, request.ModelId, request.RecipientSession, ComputeTaskStatus.Submitted, 0, request.DeadlineSlot,
                    request.DeadlineSlot, default, default));
                break;
            case ComputeTaskEvent.Assigned assigned:
                Take(_tasks[taskId] with
                {
                    Status = ComputeTaskStatus.Assigned,
                    Attempt = assigned.Attempt,
                    Due = assigned.Assignment.Until + 1,
                    Worker = assigned.Assignment.Worker,
                    Session = assigned.Assignment.Session,
                });
                break;
            case ComputeTaskEvent.LeaseExtended extended:
                _tasks[taskId] = _tasks[taskId] with { Due = extended.Until + 1 };
                _due.Add(extended.Until + 1, taskId);
                break;
            case ComputeTaskEvent.AttemptFailed failed:
                Return(taskId, new TrackedFailure(failed.Worker, taskId, failed.Attempt, failed.Reason));
                break;
            case ComputeTaskEvent.ResultRejected rejected:
                Return(taskId, new TrackedFailure(rejected.Worker, taskId, rejected.Attempt, rejected.Reason));
                break;
            case ComputeTaskEvent.Verified verified:
                Unload(_tasks[taskId]);
                _tasks[taskId] = _tasks[taskId] with { Status = ComputeTaskStatus.Verified, Due = verified.At + 1 };
                _due.Add(verified.At + 1, taskId);
                break;
            case ComputeTaskEvent.Finalized:
                _tasks[taskId] = _tasks[taskId] with { Status = ComputeTaskStatus.Final };
                _final.Enqueue(taskId);
                break;
            case ComputeTaskEvent.Settled:
                _tasks.Remove(taskId);
                break;
            case ComputeTaskEvent.Expired:
                _tasks.Remove(taskId);
                _refunds.Enqueue(taskId);
                break;
        }
    }

    public void Observe(Address worker, WorkerEvent @event)
    {
        var tracked = _workers.GetValueOrDefault(worker) ?? new TrackedWorker(worker, new WorkerRecord(0, 0), new Slot(0));
        switch (@event)
        {
            case WorkerEvent.SessionOpened opened:
                _sessions[opened.Session.Id] = new TrackedSession(worker, opened.Session);
                tracked = tracked with { LastSeen = opened.At };
                _rosterChanged = true;
                break;
            case WorkerEvent.SessionClosed closed:
                _rosterChanged |= _sessions.Remove(closed.Session);
                break;
            case WorkerEvent.ResultsAccepted accepted:
                var record = tracked.Record with { Accepted = tracked.Record.Accepted + accepted.StructHashes.Length };
                _reputationChanged |= record.Reputation != tracked.Record.Reputation;
                tracked = tracked with { Record = record, LastSeen = accepted.At };
                break;
            case WorkerEvent.FailureRecorded failure:
                _failures.Remove((failure.TaskId, failure.Attempt));
                _failuresInFlight.Remove((failure.TaskId, failure.Attempt));
                tracked = tracked with { Record = tracked.Record with { Failed = tracked.Record.Failed + 1 } };
                _reputationChanged = true;
                break;
            case WorkerEvent.Seen seen:
                tracked = tracked with { LastSeen = seen.At };
                break;
            case WorkerEvent.FoundDown:
                foreach (var session in _sessions.Values.Where(open => open.Worker == worker).ToArray())
                {
                    _sessions.Remove(session.Session.Id);
                }

                _rosterChanged = true;
                break;
        }

        _workers[worker] = tracked;
    }

    public void Observe(ModelEvent @event)
    {
        var registered = new RegisteredModel(((ModelEvent.Registered)@event).Description);
        _models[registered.Id] = registered;
    }

    public void Observe(LedgerEvent @event)
    {
        switch (@event)
        {
            case LedgerEvent.Allocated allocated:
                foreach (var allocation in allocated.Allocations)
                {
                    ChangeStake(allocation.Account, allocation.Amount, credit: true);
                }

                break;
            case LedgerEvent.Posted posted:
                foreach (var transfer in posted.Transfers)
                {
                    ChangeStake(transfer.Debit, transfer.Amount, credit: false);
                    ChangeStake(transfer.Credit, transfer.Amount, credit: true);
                }

                break;
            case LedgerEvent.Reserved reserved:
                foreach (var escrow in reserved.Escrows)
                {
                    _escrows[escrow.TaskId] = escrow;
                    _escrowsDue.Add(escrow.ExpiresAt + OrphanMarginSlots, escrow.TaskId);
                }

                break;
            case LedgerEvent.Settled settled:
                foreach (var settlement in settled.Settlements)
                {
                    _escrows.Remove(settlement.TaskId);
                }

                break;
        }
    }

    /// <summary>The action on this task got lost; plan it again.</summary>
    public void Failed(TaskId taskId)
    {
        _inFlight.Remove(taskId);
        if (!_tasks.TryGetValue(taskId, out var task))
        {
            if (_escrows.ContainsKey(taskId))
            {
                _refunds.Enqueue(taskId);
            }

            return;
        }

        switch (task.Status)
        {
            case ComputeTaskStatus.Submitted:
                Unload(task);
                Wait(task with { Worker = default, Session = default });
                break;
            case ComputeTaskStatus.Final:
                _final.Enqueue(taskId);
                break;
            default:
                _due.Add(task.Due, taskId);
                break;
        }
    }

    /// <summary>The record of this failure got lost; plan it again.</summary>
    public void FailedToRecord(TaskId taskId, int attempt) => _failuresInFlight.Remove((taskId, attempt));

    /// <summary>What is to be done in slot <paramref name="now"/>, in order, at most about <paramref name="maximum"/> actions.</summary>
    public ImmutableArray<CoordinatorAction> Plan(Slot now, int maximum = 4_096)
    {
        var actions = ImmutableArray.CreateBuilder<CoordinatorAction>();
        PlanFailures(actions);
        PlanDue(actions, now, maximum);
        PlanSettlements(actions, maximum);
        PlanRefunds(actions, now, maximum);
        PlanLiveness(actions, now);
        RefreshRoster(actions, now);
        PlanAssignments(actions, now, maximum);
        _lastPlanned = now;
        return actions.ToImmutable();
    }

    public CoordinatorSnapshot Capture() => new(
        [.. _tasks.Values.OrderBy(task => task.TaskId)],
        [.. _models.Values.Select(model => model.Description).OrderBy(model => model.ComputeModelId().Value)],
        [.. _sessions.Values.OrderBy(session => session.Session.Id.Value)],
        [.. _workers.Values.OrderBy(worker => worker.Address)],
        [.. _failures.Values.OrderBy(failure => failure.TaskId).ThenBy(failure => failure.Attempt)],
        [.. _stakes.OrderBy(stake => stake.Key).Select(stake => new Allocation(LedgerAccount.Stake(stake.Key), stake.Value))],
        [.. _escrows.Values.OrderBy(escrow => escrow.TaskId)],
        _rosterHash);

    /// <summary>A coordinator that remembers <paramref name="snapshot"/>; what was in flight then is planned again.</summary>
    public static Coordinator Restore(CoordinatorSnapshot snapshot, ProtocolRules rules, Bytes32 genesisHash)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        var coordinator = new Coordinator(rules, genesisHash);
        foreach (var model in snapshot.Models)
        {
            var registered = new RegisteredModel(model);
            coordinator._models[registered.Id] = registered;
        }

        foreach (var session in snapshot.Sessions)
        {
            coordinator._sessions[session.Session.Id] = session;
        }

        foreach (var worker in snapshot.Workers)
        {
            coordinator._workers[worker.Address] = worker;
        }

        foreach (var failure in snapshot.Failures)
        {
            coordinator._failures[(failure.TaskId, failure.Attempt)] = failure;
        }

        foreach (var stake in snapshot.Stakes)
        {
            coordinator.ChangeStake(stake.Account, stake.Amount, credit: true);
        }

        foreach (var escrow in snapshot.Escrows)
        {
            coordinator._escrows[escrow.TaskId] = escrow;
            coordinator._escrowsDue.Add(escrow.ExpiresAt + OrphanMarginSlots, escrow.TaskId);
        }

        foreach (var task in snapshot.Tasks)
        {
            coordinator.RestoreTask(task);
        }

        coordinator._rosterChanged = true;
        return coordinator;
    }

    private void RestoreTask(TrackedTask task)
    {
        switch (task.Status)
        {
            case ComputeTaskStatus.Submitted:
                Wait(task with { Worker = default, Session = default });
                break;
            case ComputeTaskStatus.Assigned:
                Take(task);
                break;
            case ComputeTaskStatus.Final:
                _tasks[task.TaskId] = task;
                _final.Enqueue(task.TaskId);
                break;
            default:
                _tasks[task.TaskId] = task;
                _due.Add(task.Due, task.TaskId);
                break;
        }
    }

    private void Wait(TrackedTask task)
    {
        _tasks[task.TaskId] = task;
        _due.Add(task.Due, task.TaskId);
        ref var queue = ref CollectionsMarshal.GetValueRefOrAddDefault(_waiting, (task.ModelId, task.RecipientSession), out _);
        (queue ??= new Queue<TaskId>()).Enqueue(task.TaskId);
    }

    /// <summary>The task is held. Its place in the session's load was taken when the assignment was planned, unless that was before a restart.</summary>
    private void Take(TrackedTask task)
    {
        if (_tasks.GetValueOrDefault(task.TaskId) is not { } planned || planned.Session != task.Session)
        {
            Unload(_tasks.GetValueOrDefault(task.TaskId));
            CollectionsMarshal.GetValueRefOrAddDefault(_load, task.Session, out _)++;
        }

        _tasks[task.TaskId] = task;
        _due.Add(task.Due, task.TaskId);
    }

    private void Return(TaskId taskId, TrackedFailure failure)
    {
        _failures[(failure.TaskId, failure.Attempt)] = failure;
        var task = _tasks[taskId];
        Unload(task);
        Wait(task with { Status = ComputeTaskStatus.Submitted, Due = task.Deadline, Worker = default, Session = default });
    }

    private void Unload(TrackedTask? task)
    {
        if (task is not null && task.Session != default && --CollectionsMarshal.GetValueRefOrAddDefault(_load, task.Session, out _) <= 0)
        {
            _load.Remove(task.Session);
        }
    }

    private void ChangeStake(LedgerAccount account, Amount amount, bool credit)
    {
        if (account.Kind != LedgerAccountKind.Stake)
        {
            return;
        }

        ref var stake = ref CollectionsMarshal.GetValueRefOrAddDefault(_stakes, account.OwnerAddress, out _);
        stake = credit ? stake + amount : stake - amount;
        _rosterChanged = true;
    }

    private void PlanFailures(ImmutableArray<CoordinatorAction>.Builder actions)
    {
        foreach (var failure in _failures.Values.OrderBy(failure => failure.TaskId).ThenBy(failure => failure.Attempt))
        {
            if (_failuresInFlight.Add((failure.TaskId, failure.Attempt)))
            {
                actions.Add(new CoordinatorAction.RecordFailure(failure.Worker, failure.TaskId, failure.Attempt, failure.Reason));
            }
        }
    }

    private void PlanDue(ImmutableArray<CoordinatorAction>.Builder actions, Slot now, int maximum)
    {
        while (actions.Count < maximum && _due.TryTake(now, out var taskId))
        {
            // A bucket's entry is a hint; the task may have moved on since it was put there.
            if (!_tasks.TryGetValue(taskId, out var task) || task.Due > now)
            {
                continue;
            }

            switch (task.Status)
            {
                case ComputeTaskStatus.Submitted or ComputeTaskStatus.Assigned when _inFlight.Add(taskId):
                    actions.Add(new CoordinatorAction.CheckDeadlines(taskId));
                    break;
                case ComputeTaskStatus.Verified when _inFlight.Add(taskId):
                    actions.Add(new CoordinatorAction.Conclude(taskId));
                    break;
            }
        }
    }

    private void PlanSettlements(ImmutableArray<CoordinatorAction>.Builder actions, int maximum)
    {
        while (_final.Count > 0 && actions.Count < maximum)
        {
            var batch = ImmutableArray.CreateBuilder<Settlement>();
            while (batch.Count < SettlementBatchMaximum && _final.TryDequeue(out var taskId))
            {
                if (_tasks.TryGetValue(taskId, out var task) && task.Status == ComputeTaskStatus.Final && _inFlight.Add(taskId))
                {
                    batch.Add(SettlementOf(task));
                }
            }

            if (batch.Count > 0)
            {
                actions.Add(new CoordinatorAction.Settle(batch.DrainToImmutable()));
            }
        }
    }

    /// <summary>The division of a final task's fee. Without an escrow the ledger has settled it before; only the mark is missing.</summary>
    private Settlement SettlementOf(TrackedTask task)
    {
        var model = _models[task.ModelId].Description;
        return _escrows.TryGetValue(task.TaskId, out var escrow)
            ? FeeDivision.Divide(escrow, model.Price, task.Worker, model.Publisher, rules)
            : new Settlement(task.TaskId, []);
    }

    private void PlanRefunds(ImmutableArray<CoordinatorAction>.Builder actions, Slot now, int maximum)
    {
        while (_escrowsDue.TryTake(now, out var orphan))
        {
            if (!_tasks.ContainsKey(orphan) && _escrows.ContainsKey(orphan))
            {
                _refunds.Enqueue(orphan);
            }
        }

        while (_refunds.Count > 0 && actions.Count < maximum)
        {
            var batch = ImmutableArray.CreateBuilder<Settlement>();
            while (batch.Count < SettlementBatchMaximum && _refunds.TryDequeue(out var taskId))
            {
                if (_escrows.TryGetValue(taskId, out var escrow) && batch.All(settlement => settlement.TaskId != taskId))
                {
                    batch.Add(LedgerAggregate.Release(escrow));
                }
            }

            if (batch.Count > 0)
            {
                actions.Add(new CoordinatorAction.Refund(batch.DrainToImmutable()));
            }
        }
    }

    private void PlanLiveness(ImmutableArray<CoordinatorAction>.Builder actions, Slot now)
    {
        if (now == _lastPlanned)
        {
            return;
        }

        foreach (var worker in _workers.Values.Where(worker => now - worker.LastSeen > rules.WorkerDownSlots).OrderBy(worker => worker.Address))
        {
            if (_sessions.Values.Any(session => session.Worker == worker.Address && session.Session.Until >= now))
            {
                actions.Add(new CoordinatorAction.JudgeLiveness(worker.Address));
            }
        }
    }

    /// <summary>A new session or stake counts at once; reputations, which move with every batch, once a slot.</summary>
    private void RefreshRoster(ImmutableArray<CoordinatorAction>.Builder actions, Slot now)
    {
        var lapsed = _roster.Entries.Any(entry => entry.Until <= now);
        if (!_rosterChanged && !lapsed && !(_reputationChanged && now > _lastPlanned))
        {
            return;
        }

        _rosterChanged = false;
        _reputationChanged = false;
        _eligible.Clear();
        foreach (var expired in _sessions.Values.Where(session => session.Session.Until < now).ToArray())
        {
            _sessions.Remove(expired.Session.Id);
        }

        var roster = Roster.Create(
            from session in _sessions.Values
            let stake = _stakes.GetValueOrDefault(session.Worker)
            where stake >= rules.WorkerStakeMinimum && session.Session.Until > now
            select new RosterEntry(
                session.Worker, session.Session.Id, stake, _workers[session.Worker].Record.Reputation, session.Session.Evidence,
                session.Session.Capacity, session.Session.Until));
        var hash = roster.ComputeHash();
        _roster = roster;
        if (hash != _rosterHash)
        {
            _rosterHash = hash;
            actions.Add(new CoordinatorAction.PublishRoster(hash, roster));
        }
    }

    private void PlanAssignments(ImmutableArray<CoordinatorAction>.Builder actions, Slot now, int maximum)
    {
        foreach (var ((modelId, recipient), queue) in _waiting)
        {
            while (queue.Count > 0 && actions.Count < maximum)
            {
                var taskId = queue.Peek();
                if (!_tasks.TryGetValue(taskId, out var task) || task.Status != ComputeTaskStatus.Submitted || _inFlight.Contains(taskId)
                    || task.Deadline <= now)
                {
                    queue.Dequeue();
                    continue;
                }

                if (!TryAssign(actions, task, EligibleFor(modelId), recipient, now))
                {
                    break;
                }

                queue.Dequeue();
            }
        }
    }

    private bool TryAssign(
        ImmutableArray<CoordinatorAction>.Builder actions, TrackedTask task, RosterEntry[] eligible, SessionId recipient, Slot now)
    {
        var lease = ComputeTaskAggregate.LeaseSlots(_models[task.ModelId].Description, rules);
        if (!eligible.Any(entry => CanTake(entry, recipient, now + lease)))
        {
            return false;
        }

        var drawIndex = 0;
        foreach (var entry in AssignmentDraw.Order(genesisHash, task.TaskId, task.Attempt + 1, eligible))
        {
            if (CanTake(entry, recipient, now + lease))
            {
                _inFlight.Add(task.TaskId);
                _tasks[task.TaskId] = task with { Worker = entry.Worker, Session = entry.Session };
                CollectionsMarshal.GetValueRefOrAddDefault(_load, entry.Session, out _)++;
                actions.Add(new CoordinatorAction.AssignTask(
                    task.TaskId, task.ModelId, entry.Worker, entry.Session, entry.Until, task.Attempt + 1, _rosterHash, drawIndex));
                return true;
            }

            drawIndex++;
        }

        return false;
    }

    private bool CanTake(RosterEntry entry, SessionId recipient, Slot until) =>
        entry.Until >= until
        && (recipient == default || recipient == entry.Session)
        && _load.GetValueOrDefault(entry.Session) < entry.Capacity;

    private RosterEntry[] EligibleFor(ModelId modelId)
    {
        if (!_eligible.TryGetValue(modelId, out var eligible))
        {
            var policy = _models[modelId].Description.Evidence;
            eligible = [.. _roster.Entries.Where(entry => entry.Satisfies(policy))];
            _eligible[modelId] = eligible;
        }

        return eligible;
    }
}
