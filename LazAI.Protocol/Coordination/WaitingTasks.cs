using System.Runtime.InteropServices;

namespace LazAI.Protocol.Coordination;

/// <summary>
/// Tasks that wait for a worker, oldest first: one whose assignment got lost goes back to its place. Tasks that the same workers can take share a queue, so that one whose workers
/// are all busy holds up nobody who could be served.
/// </summary>
internal sealed class WaitingTasks
{
    private readonly Dictionary<Key, PriorityQueue<TaskId, long>> _queues = [];

    public void Add(TrackedTask task)
    {
        var key = new Key(task.ModelId, task.RecipientSession, IsRetry: !task.Failed.IsEmpty);
        ref var queue = ref CollectionsMarshal.GetValueRefOrAddDefault(_queues, key, out _);
        (queue ??= new PriorityQueue<TaskId, long>()).Enqueue(task.TaskId, task.Order);
    }

    /// <summary>Goes through the tasks in their order. A queue whose first task cannot be assigned now is left for the next time.</summary>
    /// <param name="find">The task, if it still waits under this order number.</param>
    /// <param name="tryAssign">Whether the task was assigned.</param>
    public void Serve(Func<TaskId, long, TrackedTask?> find, Func<TrackedTask, bool> tryAssign)
    {
        var heads = new PriorityQueue<(PriorityQueue<TaskId, long> Queue, TrackedTask Task), long>(_queues.Count);
        foreach (var (key, queue) in _queues)
        {
            if (Head(queue, find) is { } task)
            {
                heads.Enqueue((queue, task), task.Order);
            }
            else
            {
                _queues.Remove(key);
            }
        }

        while (heads.TryDequeue(out var head, out _))
        {
            if (tryAssign(head.Task))
            {
                head.Queue.Dequeue();
                if (Head(head.Queue, find) is { } next)
                {
                    heads.Enqueue((head.Queue, next), next.Order);
                }
            }
        }
    }

    /// <summary>The first task that still waits; entries of tasks that have moved on are dropped.</summary>
    private static TrackedTask? Head(PriorityQueue<TaskId, long> queue, Func<TaskId, long, TrackedTask?> find)
    {
        while (queue.TryPeek(out var taskId, out var order))
        {
            if (find(taskId, order) is { } task)
            {
                return task;
            }

            queue.Dequeue();
        }

        return null;
    }

    private readonly record struct Key(ModelId Model, SessionId Recipient, bool IsRetry);
}
