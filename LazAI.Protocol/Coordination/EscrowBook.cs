using System.Collections.Immutable;
using LazAI.Protocol.Ledger;

namespace LazAI.Protocol.Coordination;

/// <summary>The open escrows as the log tells them, and which of them go back to their payers.</summary>
internal sealed class EscrowBook(ProtocolRules rules)
{
    private readonly Dictionary<TaskId, Escrow> _open = [];
    private readonly SlotBuckets<TaskId> _due = new();
    private readonly Dictionary<TaskId, long> _owed = [];
    private readonly Queue<TaskId> _refunds = new();
    private long _order;

    public IEnumerable<Escrow> Open => _open.Values;

    /// <summary>Tasks that have ended and whose escrow has not yet gone back, as they ended.</summary>
    public IEnumerable<TaskId> Owed => _owed.OrderBy(owed => owed.Value).Select(owed => owed.Key);

    public Escrow? Find(TaskId taskId) => _open.GetValueOrDefault(taskId);

    public void Add(Escrow escrow)
    {
        _open[escrow.TaskId] = escrow;
        _due.Add(escrow.ExpiresAt + rules.OrphanMarginSlots, escrow.TaskId);
    }

    public void Restore(CoordinatorSnapshot snapshot)
    {
        foreach (var escrow in snapshot.Escrows)
        {
            Add(escrow);
        }

        foreach (var taskId in snapshot.Refunds)
        {
            Return(taskId);
        }
    }

    public void Close(TaskId taskId)
    {
        _open.Remove(taskId);
        _owed.Remove(taskId);
    }

    /// <summary>The task has ended: what is reserved for it goes back.</summary>
    public void Return(TaskId taskId)
    {
        if (_open.ContainsKey(taskId))
        {
            _owed[taskId] = ++_order;
            _refunds.Enqueue(taskId);
        }
    }

    /// <summary>A refund got lost; plan it again.</summary>
    public void ReturnAgain(TaskId taskId)
    {
        if (_open.ContainsKey(taskId))
        {
            _refunds.Enqueue(taskId);
        }
    }

    /// <summary>
    /// Finds escrows whose task was never accepted, and those that were to go back and did not. Time is the log's own: a coordinator that
    /// lags behind the clock has not seen the acceptances either.
    /// </summary>
    public void FindOrphans(Slot logSlot, Func<TaskId, bool> isTracked)
    {
        while (_due.TryTake(logSlot, out var taskId))
        {
            if (!isTracked(taskId))
            {
                ReturnAgain(taskId);
            }
        }
    }

    /// <summary>The next refunds, at most <paramref name="maximum"/>.</summary>
    public ImmutableArray<Settlement> TakeRefunds(Slot logSlot, int maximum)
    {
        var refunds = ImmutableArray.CreateBuilder<Settlement>();
        var taken = new HashSet<TaskId>();
        while (refunds.Count < maximum && _refunds.TryDequeue(out var taskId))
        {
            if (_open.TryGetValue(taskId, out var escrow) && taken.Add(taskId))
            {
                refunds.Add(LedgerAggregate.Release(escrow));
                _due.Add(logSlot + rules.SettlementPatienceSlots, taskId);
            }
        }

        return refunds.DrainToImmutable();
    }
}
