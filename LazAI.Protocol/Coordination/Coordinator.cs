using System.Collections.Immutable;
using System.Runtime.InteropServices;
using LazAI.Cryptography;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Ledger;
using LazAI.Protocol.Models;
using LazAI.Protocol.Time;
using LazAI.Protocol.Workers;

namespace LazAI.Protocol.Coordination;

/// <summary>
/// The VSC coordinator of S1: follows the log and says what is to be done next. It decides no rule: every action goes to
/// an aggregate that may refuse it.
/// </summary>
/// <remarks>
/// Deterministic: the same events and slots give the same actions. Not thread-safe. An assignment that was handed out is not repeated until
/// its event is observed or <see cref="Failed"/> reports it lost; a settlement is also repeated when its event is not seen for some slots,
/// and what a deadline asks for each slot until its event is observed. What it remembers of the log (tasks, and their order) is kept
/// apart from what is under way, so that a snapshot and the log after it make the same coordinator as the whole log.
/// </remarks>
public sealed class Coordinator(ProtocolRules rules, Bytes32 genesisHash)
{
    /// <summary>Settlements in one ledger batch.</summary>
    public const int SettlementBatchMaximum = 500;

    /// <summary>Slots after which a settlement whose event was not seen is sent again; the ledger takes it once.</summary>
    internal const long SettlementPatienceSlots = 4;

    private readonly Dictionary<TaskId, TrackedTask> _tasks = [];
    private readonly WaitingTasks _waiting = new();
    private readonly SlotBuckets<(TaskId TaskId, long Order)> _due = new();
    private readonly Dictionary<TaskId, SessionId> _assigning = [];
    private readonly Queue<TaskId> _final = new();
    private readonly Queue<TaskId> _paid = new();
    private readonly HashSet<TaskId> _settling = [];
    private readonly EscrowBook _escrows = new();
    private readonly WorkerBook _workers = new(rules);
    private readonly Dictionary<ModelId, RegisteredModel> _models = [];
    private readonly Dictionary<ModelId, AssignmentDraw> _draws = [];
    private Bytes32 _rosterHash = Roster.Empty.ComputeHash();
    private Slot _logSlot = new(0);
    private Slot _lastPlanned = new(-1);
    private long _order;

    /// <summary>Tasks that are not finished.</summary>
    public int TrackedTasks => _tasks.Count;

    /// <summary>Tasks that a worker holds, for handing them out again after a restart.</summary>
    public IEnumerable<TaskId> AssignedTasks =>
        _tasks.Values.Where(task => task.Status == ComputeTaskStatus.Assigned).Select(task => task.TaskId).Order();

