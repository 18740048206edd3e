using LazAI.Cryptography;
using LazAI.Grains.EventLog;
using LazAI.Protocol;
using LazAI.Protocol.ComputeTasks;

namespace LazAI.Storage;

/// <summary>What a run of events has made of one task: the last value of everything that they touch.</summary>
internal sealed class TaskChange(TaskId taskId)
{
    public TaskId TaskId { get; } = taskId;

    /// <summary>Set if the run begins with the task.</summary>
    public SubmittedTask? Submitted { get; private set; }

    /// <summary>Position of the event that began it, with <see cref="Submitted"/>.</summary>
    public long Position { get; private set; }

    public ComputeTaskStatus Status { get; private set; }

    public Slot ChangedAt { get; private set; }

    /// <summary>Position of the event that verified its result, with <see cref="DisputableUntil"/>.</summary>
    public long VerifiedPosition { get; private set; }

    /// <summary>Last slot in which the result may be challenged that the run has verified; null if it has verified none that may.</summary>
    public Slot? DisputableUntil { get; private set; }

    /// <summary>Null if the run leaves the attempt as it was.</summary>
    public int? Attempt { get; private set; }

    /// <summary>Whether the run says who holds the task; if not it stays as it was.</summary>
    public bool HasWorker { get; private set; }

    /// <summary>Who holds it, null for nobody.</summary>
    public Address? Worker { get; private set; }

    /// <summary>Folds the event in as <see cref="ComputeTaskAggregate.Apply"/> does.</summary>
    /// <exception cref="InvalidOperationException">This build does not know the event: the log is damaged or newer.</exception>
    public void Apply(RecordedEvent recorded)
    {
        var payload = recorded.Payload.Span;
        switch (recorded.Type)
        {
            case "task.submitted":
                var submitted = TaskEventScan.Submitted(payload);
                (Submitted, Position, Attempt) = (submitted, recorded.Position, 0);
                Move(ComputeTaskStatus.Submitted, submitted.At);
                break;
            case "task.assigned":
                var assigned = TaskEventScan.Assigned(payload);
                Attempt = assigned.Attempt;
                Hold(assigned.Worker);
                Move(ComputeTaskStatus.Assigned, assigned.At);
                break;
            case "task.attempt-failed" or "task.result-rejected":
                Hold(null);
                Move(ComputeTaskStatus.Submitted, TaskEventScan.At(payload));
                break;
            case "task.executed":
                Move(ComputeTaskStatus.Executed, TaskEventScan.At(payload));
                break;
            case "task.verified":
                var verified = TaskEventScan.Verified(payload);
                (VerifiedPosition, DisputableUntil) = (recorded.Position, verified.DisputableUntil);
                Move(ComputeTaskStatus.Verified, verified.At);
                break;
            case "task.finalized":
                Move(ComputeTaskStatus.Final, TaskEventScan.At(payload));
                break;
            case "task.invalidated":
                Move(ComputeTaskStatus.Invalid, TaskEventScan.At(payload));
                break;
            case "task.settled":
                Move(ComputeTaskStatus.Settled, TaskEventScan.At(payload));
                break;
            case "task.expired":
                Hold(null);
                Move(ComputeTaskStatus.Expired, TaskEventScan.At(payload));
                break;
            default:
                throw new InvalidOperationException($"This build's task index knows no event '{recorded.Type}'.");
        }
    }

    private void Move(ComputeTaskStatus status, Slot at) => (Status, ChangedAt) = (status, at);

    private void Hold(Address? worker) => (HasWorker, Worker) = (true, worker);
}
