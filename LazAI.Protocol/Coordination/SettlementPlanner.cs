using System.Collections.Immutable;
using LazAI.Protocol.Ledger;

namespace LazAI.Protocol.Coordination;

/// <summary>
/// Has the fees of final tasks divided, and the tasks marked settled: the ledger's part comes first, and the mark once the log shows that
/// it was done. What was planned is not planned again until its event is seen, it is reported lost, or patience is over.
/// </summary>
/// <param name="due">Where a task is noted for a look when patience is over.</param>
internal sealed class SettlementPlanner(
    CoordinatorMemory memory, SlotBuckets<(TaskId TaskId, long Order)> due, ProtocolRules rules)
{
    private readonly Queue<TaskId> _final = new();
    private readonly Queue<TaskId> _paid = new();
    private readonly HashSet<TaskId> _underWay = [];

    /// <summary>The task has become final, or paid.</summary>
    public void Add(TrackedTask final)
    {
        _underWay.Remove(final.TaskId);
        QueueOf(final).Enqueue(final.TaskId);
    }

    /// <summary>The task's settlement or mark got lost, was refused, or is not seen for too long.</summary>
    public void Retry(TrackedTask final)
    {
        if (_underWay.Remove(final.TaskId))
        {
            QueueOf(final).Enqueue(final.TaskId);
        }
    }

    /// <summary>The task has ended.</summary>
    public void Drop(TaskId taskId) => _underWay.Remove(taskId);

    public void Plan(ImmutableArray<CoordinatorAction>.Builder actions, Slot now, int maximum)
    {
        while (actions.Count < maximum && TryTake(_paid, now) is { } paid)
        {
            actions.Add(new CoordinatorAction.MarkSettled(paid.TaskId));
        }

        var batch = ImmutableArray.CreateBuilder<Settlement>();
        while (actions.Count < maximum && TryTake(_final, now) is { } final)
        {
            batch.Add(SettlementOf(final));
            if (batch.Count == Coordinator.SettlementBatchMaximum)
            {
                actions.Add(new CoordinatorAction.Settle(batch.DrainToImmutable()));
            }
        }

        if (batch.Count > 0)
        {
            actions.Add(new CoordinatorAction.Settle(batch.DrainToImmutable()));
        }
    }

    private Queue<TaskId> QueueOf(TrackedTask final) => final.Paid ? _paid : _final;

    /// <summary>The next of the queue for which nothing is under way.</summary>
    private TrackedTask? TryTake(Queue<TaskId> queue, Slot now)
    {
        while (queue.TryDequeue(out var taskId))
        {
            if (memory.Find(taskId) is { } task && QueueOf(task) == queue && _underWay.Add(taskId))
            {
                due.Add(now + rules.SettlementPatienceSlots, (taskId, task.Order));
                return task;
            }
        }

        return null;
    }

    /// <summary>The division of a final task's fee.</summary>
    private Settlement SettlementOf(TrackedTask task)
    {
        var model = memory.ModelOf(task);
        var escrow = memory.Escrows.Find(task.TaskId);
        Invariant.Require(escrow is not null, "a task that is not paid has its escrow");
        return FeeDivision.Divide(escrow, model.Price, task.Worker, model.Publisher, rules);
    }
}
