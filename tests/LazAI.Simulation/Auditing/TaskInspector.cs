using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Models;
using LazAI.Simulation.Parties;

namespace LazAI.Simulation.Auditing;

/// <summary>
/// Follows every task, written from PROTOCOL §4 and not from the aggregate: it goes one way only, each attempt has one holder and one
/// verdict, nothing wrong is verified and nothing right rejected.
/// </summary>
public sealed class TaskInspector(Inspector inspector, ProtocolRules rules, RegisteredModel model)
{
    private readonly Dictionary<TaskId, TaskRecord> _tasks = [];
    private readonly Dictionary<Address, long> _verified = [];

    public IReadOnlyDictionary<TaskId, TaskRecord> Tasks => _tasks;

    /// <summary>Attempts that have failed, with the worker that held them.</summary>
    public Dictionary<(TaskId Task, int Attempt), Address> Failures { get; } = [];

    public int Open => _tasks.Values.Count(task => !task.IsEnded || task.NextChallenge is not null);

    public long VerifiedOf(Address worker) => _verified.GetValueOrDefault(worker);

    public void Record(TaskId taskId, ComputeTaskEvent @event)
    {
        if (@event is ComputeTaskEvent.Submitted submitted)
        {
            Check.That(submitted.Request.ComputeTaskId() == taskId, "a task is the hash of its request");
            Check.That(_tasks.TryAdd(taskId, new TaskRecord(taskId, submitted.Request, submitted.Input, submitted.At)), $"task {taskId} is accepted once");

            // Time is judged when the fee is reserved (the auditor of the ledger looks at that): slots may begin before the acceptance.
            Check.That(inspector.Ledger.Reserved(taskId, submitted.Request), $"the fee of task {taskId} is reserved before it is accepted");
            return;
        }

        Check.That(_tasks.TryGetValue(taskId, out var task), $"task {taskId} begins with its acceptance");
        Check.That(
            !task.IsEnded || (task.Stage == TaskStage.Invalid && @event is ComputeTaskEvent.ChallengeDecided),
            $"task {taskId} is {task.Stage} and nothing more happens to it, yet {@event}");
        var at = SlotOf(@event);
        Check.That(at >= task.Last, $"task {taskId} does not go back in time");
        task.Last = at;
        switch (@event)
        {
            case ComputeTaskEvent.Assigned assigned:
                Assign(task, assigned);
                break;
            case ComputeTaskEvent.LeaseExtended extended:
                Check.That(task.Stage == TaskStage.Held && extended.At <= task.Assignment!.Until, "a lease that runs is extended");
                Check.That(extended.Until > task.Assignment!.Until && extended.Until <= task.Request.DeadlineSlot, "a lease grows up to the deadline");
                task.Assignment = task.Assignment with { Until = extended.Until };
                break;
            case ComputeTaskEvent.AttemptFailed failed:
                Check.That(task.Stage == TaskStage.Held, "an attempt fails while it is held");
                Check.That(
                    failed.Reason == ComputeTaskErrors.LeaseLapsed == failed.At > task.Assignment!.Until,
                    "a lease lapses after its end and is given back before");
                Fail(task, failed.Worker, failed.Attempt);
                break;
            case ComputeTaskEvent.Executed executed:
                Check.That(task.Stage == TaskStage.Held && executed.At <= task.Assignment!.Until, "a result is handed in by the holder of a lease that runs");
                Check.That(
                    inspector.Workers.HasSigned(task.Worker, task.Assignment!.Session, executed.Execution),
                    "a result is in a recorded batch that its session has signed");
                (task.Stage, task.Execution, task.Proof) = (TaskStage.Executed, executed.Execution, executed.Execution.Proof);
                task.Lie = inspector.Disputes.FindLie(task);
                break;
            case ComputeTaskEvent.ProofSubmitted handedIn:
                Check.That(
                    task is { Stage: TaskStage.Executed, Request.VerifyMode: VerifyMode.TeeZk, Proof: null }, "a proof comes for a result that awaits it");
                Check.That(handedIn.At <= task.Assignment!.Until, "a proof comes before its lease ends");
                task.Proof = handedIn.Proof;
                Check.That(task.IsProven, "what comes as a proof and is not what the session has signed is recorded nowhere");
                break;
            case ComputeTaskEvent.ResultRejected rejected:
                Check.That(task.Stage == TaskStage.Executed, "a verdict follows a result");
                Check.That(task.Lie is not null || IsProofOverdue(task, rejected), "a right result is not rejected");
                Check.That(task.Lie != Lie.Falsehood, "a false result that fits is not rejected without a challenge");
                inspector.Disputes.Reject(task);
                Fail(task, rejected.Worker, rejected.Attempt);
                break;
            case ComputeTaskEvent.Verified verified:
                Check.That(task.Stage == TaskStage.Executed && verified.Evidence == task.Assignment!.Session, "a verdict follows a result");
                Check.That(task.Lie is null or Lie.Falsehood, "a wrong result is not verified");
                Check.That(
                    task.Request.VerifyMode == VerifyMode.TeeZk == task.IsProven, "in mode TEE_ZK a result is verified with the proof that its session has signed");
                task.Stage = TaskStage.Verified;
                inspector.Disputes.Open(task, verified);
                _verified[task.Worker] = VerifiedOf(task.Worker) + 1;
                break;
            case ComputeTaskEvent.ChallengeFiled filed:
                inspector.Disputes.File(task, filed.Challenge);
                break;
            case ComputeTaskEvent.ChallengeDecided decided:
                inspector.Disputes.Decide(task, decided);
                break;
            case ComputeTaskEvent.Invalidated invalidated:
                inspector.Disputes.Invalidate(task, invalidated);
                Check.That(Failures.TryAdd((taskId, task.Attempts), task.Worker), "an attempt has one verdict");
                task.Stage = TaskStage.Invalid;
                break;
            case ComputeTaskEvent.Finalized finalized:
                Check.That(task.Stage == TaskStage.Verified, "what is verified becomes final");
                inspector.Disputes.Close(task, finalized.At);
                task.Stage = TaskStage.Final;
                break;
            case ComputeTaskEvent.Settled settled:
                var price = model.Description.Price;
                Check.That(task.Stage == TaskStage.Final && inspector.Ledger.IsPaid(taskId), "a final task is settled once the ledger has paid");
                Check.That(settled.Fee == new SettledFee(price, task.Request.FeeMaximum - price), "a task costs its model's price");
                task.Stage = TaskStage.Settled;
                break;
            case ComputeTaskEvent.Expired expired:
                Check.That(task.Stage == TaskStage.Waiting, "a task expires while nobody holds it");
                Check.That(
                    expired.At >= task.Request.DeadlineSlot || task.Attempts >= rules.TaskAttemptsMaximum,
                    "a task expires at its deadline or after its last attempt");
                task.Stage = TaskStage.Expired;
                break;
        }
    }