    /// <summary>Takes in an event of the log, in the log's order; ignores those that do not concern it.</summary>
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
            case "slot-clock":
                Observe(SlotClockEvent.Codec.Decode(type, payload));
                break;
        }
    }

    public void Observe(TaskId taskId, ComputeTaskEvent @event)
    {
        switch (@event)
        {
            case ComputeTaskEvent.Submitted { Request: var request }:
                Wait(new TrackedTask(
                    taskId, request.ModelId, request.RecipientSession, ComputeTaskStatus.Submitted, 0, request.DeadlineSlot,
                    request.DeadlineSlot, default, default, [], false, 0));
                break;
            case ComputeTaskEvent.Assigned assigned:
                Hold(_tasks[taskId] with
                {
                    Status = ComputeTaskStatus.Assigned,
                    Attempt = assigned.Attempt,
                    Due = assigned.Assignment.Until + 1,
                    Worker = assigned.Assignment.Worker,
                    Session = assigned.Assignment.Session,
                });
                break;
            case ComputeTaskEvent.LeaseExtended extended:
                LookAt(_tasks[taskId] with { Due = extended.Until + 1 });
                break;
            case ComputeTaskEvent.AttemptFailed failed:
                Return(taskId, new TrackedFailure(failed.Worker, taskId, failed.Attempt, failed.Reason));
                break;
            case ComputeTaskEvent.ResultRejected rejected:
                Return(taskId, new TrackedFailure(rejected.Worker, taskId, rejected.Attempt, rejected.Reason));
                break;
            case ComputeTaskEvent.Verified verified:
                _workers.CountVerified(_tasks[taskId].Worker);
                _workers.Unload(_tasks[taskId].Session);
                LookAt(_tasks[taskId] with { Status = ComputeTaskStatus.Verified, Due = verified.At + 1 });
                break;
            case ComputeTaskEvent.Finalized:
                Settle(_tasks[taskId] with { Status = ComputeTaskStatus.Final });
                break;
            case ComputeTaskEvent.Settled:
                End(taskId);
                break;
            case ComputeTaskEvent.Expired:
                Unplan(taskId);
                End(taskId);
                break;
        }
    }

    public void Observe(Address worker, WorkerEvent @event) => _workers.Observe(worker, @event);

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
                    _workers.ChangeStake(allocation.Account, allocation.Amount, credit: true);
                }

                break;
            case LedgerEvent.Posted posted:
                foreach (var transfer in posted.Transfers)
                {
                    _workers.ChangeStake(transfer.Debit, transfer.Amount, credit: false);
                    _workers.ChangeStake(transfer.Credit, transfer.Amount, credit: true);
                }

                break;
            case LedgerEvent.Reserved reserved:
                foreach (var escrow in reserved.Escrows)
                {
                    _escrows.Add(escrow);
                }

                break;
            case LedgerEvent.Settled settled:
                foreach (var settlement in settled.Settlements)
                {
                    _escrows.Close(settlement.TaskId);
                    if (_tasks.TryGetValue(settlement.TaskId, out var task))
                    {
                        Settle(task with { Paid = true });
                    }
                }

                break;
        }
    }

    /// <summary>Tells how far the log has come, which says which acceptances can no longer arrive.</summary>
    public void Observe(SlotClockEvent @event) => _logSlot = ((SlotClockEvent.Ticked)@event).Last;

    /// <summary>The assignment, settlement or refund of this task got lost or was refused; plan it again.</summary>
    public void Failed(TaskId taskId)
    {
        switch (_tasks.GetValueOrDefault(taskId))
        {
            case null:
                _escrows.ReturnAgain(taskId);
                break;
            case { Status: ComputeTaskStatus.Submitted } task when _assigning.Remove(taskId, out var session):
                _workers.Unload(session);
                _waiting.Add(task);
                break;
            case { Status: ComputeTaskStatus.Final } task when _settling.Remove(taskId):
                QueueOf(task).Enqueue(taskId);
                break;
        }
    }

    /// <summary>The record of this failure got lost; plan it again.</summary>
    public void FailedToRecord(TaskId taskId, int attempt) => _workers.RecordFailureAgain(taskId, attempt);

    /// <summary>What is to be done in slot <paramref name="now"/>, in order, at most about <paramref name="maximum"/> actions.</summary>
    public ImmutableArray<CoordinatorAction> Plan(Slot now, int maximum = 4_096)
    {
        var actions = ImmutableArray.CreateBuilder<CoordinatorAction>();
        PlanRecords(actions, now, maximum);
        PlanDue(actions, now, maximum);
        PlanSettlements(actions, now, maximum);
        PlanRefunds(actions, maximum);
        PlanRoster(actions, now);
        PlanAssignments(actions, now, maximum);
        _lastPlanned = now;
        return actions.ToImmutable();
    }

    public CoordinatorSnapshot Capture() => new(
        [.. _tasks.Values.OrderBy(task => task.Order)],
        [.. _models.Values.Select(model => model.Description).OrderBy(model => model.ComputeModelId().Value)],
        [.. _workers.Sessions.OrderBy(session => session.Session.Id.Value)],
        [.. _workers.Workers.OrderBy(worker => worker.Address)],
        [.. _workers.Failures],
        [.. _workers.Stakes],
        [.. _escrows.Open.OrderBy(escrow => escrow.Number)],
        [.. _escrows.Owed],
        _logSlot,
        _order);

    /// <summary>The coordinator that the log up to the snapshot would make; what was under way then is planned again.</summary>
    public static Coordinator Restore(CoordinatorSnapshot snapshot, ProtocolRules rules, Bytes32 genesisHash)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        var coordinator = new Coordinator(rules, genesisHash) { _logSlot = snapshot.LogSlot, _order = snapshot.LastOrder };
        foreach (var model in snapshot.Models)
        {
            var registered = new RegisteredModel(model);
            coordinator._models[registered.Id] = registered;
        }

        coordinator.RestoreWorkers(snapshot);
        foreach (var escrow in snapshot.Escrows)
        {
            coordinator._escrows.Add(escrow);
        }

        foreach (var taskId in snapshot.Refunds)
        {
            coordinator._escrows.Return(taskId);
        }

        foreach (var task in snapshot.Tasks)
        {
            coordinator.RestoreTask(task);
        }

        return coordinator;
    }

    private void RestoreWorkers(CoordinatorSnapshot snapshot)
    {
        foreach (var session in snapshot.Sessions)
        {
            _workers.Restore(session);
        }

        foreach (var worker in snapshot.Workers)
        {
            _workers.Restore(worker);
        }

        foreach (var failure in snapshot.Failures)
        {
            _workers.AddFailure(failure);
        }

        foreach (var stake in snapshot.Stakes)
        {
            _workers.ChangeStake(stake.Account, stake.Amount, credit: true);
        }
    }

    private void RestoreTask(TrackedTask task)
    {
        _tasks[task.TaskId] = task;
        switch (task.Status)
        {
            case ComputeTaskStatus.Submitted:
                _waiting.Add(task);
                break;
            case ComputeTaskStatus.Assigned:
                _workers.Load(task.Session);
                break;
            case ComputeTaskStatus.Final:
                QueueOf(task).Enqueue(task.TaskId);
                return;
        }

        _due.Add(task.Due, (task.TaskId, task.Order));
    }

    /// <summary>The task changes, and has its place behind all that have changed before.</summary>
    private TrackedTask Change(TrackedTask task) => _tasks[task.TaskId] = task with { Order = ++_order };

    /// <summary>The task changes, and needs a look in its due slot.</summary>
    private TrackedTask LookAt(TrackedTask task)
    {
        var changed = Change(task);
        _due.Add(task.Due, (task.TaskId, changed.Order));
        return changed;
    }

    private void Wait(TrackedTask task) => _waiting.Add(LookAt(task));

    /// <summary>The task is held. Its place in the session's load was taken when the assignment was planned, if it was planned here.</summary>
    private void Hold(TrackedTask task)
    {
        Unplan(task.TaskId);
        _workers.Load(task.Session);
        LookAt(task);
    }

    private void Unplan(TaskId taskId)
    {
        if (_assigning.Remove(taskId, out var session))
        {
            _workers.Unload(session);
        }
    }

    private void Return(TaskId taskId, TrackedFailure failure)
    {
        _workers.AddFailure(failure);
        var task = _tasks[taskId];
        _workers.Unload(task.Session);
        Wait(task with
        {
            Status = ComputeTaskStatus.Submitted,
            Due = task.Deadline,
            Worker = default,
            Session = default,
            Failed = task.Failed.Contains(failure.Worker) ? task.Failed : task.Failed.Add(failure.Worker),
        });
    }

    /// <summary>The task is final, or paid: the ledger's part comes first, and the mark once the log shows that it was done.</summary>
    private void Settle(TrackedTask task)
    {
        _settling.Remove(task.TaskId);
        if (Change(task).Status == ComputeTaskStatus.Final)
        {
            QueueOf(task).Enqueue(task.TaskId);
        }
    }

    private Queue<TaskId> QueueOf(TrackedTask final) => final.Paid ? _paid : _final;

    /// <summary>Whatever is still reserved when a task ends, all of it or a second reservation after its payment, goes back.</summary>
    private void End(TaskId taskId)
    {
        _tasks.Remove(taskId);
        _settling.Remove(taskId);
        _escrows.Return(taskId);
    }

    private void PlanRecords(ImmutableArray<CoordinatorAction>.Builder actions, Slot now, int maximum)
    {
        while (actions.Count < maximum && _workers.TryTakeFailure(out var failure))
        {
            actions.Add(new CoordinatorAction.RecordFailure(failure!.Worker, failure.TaskId, failure.Attempt, failure.Reason));
        }

        if (now > _lastPlanned)
        {
            actions.AddRange(_workers.Unrecorded.Select(worker => new CoordinatorAction.RecordVerified(worker.Address, worker.Verified)));
            actions.AddRange(_workers.Silent(now).Select(worker => new CoordinatorAction.JudgeLiveness(worker)));
        }
    }

    private void PlanDue(ImmutableArray<CoordinatorAction>.Builder actions, Slot now, int maximum)
    {
        while (actions.Count < maximum && _due.TryTake(now, out var entry))
        {
            // A bucket's entry is a hint; the task may have moved on since it was put there.
            if (!_tasks.TryGetValue(entry.TaskId, out var task) || task.Order != entry.Order)
            {
                continue;
            }

            switch (task.Status)
            {
                case ComputeTaskStatus.Submitted or ComputeTaskStatus.Assigned:
                    actions.Add(new CoordinatorAction.CheckDeadlines(task.TaskId));
                    break;
                case ComputeTaskStatus.Verified:
                    actions.Add(new CoordinatorAction.Conclude(task.TaskId));
                    break;
                case ComputeTaskStatus.Final:
                    Failed(task.TaskId);
                    continue;
            }

            // Until its event is seen the task is looked at again each slot, whatever becomes of the action.
            _due.Add(now + 1, entry);
        }
    }

    private void PlanSettlements(ImmutableArray<CoordinatorAction>.Builder actions, Slot now, int maximum)
    {
        while (actions.Count < maximum && TrySettle(_paid, now) is { } paid)
        {
            actions.Add(new CoordinatorAction.MarkSettled(paid.TaskId));
        }

        var batch = ImmutableArray.CreateBuilder<Settlement>();
        while (actions.Count < maximum && TrySettle(_final, now) is { } final)
        {
            batch.Add(SettlementOf(final));
            if (batch.Count == SettlementBatchMaximum)
            {
                actions.Add(new CoordinatorAction.Settle(batch.DrainToImmutable()));
            }
        }

        if (batch.Count > 0)
        {
            actions.Add(new CoordinatorAction.Settle(batch.DrainToImmutable()));
        }
    }

    /// <summary>The next of the queue for which nothing is under way; it is looked at again if no event comes of it.</summary>
    private TrackedTask? TrySettle(Queue<TaskId> queue, Slot now)
    {
        while (queue.TryDequeue(out var taskId))
        {
            if (_tasks.TryGetValue(taskId, out var task) && QueueOf(task) == queue && _settling.Add(taskId))
            {
                _due.Add(now + SettlementPatienceSlots, (taskId, task.Order));
                return task;
            }
        }

        return null;
    }

    /// <summary>The division of a final task's fee.</summary>
    private Settlement SettlementOf(TrackedTask task)
    {
        var model = _models[task.ModelId].Description;
        var escrow = _escrows.Find(task.TaskId);
        Invariant.Require(escrow is not null, "a task that is not paid has its escrow");
        return FeeDivision.Divide(escrow, model.Price, task.Worker, model.Publisher, rules);
    }

    private void PlanRefunds(ImmutableArray<CoordinatorAction>.Builder actions, int maximum)
    {
        _escrows.FindOrphans(_logSlot, _tasks.ContainsKey);
        while (actions.Count < maximum && _escrows.TakeRefunds(_logSlot, SettlementBatchMaximum) is { IsEmpty: false } refunds)
        {
            actions.Add(new CoordinatorAction.Refund(refunds));
        }
    }

    private void PlanRoster(ImmutableArray<CoordinatorAction>.Builder actions, Slot now)
    {
        if (!_workers.Refresh(now, newSlot: now > _lastPlanned))
        {
            return;
        }

        _draws.Clear();
        var hash = _workers.Roster.ComputeHash();
        if (hash != _rosterHash)
        {
            _rosterHash = hash;
            actions.Add(new CoordinatorAction.PublishRoster(hash, _workers.Roster));
        }
    }

    private void PlanAssignments(ImmutableArray<CoordinatorAction>.Builder actions, Slot now, int maximum) => _waiting.Serve(
        (taskId, order) => _tasks.TryGetValue(taskId, out var task) && task.Order == order && task.Deadline > now
            && !_assigning.ContainsKey(taskId) ? task : null,
        task => actions.Count < maximum && TryAssign(actions, task, now));

    private bool TryAssign(ImmutableArray<CoordinatorAction>.Builder actions, TrackedTask task, Slot now)
    {
        var draw = DrawFor(task);
        var until = now + ComputeTaskAggregate.LeaseSlots(_models[task.ModelId].Description, rules);
        if (!draw.Entries.Any(entry => CanTake(entry, task.RecipientSession, until)))
        {
            return false;
        }

        var drawIndex = 0;
        foreach (var entry in draw.Order(genesisHash, task.TaskId, task.Attempt + 1))
        {
            if (CanTake(entry, task.RecipientSession, until))
            {
                _assigning.Add(task.TaskId, entry.Session);
                _workers.Load(entry.Session);
                actions.Add(new CoordinatorAction.AssignTask(
                    task.TaskId, task.ModelId, entry.Worker, entry.Session, entry.Until, task.Attempt + 1, _rosterHash, drawIndex));
                return true;
            }

            drawIndex++;
        }

        return false;
    }

    private bool CanTake(RosterEntry entry, SessionId recipient, Slot until) =>
        entry.Until >= until && (recipient == default || recipient == entry.Session) && _workers.HasCapacity(entry);

    private AssignmentDraw DrawFor(TrackedTask task)
    {
        var policy = _models[task.ModelId].Description.Evidence;
        if (!task.Failed.IsEmpty && task.RecipientSession == default)
        {
            return new AssignmentDraw(_workers.Roster.Eligible(policy, task.Failed));
        }

        ref var draw = ref CollectionsMarshal.GetValueRefOrAddDefault(_draws, task.ModelId, out _);
        return draw ??= new AssignmentDraw(_workers.Roster.Eligible(policy, []));
    }
}
