using System.Collections.Concurrent;
using System.Collections.Immutable;
using LazAI.Protocol;

namespace LazAI.Enclave.Sessions;

/// <summary>The tasks of one session, from their arrival to the service's answer. Each has a place of the worker's capacity.</summary>
internal sealed class HeldTasks(CapacityGate capacity)
{
    private readonly ConcurrentDictionary<TaskId, HeldTask> _tasks = new();
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isLast;

    public int Count => _tasks.Count;

    public ImmutableArray<TaskId> Ids => [.. _tasks.Keys];

    /// <summary>Takes a task into the place that was reserved for it; false if it is here already.</summary>
    public bool TryAdd(HeldTask task) => _tasks.TryAdd(task.Item.TaskId, task);

    /// <summary>The task is over for this session, however it ended: its place is free again.</summary>
    public void Forget(TaskId taskId)
    {
        if (_tasks.TryRemove(taskId, out _))
        {
            capacity.Release(1);
            CompleteIfFinished();
        }
    }

    public void ForgetAll()
    {
        foreach (var taskId in _tasks.Keys)
        {
            Forget(taskId);
        }
    }

    /// <summary>What has not been begun need not be; what has a result is sent all the same, and the service decides.</summary>
    public void DropWaiting(ImmutableArray<TaskId> lost)
    {
        foreach (var taskId in lost)
        {
            if (_tasks.TryGetValue(taskId, out var task) && task.TryDrop())
            {
                Forget(taskId);
            }
        }
    }

    /// <summary>No more tasks will come; waits until those that are here are over.</summary>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        _isLast = true;
        CompleteIfFinished();
        await _finished.Task.WaitAsync(cancellationToken);
    }

    private void CompleteIfFinished()
    {
        if (_isLast && _tasks.IsEmpty)
        {
            _finished.TrySetResult();
        }
    }
}
