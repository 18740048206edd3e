using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Workers;

namespace LazAI.Enclave.Tests.Worker;

/// <summary>A session as the fake gateway keeps it.</summary>
internal sealed class FakeSession(WorkerSession session, Address worker)
{
    private readonly Dictionary<TaskId, WorkItem> _items = [];
    private readonly Queue<TaskId> _fresh = new();

    public WorkerSession Session { get; } = session;

    public Address Worker { get; } = worker;

    /// <summary>The last slot; a service may bring it forward.</summary>
    public Slot Until { get; set; } = session.Until;

    public bool IsClosed { get; set; }

    public TaskResultBatch? LastBatch { get; set; }

    /// <summary>Handed out and not answered.</summary>
    public int Outstanding => _items.Count - _fresh.Distinct().Count(_items.ContainsKey);

    /// <summary>Waiting to be handed out.</summary>
    public int Fresh => _fresh.Count;

    /// <summary>Handed out so far.</summary>
    public int Taken { get; private set; }

    public bool Holds(TaskId taskId) => _items.ContainsKey(taskId);

    public void Offer(IEnumerable<WorkItem> items)
    {
        foreach (var item in items)
        {
            _items[item.TaskId] = item;
            _fresh.Enqueue(item.TaskId);
        }
    }

    public ImmutableArray<WorkItem> Take(int max)
    {
        var taken = ImmutableArray.CreateBuilder<WorkItem>();
        while (taken.Count < max && _fresh.TryDequeue(out var taskId))
        {
            if (_items.TryGetValue(taskId, out var item))
            {
                taken.Add(item);
            }
        }

        Taken += taken.Count;
        return taken.ToImmutable();
    }

    public void OfferAgain(ImmutableArray<TaskId> held)
    {
        foreach (var taskId in _items.Keys.Except(held).Except(_fresh).ToArray())
        {
            _fresh.Enqueue(taskId);
        }
    }

    public WorkItem? Withdraw(TaskId taskId) => _items.Remove(taskId, out var item) ? item : null;
}
