using LazAI.Protocol.Api;
using LazAI.Protocol.ComputeTasks;

namespace LazAI.AppHost.Demo;

/// <summary>How far a set of tasks has come. Each number includes those that are further.</summary>
/// <param name="Lost">Expired or invalid.</param>
internal readonly record struct TaskCounts(int Submitted, int Executed, int Verified, int Settled, int Lost)
{
    /// <summary>Nothing will change any more.</summary>
    public bool IsFinal => Submitted > 0 && Settled + Lost == Submitted;

    /// <param name="submitted">Tasks that the service has acknowledged; its lists may not show the latest yet.</param>
    /// <param name="tasks">Those that they show.</param>
    public static TaskCounts Of(int submitted, IEnumerable<TaskSummary> tasks)
    {
        var counts = new TaskCounts(submitted, 0, 0, 0, 0);
        foreach (var task in tasks)
        {
            var isLost = task.Status is ComputeTaskStatus.Expired or ComputeTaskStatus.Invalid;
            counts = counts with
            {
                Executed = counts.Executed + (!isLost && task.Status >= ComputeTaskStatus.Executed ? 1 : 0),
                Verified = counts.Verified + (!isLost && task.Status >= ComputeTaskStatus.Verified ? 1 : 0),
                Settled = counts.Settled + (task.Status == ComputeTaskStatus.Settled ? 1 : 0),
                Lost = counts.Lost + (isLost ? 1 : 0),
            };
        }

        return counts;
    }
}
