using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Protocol.ComputeTasks;

namespace LazAI.Grains.Queries;

/// <summary>Counts all tasks as of one position of the log, so that a follower can keep the counts from there.</summary>
public interface ITaskCensus
{
    /// <summary>Looks at every task once: for the start of a process, not for a request.</summary>
    ValueTask<TaskCensus> TakeAsync(CancellationToken cancellationToken = default);
}

/// <summary>The tasks that the events up to <paramref name="Position"/>, and none behind it, have made.</summary>
/// <param name="Tasks">How many tasks have each status; one without tasks may be absent.</param>
/// <param name="Held">The tasks in status Assigned.</param>
public sealed record TaskCensus(long Position, ImmutableArray<StatusCount> Tasks, ImmutableArray<HeldTask> Held);

/// <summary>How many tasks have this status.</summary>
public sealed record StatusCount(ComputeTaskStatus Status, long Count);

/// <summary>A task and who holds its lease.</summary>
public readonly record struct HeldTask(TaskId TaskId, Address Worker);
