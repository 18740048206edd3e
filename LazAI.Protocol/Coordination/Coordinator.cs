using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Protocol.Challengers;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Ledger;
using LazAI.Protocol.Models;
using LazAI.Protocol.Ownership;
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
/// and what a deadline asks for each slot until its event is observed. What it remembers of the log (<see cref="CoordinatorMemory"/>) is
/// kept apart from what is under way, so that a snapshot and the log after it make the same coordinator as the whole log.
/// </remarks>
public sealed class Coordinator
{
    /// <summary>Settlements in one ledger batch.</summary>
    public const int SettlementBatchMaximum = 500;

    private readonly ProtocolRules _rules;
    private readonly CoordinatorMemory _memory;
    private readonly AssignmentPlanner _assignments;
    private readonly SettlementPlanner _settlements;
    private readonly SlotBuckets<(TaskId TaskId, long Order)> _due = new();
    private Slot _lastPlanned = new(-1);

    public Coordinator(ProtocolRules rules, Bytes32 genesisHash, SlotSchedule schedule)
        : this(rules, genesisHash, schedule, new CoordinatorMemory(rules, genesisHash))
    {
    }

    private Coordinator(ProtocolRules rules, Bytes32 genesisHash, SlotSchedule schedule, CoordinatorMemory memory)
    {
        _rules = rules;
        _memory = memory;
        _assignments = new AssignmentPlanner(memory, rules, genesisHash, schedule);
        _settlements = new SettlementPlanner(memory, _due, rules);
    }

    /// <summary>Tasks that are not finished.</summary>
    public int TrackedTasks => _memory.Tasks.Count;

    /// <summary>Tasks that a worker holds, for handing them out again after a restart.</summary>
    public IEnumerable<TaskId> AssignedTasks =>
        _memory.Tasks.Where(task => task.Status == ComputeTaskStatus.Assigned).Select(task => task.TaskId).Order();

    /// <summary>The newest panel in the log, from which duties are drawn; null before the first election.</summary>
    public PublishedPanel? Panel => _memory.Challengers.Panel;

    /// <summary>What a challenger has the duty to check and can check now, the most urgent first.</summary>
    public IEnumerable<TrackedDuty> DutiesOf(Address challenger, Slot now) => _memory.Challengers.ToDo(challenger, now);

    /// <summary>Takes in an event of the log, in the log's order; ignores those that do not concern it.</summary>
    /// <param name="position">Its place in the log.</param>
    /// <param name="kind">First part of the stream's name.</param>
    /// <param name="key">Second part.</param>
    /// <param name="known">The event itself where it has never left this process; else it is decoded.</param>
    public void Observe(long position, ReadOnlySpan<char> kind, ReadOnlySpan<char> key, string type, ReadOnlySpan<byte> payload, object? known = null)
    {
        _memory.Position = position;
        switch (kind)
        {
            case "task" when Bytes32.TryParse(key, out var task):
                Observe(new TaskId(task), ComputeTaskEvent.Codec.Decode(type, payload, known));
                break;
            case "worker" when Address.TryParse(key, out var worker):
                Observe(worker, WorkerEvent.Codec.Decode(type, payload, known));
                break;
            case "model":
                Observe(ModelEvent.Codec.Decode(type, payload, known));
                break;
            case "ledger" when key.SequenceEqual(_rules.NativeAsset):
                Observe(LedgerEvent.Codec.Decode(type, payload, known));
                break;
            case "ownership" when Bytes32.TryParse(key, out var content):
                _memory.Observe(new ContentHash(content), OwnershipEvent.Codec.Decode(type, payload, known));
                break;
            case "challengers":
                _memory.Observe(ChallengerEvent.Codec.Decode(type, payload, known));
                break;
            case "coordinator":
                _memory.Observe(CoordinatorEvent.Codec.Decode(type, payload, known));
                break;
            case "slot-clock":
                Observe(SlotClockEvent.Codec.Decode(type, payload, known));
                break;
        }
    }

    public void Observe(TaskId taskId, ComputeTaskEvent @event)
    {
        if (_memory.Observe(taskId, @event) is { } task)
        {
            Follow(task);
        }
        else if (!_memory.Tracks(taskId))
        {
            _assignments.Drop(taskId);
            _settlements.Drop(taskId);
        }
    }

    public void Observe(Address worker, WorkerEvent @event) => _memory.Observe(worker, @event);

    public void Observe(ModelEvent @event) => _memory.Observe(@event);

    public void Observe(LedgerEvent @event)
    {
        _memory.Observe(@event);
        if (@event is LedgerEvent.Settled settled)
        {
            foreach (var settlement in settled.Settlements)
            {
                if (_memory.Find(settlement.TaskId) is { Status: ComputeTaskStatus.Final } paid)
                {
                    Follow(paid);
                }
            }
        }
    }

    public void Observe(ContentHash content, OwnershipEvent @event) => _memory.Observe(content, @event);

