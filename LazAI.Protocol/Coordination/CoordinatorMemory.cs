using LazAI.Cryptography;
using LazAI.Protocol.Challengers;
using LazAI.Protocol.Challenges;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Ledger;
using LazAI.Protocol.Models;
using LazAI.Protocol.Ownership;
using LazAI.Protocol.Time;
using LazAI.Protocol.Workers;

namespace LazAI.Protocol.Coordination;

/// <summary>
/// What the log has told: tasks that are not finished, models, workers, escrows, disputes, challengers and debts. A snapshot holds all of it, so that a snapshot and the
/// log after it make the same memory as the whole log.
/// </summary>
internal sealed class CoordinatorMemory
{
    private readonly Dictionary<TaskId, TrackedTask> _tasks = [];
    private readonly Dictionary<ModelId, RegisteredModel> _models = [];
    private long _order;

    public CoordinatorMemory(ProtocolRules rules, Bytes32 genesisHash)
    {
        Workers = new WorkerBook(rules);
        Escrows = new EscrowBook(rules);
        Uses = new UseBook(Escrows);
        Debts = new DebtBook(rules);
        Disputes = new DisputeBook(Debts, rules);
        Challengers = new ChallengerBook(Debts, rules, genesisHash);
    }

    public WorkerBook Workers { get; }

    public EscrowBook Escrows { get; }

    public UseBook Uses { get; }

    public DebtBook Debts { get; }

    public DisputeBook Disputes { get; }

    public ChallengerBook Challengers { get; }

    /// <summary>Where in the log the event lies that is taken in.</summary>
    public long Position { get; set; }

    /// <summary>How far the log has come, which says which acceptances can no longer arrive.</summary>
    public Slot LogSlot { get; private set; } = new(0);

    public IReadOnlyCollection<TrackedTask> Tasks => _tasks.Values;

    public bool Tracks(TaskId taskId) => _tasks.ContainsKey(taskId);

    public TrackedTask? Find(TaskId taskId) => _tasks.GetValueOrDefault(taskId);

    /// <summary>The task, if it has not changed since it had this order number.</summary>
    public TrackedTask? Find(TaskId taskId, long order) =>
        _tasks.TryGetValue(taskId, out var task) && task.Order == order ? task : null;

    public ModelDescription ModelOf(TrackedTask task) => _models[task.ModelId].Description;

    /// <returns>The task as the event has left it; null if it has ended, or the event changes nothing.</returns>
    public TrackedTask? Observe(TaskId taskId, ComputeTaskEvent @event) => @event switch
    {
        ComputeTaskEvent.Submitted { Request: var request } => Change(new TrackedTask(
            taskId, request.ModelId, request.RecipientSession, ComputeTaskStatus.Submitted, 0, request.DeadlineSlot,
            request.DeadlineSlot, default, default, Amount.Zero, [], false, null, 0)),
        ComputeTaskEvent.Assigned assigned => Hold(_tasks[taskId], assigned),
        ComputeTaskEvent.LeaseExtended extended => Change(_tasks[taskId] with { Due = extended.Until + 1 }),
        ComputeTaskEvent.AttemptFailed failed =>
            Return(_tasks[taskId], new TrackedFailure(failed.Worker, taskId, failed.Attempt, failed.Reason)),
        ComputeTaskEvent.ResultRejected rejected => Reject(_tasks[taskId], rejected),
        ComputeTaskEvent.Executed executed => Keep(_tasks[taskId], executed.Execution),
        ComputeTaskEvent.Verified verified => Release(_tasks[taskId], verified),
        ComputeTaskEvent.ChallengeFiled filed => File(_tasks[taskId], filed.Challenge),
        ComputeTaskEvent.ChallengeDecided decided => Decide(taskId, decided),
        ComputeTaskEvent.Invalidated invalidated => Invalidate(taskId, invalidated),
        ComputeTaskEvent.Finalized => Change(_tasks[taskId] with { Status = ComputeTaskStatus.Final }),
        ComputeTaskEvent.Settled or ComputeTaskEvent.Expired => End(taskId),
        _ => null,
    };

    public void Observe(ModelEvent @event) => Add(((ModelEvent.Registered)@event).Description);

    public void Observe(Address worker, WorkerEvent @event)
    {
        Workers.Observe(worker, @event);
        Disputes.Observe(worker, @event);
    }

