using System.Collections.Immutable;
using LazAI.Protocol;
using LazAI.Protocol.Api;

namespace LazAI.Grains.Workers;

/// <summary>The assigned tasks of one session: those that wait to be fetched, and those that were and are not done.</summary>
internal sealed class SessionInbox(TimeProvider time)
{
    private readonly Dictionary<TaskId, WorkItem> _items = [];
    private readonly Queue<TaskId> _fresh = new();
    private TaskCompletionSource? _waiter;

    /// <summary>Whether something waits to be fetched. (A withdrawn task may still stand in the queue; taking skips it.)</summary>
    public bool HasFresh => _fresh.Count > 0;

    public void Offer(WorkItem item)
    {
        var known = _items.ContainsKey(item.TaskId);
        _items[item.TaskId] = item;
        if (!known)
        {
            _fresh.Enqueue(item.TaskId);
            _waiter?.TrySetResult();
        }
    }

    /// <summary>Forgets tasks; true when nothing is left.</summary>
    public bool Withdraw(ImmutableArray<TaskId> taskIds)
    {
        foreach (var taskId in taskIds)
        {
            _items.Remove(taskId);
        }

        return _items.Count == 0 && _waiter is null;
    }

    public WorkItem? Find(TaskId taskId) => _items.GetValueOrDefault(taskId);

    public ImmutableArray<WorkItem> Take(int maximum)
    {
        var taken = ImmutableArray.CreateBuilder<WorkItem>(Math.Min(maximum, _fresh.Count));
        while (taken.Count < maximum && _fresh.TryDequeue(out var taskId))
        {
            if (_items.TryGetValue(taskId, out var item))
            {
                taken.Add(item);
            }
        }

        return taken.ToImmutable();
    }

    /// <summary>Puts back what was fetched and is not in <paramref name="held"/>: the answer that carried it was lost.</summary>
    public void OfferAgainExcept(ImmutableArray<TaskId> held)
    {
        var keep = held.ToHashSet();
        keep.UnionWith(_fresh);
        foreach (var taskId in _items.Keys.Where(taskId => !keep.Contains(taskId)))
        {
            _fresh.Enqueue(taskId);
        }

        if (_fresh.Count > 0)
        {
            _waiter?.TrySetResult();
        }
    }

    /// <summary>Completes when something is offered or after <paramref name="wait"/>.</summary>
    public async Task WaitAsync(TimeSpan wait)
    {
        // Whoever completes it is in a turn of the same grain, in which the waiting call may as well go on.
        var waiter = _waiter ??= new TaskCompletionSource();
        try
        {
            await waiter.Task.WaitAsync(wait, time);
        }
        catch (TimeoutException)
        {
            // Nothing came: an empty answer, and the worker asks again.
        }

        if (_waiter == waiter)
        {
            _waiter = null;
        }
    }
}