    public void Observe(SlotClockEvent @event) => _memory.Observe(@event);

    /// <summary>The assignment or settlement of this task, or what was to become of this escrow, got lost or was refused; plan it again.</summary>
    public void Failed(TaskId taskId)
    {
        switch (_memory.Find(taskId))
        {
            case null:
                _memory.Escrows.CloseAgain(taskId);
                break;
            case { Status: ComputeTaskStatus.Submitted } task:
                _assignments.Retry(task);
                break;
            case { Status: ComputeTaskStatus.Final } task:
                _settlements.Retry(task);
                break;
        }
    }

    /// <summary>The record of this failure got lost; plan it again.</summary>
    public void FailedToRecord(TaskId taskId, int attempt) => _memory.Workers.RecordFailureAgain(taskId, attempt);

    /// <summary>What is to be done in slot <paramref name="now"/>, in order, at most about <paramref name="maximum"/> actions.</summary>
    public ImmutableArray<CoordinatorAction> Plan(Slot now, int maximum = 4_096)
    {
        var actions = ImmutableArray.CreateBuilder<CoordinatorAction>();
        var newSlot = now > _lastPlanned;
        PlanRecords(actions, now, newSlot, maximum);
        _memory.Disputes.Plan(actions, now, newSlot, maximum);
        PlanDue(actions, now, maximum);
        _settlements.Plan(actions, now, maximum);
        PlanEscrows(actions, maximum);
        _memory.Challengers.Plan(actions, now, newSlot);
        _memory.Debts.Plan(actions, now, maximum);
        _memory.Debts.PlanReleases(actions, _memory.LogSlot, _memory.Position, _memory.Disputes.Accused);
        _assignments.Plan(actions, now, newSlot, maximum);
        _lastPlanned = now;
        return actions.ToImmutable();
    }

    public CoordinatorSnapshot Capture() => _memory.Capture();

    /// <summary>The coordinator that the log up to the snapshot would make; what was under way then is planned again.</summary>
    public static Coordinator Restore(CoordinatorSnapshot snapshot, ProtocolRules rules, Bytes32 genesisHash, SlotSchedule schedule)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        var coordinator = new Coordinator(rules, genesisHash, schedule, CoordinatorMemory.Restore(snapshot, rules, genesisHash));
        foreach (var task in snapshot.Tasks)
        {
            coordinator.Follow(task);
        }

        return coordinator;
    }

    /// <summary>Notes a task that has changed for what comes next; what was under way for it has come to its end with the change.</summary>
    private void Follow(TrackedTask task)
    {
        switch (task.Status)
        {
            case ComputeTaskStatus.Submitted:
                _assignments.Add(task);
                LookAt(task, task.Due);
                break;
            case ComputeTaskStatus.Assigned:
                _assignments.Drop(task.TaskId);
                LookAt(task, task.Due);
                break;
            case ComputeTaskStatus.Verified:
                LookAt(task, task.Due);
                break;
            case ComputeTaskStatus.Final:
                _settlements.Add(task);
                break;
        }
    }

    private void LookAt(TrackedTask task, Slot due) => _due.Add(due, (task.TaskId, task.Order));

    private void PlanRecords(ImmutableArray<CoordinatorAction>.Builder actions, Slot now, bool newSlot, int maximum)
    {
        var workers = _memory.Workers;
        while (actions.Count < maximum && workers.TryTakeFailure(out var failure))
        {
            actions.Add(new CoordinatorAction.RecordFailure(failure!.Worker, failure.TaskId, failure.Attempt, failure.Reason));
        }

        if (newSlot)
        {
            actions.AddRange(workers.Unrecorded.Select(worker => new CoordinatorAction.RecordVerified(worker.Address, worker.Verified)));
            actions.AddRange(workers.Silent(now).Select(worker => new CoordinatorAction.JudgeLiveness(worker)));
        }
    }

    private void PlanDue(ImmutableArray<CoordinatorAction>.Builder actions, Slot now, int maximum)
    {
        while (actions.Count < maximum && _due.TryTake(now, out var entry))
        {
            // A bucket's entry is a hint; the task may have moved on since it was put there.
            if (_memory.Find(entry.TaskId, entry.Order) is not { } task)
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
                    _settlements.Retry(task);
                    continue;
            }

            // Until its event is seen the task is looked at again each slot, whatever becomes of the action.
            LookAt(task, now + 1);
        }
    }

    private void PlanEscrows(ImmutableArray<CoordinatorAction>.Builder actions, int maximum)
    {
        var escrows = _memory.Escrows;
        escrows.FindOrphans(_memory.LogSlot, _memory.Tracks);
        while (actions.Count < maximum && escrows.Take(_memory.LogSlot, SettlementBatchMaximum) is { IsEmpty: false } settlements)
        {
            actions.Add(new CoordinatorAction.CloseEscrows(settlements));
        }
    }
}