    public void Observe(ContentHash content, OwnershipEvent @event) => Uses.Observe(content, @event);

    public void Observe(ChallengerEvent @event) => Challengers.Observe(@event);

    public void Observe(CoordinatorEvent @event) => Challengers.Observe(@event);

    public void Observe(LedgerEvent @event)
    {
        Debts.Observe(@event);
        switch (@event)
        {
            case LedgerEvent.Allocated allocated:
                foreach (var allocation in allocated.Allocations)
                {
                    Workers.ChangeStake(allocation.Account, allocation.Amount, credit: true);
                }

                break;
            case LedgerEvent.Posted posted:
                foreach (var transfer in posted.Transfers)
                {
                    Workers.ChangeStake(transfer.Debit, transfer.Amount, credit: false);
                    Workers.ChangeStake(transfer.Credit, transfer.Amount, credit: true);
                }

                break;
            case LedgerEvent.Slashed slashed:
                Challengers.Observe(slashed, Position);
                foreach (var movement in slashed.Movements)
                {
                    Workers.ChangeStake(movement.Debit, movement.Amount, credit: false);
                }

                break;
            case LedgerEvent.UnbondingBegan began:
                Workers.ChangeStake(LedgerAccount.Stake(began.Entry.Owner), began.Entry.Amount, credit: false);
                break;
            case LedgerEvent.Reserved reserved:
                foreach (var escrow in reserved.Escrows)
                {
                    Escrows.Add(escrow);
                }

                break;
            case LedgerEvent.Settled settled:
                foreach (var settlement in settled.Settlements)
                {
                    Escrows.Close(settlement.TaskId);
                    Uses.Close(settlement.TaskId);
                    if (_tasks.TryGetValue(settlement.TaskId, out var task))
                    {
                        Change(task with { Paid = true });
                    }
                }

                break;
        }
    }

    public void Observe(SlotClockEvent @event)
    {
        var ticked = (SlotClockEvent.Ticked)@event;
        LogSlot = ticked.Last;
        Challengers.Advance(ticked.First, ticked.Last, Position);
    }

    public CoordinatorSnapshot Capture() => new(
        [.. _tasks.Values.OrderBy(task => task.Order)],
        [.. _models.Values.Select(model => model.Description).OrderBy(model => model.ComputeModelId().Value)],
        [.. Workers.Sessions.OrderBy(session => session.Session.Id.Value)],
        [.. Workers.Workers.OrderBy(worker => worker.Address)],
        [.. Workers.Failures],
        [.. Workers.Stakes],
        [.. Escrows.Open.OrderBy(escrow => escrow.Number)],
        [.. Escrows.Owed],
        [.. Uses.Waiting],
        [.. Disputes.Challenges],
        [.. Disputes.Offences],
        [.. Debts.Owed],
        [.. Debts.Unbondings],
        Challengers.Capture(),
        LogSlot,
        Position,
        _order);

    public static CoordinatorMemory Restore(CoordinatorSnapshot snapshot, ProtocolRules rules, Bytes32 genesisHash)
    {
        var memory = new CoordinatorMemory(rules, genesisHash) { LogSlot = snapshot.LogSlot, Position = snapshot.Position, _order = snapshot.LastOrder };
        foreach (var model in snapshot.Models)
        {
            memory.Add(model);
        }

        memory.Workers.Restore(snapshot);
        memory.Escrows.Restore(snapshot);
        memory.Uses.Restore(snapshot);
        memory.Debts.Restore(snapshot);
        memory.Disputes.Restore(snapshot);
        memory.Challengers.Restore(snapshot);
        foreach (var task in snapshot.Tasks)
        {
            memory._tasks[task.TaskId] = task;
            if (task.Status == ComputeTaskStatus.Assigned)
            {
                memory.Workers.Load(task.Session);
            }
        }

        return memory;
    }

    private void Add(ModelDescription description)
    {
        var model = new RegisteredModel(description);
        _models[model.Id] = model;
    }

    /// <summary>The task changes, and has its place behind all that have changed before.</summary>
    private TrackedTask Change(TrackedTask task) => _tasks[task.TaskId] = task with { Order = ++_order };

