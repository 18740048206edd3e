using System.Collections.Frozen;
using LazAI.Protocol.ComputeTasks;

namespace LazAI.Gateway.Feed;

/// <summary>Where a task event takes a task from and to. A status is left by one event name only with one status before it
/// (<see cref="ComputeTaskAggregate"/>), so that tasks can be counted without remembering each.</summary>
/// <param name="From">Null for the event that begins a task.</param>
internal sealed record TaskStep(ComputeTaskStatus? From, ComputeTaskStatus To)
{
    private static readonly FrozenDictionary<string, TaskStep> s_byEvent = new Dictionary<string, TaskStep>
    {
        ["task.submitted"] = new(null, ComputeTaskStatus.Submitted),
        ["task.assigned"] = new(ComputeTaskStatus.Submitted, ComputeTaskStatus.Assigned),
        ["task.attempt-failed"] = new(ComputeTaskStatus.Assigned, ComputeTaskStatus.Submitted),
        ["task.executed"] = new(ComputeTaskStatus.Assigned, ComputeTaskStatus.Executed),
        ["task.result-rejected"] = new(ComputeTaskStatus.Executed, ComputeTaskStatus.Submitted),
        ["task.verified"] = new(ComputeTaskStatus.Executed, ComputeTaskStatus.Verified),
        ["task.finalized"] = new(ComputeTaskStatus.Verified, ComputeTaskStatus.Final),
        ["task.invalidated"] = new(ComputeTaskStatus.Verified, ComputeTaskStatus.Invalid),
        ["task.settled"] = new(ComputeTaskStatus.Final, ComputeTaskStatus.Settled),

        // An attempt that ends a task has put it back to Submitted first, in the same append.
        ["task.expired"] = new(ComputeTaskStatus.Submitted, ComputeTaskStatus.Expired),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The names of all events that move a task.</summary>
    public static IEnumerable<string> Events => s_byEvent.Keys;

    /// <summary>The step of an event by its name, or null for one that moves no task.</summary>
    public static TaskStep? Of(string eventType) => s_byEvent.GetValueOrDefault(eventType);
}