    private void Assign(TaskRecord task, ComputeTaskEvent.Assigned assigned)
    {
        var assignment = assigned.Assignment;
        Check.That(task.Stage == TaskStage.Waiting, "a task has one holder at a time");
        Check.That(assigned.Attempt == task.Attempts + 1 && assigned.Attempt <= rules.TaskAttemptsMaximum, "attempts are counted, and are few");
        Check.That(assignment.AssignedAt < task.Request.DeadlineSlot, "a task is given away before its deadline");
        Check.That(assignment.Until == assignment.AssignedAt + rules.LeaseSlots, "a lease has the length that the rules say");
        Check.That(
            inspector.Workers.Opened(assignment.Worker, assignment.Session) is { } until && assignment.Until <= until,
            "a lease is given to a session that outlasts it");
        Check.That(inspector.Coordinator.HasPublished(assignment.RosterHash, assignment.Session), "a draw names a roster that is in the log");
        (task.Stage, task.Attempts, task.Assignment) = (TaskStage.Held, assigned.Attempt, assignment);
        (task.Execution, task.Proof, task.Lie) = (null, null, null);
    }

    /// <summary>Right or not, a result whose proof does not come before its lease ends is given up.</summary>
    private static bool IsProofOverdue(TaskRecord task, ComputeTaskEvent.ResultRejected rejected) =>
        task.Request.VerifyMode == VerifyMode.TeeZk && task.Proof is null && rejected.At > task.Assignment!.Until;

    private void Fail(TaskRecord task, Address worker, int attempt)
    {
        Check.That(worker == task.Worker && attempt == task.Attempts, "a failure is its holder's");
        Check.That(Failures.TryAdd((task.TaskId, attempt), worker), "an attempt has one verdict");
        task.Stage = TaskStage.Waiting;
    }

    private static Slot SlotOf(ComputeTaskEvent @event) => @event switch
    {
        ComputeTaskEvent.Assigned assigned => assigned.Assignment.AssignedAt,
        ComputeTaskEvent.LeaseExtended extended => extended.At,
        ComputeTaskEvent.AttemptFailed failed => failed.At,
        ComputeTaskEvent.Executed executed => executed.At,
        ComputeTaskEvent.ProofSubmitted submitted => submitted.At,
        ComputeTaskEvent.ResultRejected rejected => rejected.At,
        ComputeTaskEvent.Verified verified => verified.At,
        ComputeTaskEvent.ChallengeFiled filed => filed.Challenge.FiledAt,
        ComputeTaskEvent.ChallengeDecided decided => decided.At,
        ComputeTaskEvent.Invalidated invalidated => invalidated.At,
        ComputeTaskEvent.Finalized finalized => finalized.At,
        ComputeTaskEvent.Settled settled => settled.At,
        ComputeTaskEvent.Expired expired => expired.At,
        _ => throw new CheckException($"{@event} is no event that the inspector knows"),
    };
}
