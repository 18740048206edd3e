using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Encoding;

namespace LazAI.Simulation.Auditing;

/// <summary>Where a task stands, as the inspector has it from the events.</summary>
public enum TaskStage
{
    Waiting,
    Held,
    Executed,
    Verified,
    Final,
    Settled,
    Expired,
}

/// <summary>One task in the inspector's book.</summary>
public sealed class TaskRecord(TaskId taskId, TaskRequest request, ReadOnlyMemory<byte>? input, Slot at)
{
    public TaskId TaskId { get; } = taskId;

    public TaskRequest Request { get; } = request;

    public ReadOnlyMemory<byte>? Input { get; } = input;

    public TaskStage Stage { get; set; } = TaskStage.Waiting;

    /// <summary>Slot of the last event.</summary>
    public Slot Last { get; set; } = at;

    public int Attempts { get; set; }

    public TaskAssignment? Assignment { get; set; }

    public TaskExecution? Execution { get; set; }

    public bool IsEnded => Stage is TaskStage.Settled or TaskStage.Expired;

    public Address Worker => Assignment!.Worker;
}