    private TrackedTask Hold(TrackedTask task, ComputeTaskEvent.Assigned assigned)
    {
        var assignment = assigned.Assignment;
        Workers.Load(assignment.Session);
        return Change(task with
        {
            Status = ComputeTaskStatus.Assigned,
            Attempt = assigned.Attempt,
            Due = assignment.Until + 1,
            Worker = assignment.Worker,
            Session = assignment.Session,
            Stake = assignment.Stake,
        });
    }

    /// <summary>The next attempt is another worker's, whether this one was at fault or not.</summary>
    private TrackedTask Return(TrackedTask task, TrackedFailure failure)
    {
        if (ComputeTaskErrors.IsWorkersFault(failure.Reason))
        {
            Workers.AddFailure(failure);
        }

        Workers.Unload(task.Session);
        return Change(task with
        {
            Status = ComputeTaskStatus.Submitted,
            Due = task.Deadline,
            Worker = default,
            Session = default,
            Result = null,
            Failed = task.Failed.Contains(failure.Worker) ? task.Failed : task.Failed.Add(failure.Worker),
        });
    }

    /// <summary>Only a result in mode OP has a trace, and only such a one is anyone's duty to check (PROTOCOL §7.4).</summary>
    private TrackedTask? Keep(TrackedTask task, TaskExecution execution)
    {
        if (execution.Trace is not null)
        {
            _tasks[task.TaskId] = task with { Result = new CheckedResult(task.TaskId, execution.Result.ResultHash, execution.Result.TraceRoot) };
        }

        return null;
    }

    private TrackedTask Release(TrackedTask task, ComputeTaskEvent.Verified verified)
    {
        if (task.Result is { } result && verified.DisputableUntil is { } windowUntil)
        {
            Challengers.Verify(result, task.Attempt, task.Worker, windowUntil);
        }

        Workers.CountVerified(task.Worker);
        Workers.Unload(task.Session);
        return Change(task with { Status = ComputeTaskStatus.Verified, Due = (verified.DisputableUntil ?? verified.At) + 1 });
    }

    private TrackedTask Reject(TrackedTask task, ComputeTaskEvent.ResultRejected rejected)
    {
        if (ComputeTaskErrors.IsFalseResult(rejected.Reason))
        {
            Convict(new TrackedOffence(rejected.Worker, task.TaskId, rejected.Attempt, rejected.Reason, task.Stake, null));
        }

        return Return(task, new TrackedFailure(rejected.Worker, task.TaskId, rejected.Attempt, rejected.Reason));
    }

    private TrackedTask? File(TrackedTask task, TaskChallenge challenge)
    {
        Disputes.File(task.TaskId, challenge, task.Worker);
        Challengers.File(task.TaskId, challenge);
        return null;
    }

    private TrackedTask? Decide(TaskId taskId, ComputeTaskEvent.ChallengeDecided decided)
    {
        if (Disputes.Decide(decided) is not { } challenge)
        {
            return null;
        }

        var task = Find(taskId);
        Challengers.Decide(challenge, task?.Attempt ?? 0, decided.Outcome, Position, decided.At);
        if (decided.Outcome == ChallengeOutcome.Upheld && task is not null)
        {
            // The task ends with the event that follows; at no place of the log is the worker neither accused nor convicted.
            Convict(new TrackedOffence(task.Worker, taskId, task.Attempt, ChallengeErrors.FaultProven, task.Stake, challenge.Challenger));
        }

        return null;
    }

    private TrackedTask? Invalidate(TaskId taskId, ComputeTaskEvent.Invalidated invalidated)
    {
        var (worker, attempt) = (invalidated.Worker, invalidated.Attempt);
        Challengers.ProveFalse(taskId, invalidated.TraceOnly);
        Workers.AddFailure(new TrackedFailure(worker, taskId, attempt, invalidated.Reason));
        return End(taskId);
    }

    /// <summary>Whoever is convicted gets no more tasks, also before its own record says so.</summary>
    private void Convict(TrackedOffence offence)
    {
        Disputes.Add(offence);
        Workers.Suspend(offence.Worker);
    }

    /// <summary>Whatever is still reserved when a task ends, all of it or a second reservation after its payment, goes back.</summary>
    private TrackedTask? End(TaskId taskId)
    {
        _tasks.Remove(taskId);
        Escrows.Return(taskId);
        return null;
    }
}
