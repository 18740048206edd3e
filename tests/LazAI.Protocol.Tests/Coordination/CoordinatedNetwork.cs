using LazAI.Cryptography;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Coordination;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Ledger;
using LazAI.Protocol.Models;
using LazAI.Protocol.Ownership;
using LazAI.Protocol.Time;
using LazAI.Protocol.Workers;

namespace LazAI.Protocol.Tests.Coordination;

/// <summary>
/// Tasks, workers and a ledger that a coordinator serves, without processes in between: each action is carried out by the real aggregates at
/// once, later, or never, and each event is observed when it happens. All events are kept, so that another coordinator can be told them.
/// </summary>
internal sealed class CoordinatedNetwork(Random random)
{
    private static readonly ProtocolRules s_rules = Samples.Rules with { WorkerDownSlots = 1_000 };
    private readonly Dictionary<TaskId, ComputeTaskState> _tasks = [];
    private readonly Dictionary<Address, WorkerState> _workers = [];
    private readonly List<CoordinatorAction> _delayed = [];
    private LedgerState _ledger = LedgerState.Initial;
    private ulong _nonce;

    public Coordinator Coordinator { get; private set; } = NewCoordinator();

    /// <summary>What happened, as things to tell a coordinator.</summary>
    public List<Action<Coordinator>> Log { get; } = [];

    public Slot Now { get; private set; } = new(0);

    public int Settled => _tasks.Values.Count(task => task.Status == ComputeTaskStatus.Settled);

    /// <summary>What is reserved and neither paid nor back.</summary>
    public int Escrows => _ledger.Escrows.Count;

    public RandomUses Uses { get; } = new(random);

    public int Open => _tasks.Values.Count(task => !task.IsTerminal);

    public static Coordinator NewCoordinator() => new(s_rules, Samples.GenesisHash, Samples.Schedule);

    public static Coordinator Restore(Coordinator coordinator) => Coordinator.Restore(
        CanonicalJson.Deserialize<CoordinatorSnapshot>(CanonicalJson.Serialize(coordinator.Capture())), s_rules, Samples.GenesisHash, Samples.Schedule);

    public Coordinator Replay()
    {
        var coordinator = NewCoordinator();
        Log.ForEach(tell => tell(coordinator));
        return coordinator;
    }

    /// <summary>The coordinator's process ends and another takes over.</summary>
    public void ReplaceCoordinator(Coordinator successor)
    {
        _delayed.Clear();
        Coordinator = successor;
    }

    public void Begin()
    {
        var submitter = LedgerAccount.User(Samples.Submitter);
        var names = Enumerable.Range(0, 5).Select(i => Samples.Key($"worker {i}").Address).ToArray();
        Tell(new LedgerEvent.Allocated(
            [new Allocation(submitter, Amount.FromTokens(1)), new Allocation(RandomUses.Payer, Amount.FromTokens(1)), .. names.Select(name => new Allocation(LedgerAccount.Stake(name), Amount.FromTokens(200_000)))]));
        Log.Add(coordinator => coordinator.Observe(new ModelEvent.Registered(Samples.Model.Id, Samples.Model.Description, Samples.Registration, Now)));
        Log[^1](Coordinator);
        foreach (var name in names)
        {
            _workers[name] = WorkerState.Initial;
            var session = Samples.Session with
            {
                Id = new SessionId(Samples.Hash("session of " + name)),
                Capacity = random.Next(1, 4),
                OpenedAt = Now,
                Until = Now + 1_000,
            };
            Tell(name, new WorkerEvent.SessionOpened(session, default, Now));
        }
    }

    /// <summary>Something happens: a slot, a submission, a result, a plan that is carried out in part.</summary>
    public void Step(bool submits = true)
    {
        switch (random.Next(8))
        {
            case 0:
                Now += 1;
                var tick = new SlotClockEvent.Ticked(Now, Now);
                Log.Add(coordinator => coordinator.Observe(tick));
                Log[^1](Coordinator);
                break;
            case 1 or 2 when submits:
                Submit();
                break;
            case 3 or 4:
                HandIn();
                break;
            case 6:
                Uses.Step(Now, submits, Decide, Tell);
                break;
            case 5 when _delayed.Count > 0:
                var late = _delayed[random.Next(_delayed.Count)];
                _delayed.Remove(late);
                Execute(late);
                break;
        }

        foreach (var action in Coordinator.Plan(Now))
        {
            switch (random.Next(8))
            {
                case 0:
                    _delayed.Add(action);
                    break;
                case 1:
                    ReportFailed(action);
                    break;
                default:
                    Execute(action);
                    break;
            }
        }
    }

    private void Submit()
    {
        var request = Samples.Request with { Nonce = ++_nonce, DeadlineSlot = Now + random.Next(2, 40) };
        var taskId = request.ComputeTaskId();
        Decide(new LedgerCommand.Reserve([new Escrow(taskId, LedgerAccount.User(Samples.Submitter), request.FeeMaximum, request.DeadlineSlot)]));
        if (random.Next(8) > 0)
        {
            Decide(taskId, new ComputeTaskCommand.Submit(request, Samples.Input, "{}", Samples.Submission, Samples.Model));
        }
    }

