using LazAI.Protocol;
using LazAI.Protocol.ComputeTasks;

namespace LazAI.Gateway.Feed;

/// <summary>The tasks that changed last, each once with its newest status. Not safe for several threads.</summary>
internal sealed class RecentTasks
{
    public const int Maximum = 50;

    private readonly LinkedList<RecentTask> _tasks = [];
    private readonly Dictionary<TaskId, LinkedListNode<RecentTask>> _nodes = [];

    /// <summary>Newest first.</summary>
    public RecentTask[] Tasks => [.. _tasks];

    public void Add(RecentTask task)
    {
        if (_nodes.Remove(task.TaskId, out var known))
        {
            _tasks.Remove(known);
        }
        else if (_tasks.Count == Maximum)
        {
            _nodes.Remove(_tasks.Last!.Value.TaskId);
            _tasks.RemoveLast();
        }

        _nodes[task.TaskId] = _tasks.AddFirst(task);
    }
}

/// <summary>A task and the status that it has just reached.</summary>
internal readonly record struct RecentTask(TaskId TaskId, ComputeTaskStatus Status);