    private void HandIn()
    {
        if (_tasks.Values.Where(task => task.Status == ComputeTaskStatus.Assigned).ToArray() is not { Length: > 0 } held)
        {
            return;
        }

        var task = held[random.Next(held.Length)];
        var good = Samples.Result(task.Request!, 1);
        var result = random.Next(4) > 0 ? good : good with { Result = good.Result with { Objective = Bytes32.Zero } };
        Decide(task.Request!.ComputeTaskId(), new ComputeTaskCommand.AcceptResult(
            Samples.Verified(result, task.Assignment!.Worker, task.Assignment.Session), 1, Samples.Model));
    }

    private void Execute(CoordinatorAction action)
    {
        switch (action)
        {
            case CoordinatorAction.AssignTask assign when !Decide(assign.TaskId, new ComputeTaskCommand.Assign(
                assign.Worker, assign.Session, assign.SessionUntil, assign.Attempt, assign.RosterHash, assign.DrawIndex, assign.Stake,
                Samples.Model)):
                Coordinator.Failed(assign.TaskId);
                break;
            case CoordinatorAction.CheckDeadlines check:
                Decide(check.TaskId, new ComputeTaskCommand.CheckDeadlines());
                break;
            case CoordinatorAction.Conclude conclude:
                Decide(conclude.TaskId, new ComputeTaskCommand.Conclude());
                break;
            case CoordinatorAction.Settle settle:
                Decide(new LedgerCommand.Settle(settle.Settlements));
                break;
            case CoordinatorAction.MarkSettled mark:
                var fee = ComputeTaskAggregate.FeeOf(_tasks[mark.TaskId].Request!, Samples.Model.Description);
                Assert.True(Decide(mark.TaskId, new ComputeTaskCommand.MarkSettled(fee)));
                break;
            case CoordinatorAction.CloseEscrows close:
                Decide(new LedgerCommand.Settle(close.Settlements));
                break;
            case CoordinatorAction.RecordFailure failure:
                Decide(failure.Worker, new WorkerCommand.RecordFailure(failure.TaskId, failure.Attempt, failure.Reason));
                break;
            case CoordinatorAction.RecordVerified verified:
                Decide(verified.Worker, new WorkerCommand.RecordVerified(verified.Total));
                break;
        }
    }

    private void ReportFailed(CoordinatorAction action)
    {
        switch (action)
        {
            case CoordinatorAction.AssignTask assign:
                Coordinator.Failed(assign.TaskId);
                break;
            case CoordinatorAction.Settle settle:
                settle.Settlements.ToList().ForEach(settlement => Coordinator.Failed(settlement.TaskId));
                break;
            case CoordinatorAction.MarkSettled mark:
                Coordinator.Failed(mark.TaskId);
                break;
            case CoordinatorAction.CloseEscrows close:
                close.Settlements.ToList().ForEach(settlement => Coordinator.Failed(settlement.TaskId));
                break;
            case CoordinatorAction.RecordFailure failure:
                Coordinator.FailedToRecord(failure.TaskId, failure.Attempt);
                break;
        }
    }

    private bool Decide(TaskId taskId, ComputeTaskCommand command)
    {
        var state = _tasks.GetValueOrDefault(taskId, ComputeTaskState.Initial);
        if (ComputeTaskAggregate.Decide(state, command, s_rules, Now) is not Accepted<ComputeTaskEvent, ComputeTaskEffect> accepted)
        {
            return false;
        }

        foreach (var @event in accepted.Events)
        {
            _tasks[taskId] = state = ComputeTaskAggregate.Apply(state, @event);
            Log.Add(coordinator => coordinator.Observe(taskId, @event));
            Log[^1](Coordinator);
        }

        return true;
    }

    private void Decide(LedgerCommand command)
    {
        var accepted = Assert.IsType<Accepted<LedgerEvent, LedgerEffect>>(LedgerAggregate.Decide(_ledger, command, Now));
        foreach (var @event in accepted.Events)
        {
            Tell(@event);
        }
    }

    private void Decide(Address worker, WorkerCommand command)
    {
        var accepted = Assert.IsType<Accepted<WorkerEvent, WorkerEffect>>(WorkerAggregate.Decide(_workers[worker], command, s_rules, Now));
        foreach (var @event in accepted.Events)
        {
            Tell(worker, @event);
        }
    }

    private void Tell(ContentHash content, OwnershipEvent @event)
    {
        Log.Add(coordinator => coordinator.Observe(content, @event));
        Log[^1](Coordinator);
    }

    private void Tell(LedgerEvent @event)
    {
        Uses.Observe(@event);
        _ledger = LedgerAggregate.Apply(_ledger, @event);
        Log.Add(coordinator => coordinator.Observe(@event));
        Log[^1](Coordinator);
    }

    private void Tell(Address worker, WorkerEvent @event)
    {
        _workers[worker] = WorkerAggregate.Apply(_workers[worker], @event);
        Log.Add(coordinator => coordinator.Observe(worker, @event));
        Log[^1](Coordinator);
    }
}
