using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Protocol.Ledger;
using LazAI.Protocol.Ownership;

namespace LazAI.Protocol.Coordination;

/// <summary>An escrow that is to leave the ledger without a task's settlement.</summary>
/// <param name="TaskId">The task that has ended, or the use.</param>
/// <param name="Payee">Who gets the price of a use that has happened; null where all goes back.</param>
public sealed record OwedEscrow(TaskId TaskId, Address? Payee, Amount Price);

/// <summary>The open escrows as the log tells them, and which of them go back to their payers, or to the owner of what was used.</summary>
internal sealed class EscrowBook(ProtocolRules rules)
{
    private readonly Dictionary<TaskId, Escrow> _open = [];
    private readonly SlotBuckets<TaskId> _due = new();
    private readonly Dictionary<TaskId, (OwedEscrow Terms, long Order)> _owed = [];
    private readonly Queue<TaskId> _toClose = new();
    private long _order;

    public IEnumerable<Escrow> Open => _open.Values;

    /// <summary>Of tasks that have ended and uses that have happened or ended, what has not yet left the ledger, as they did.</summary>
    public IEnumerable<OwedEscrow> Owed => _owed.Values.OrderBy(owed => owed.Order).Select(owed => owed.Terms);

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

        foreach (var owed in snapshot.OwedEscrows)
        {
            Owe(owed);
        }
    }

    public void Close(TaskId taskId)
    {
        _open.Remove(taskId);
        _owed.Remove(taskId);
    }

    /// <summary>The task has ended, or the use cannot happen any more: what is reserved for it goes back.</summary>
    public void Return(TaskId taskId) => Owe(new OwedEscrow(taskId, null, Amount.Zero));

    /// <summary>The use has happened: its price goes to the owner, the rest back.</summary>
    public void Pay(TaskId use, Address owner, Amount price) => Owe(new OwedEscrow(use, owner, price));

    /// <summary>It got lost, or has waited too long; plan it again.</summary>
    public void CloseAgain(TaskId taskId)
    {
        if (_open.ContainsKey(taskId))
        {
            _toClose.Enqueue(taskId);
        }
    }

    /// <summary>
    /// Finds escrows whose task was never accepted or whose use has not happened in time, and those that were to leave and did not. Time is the
    /// log's own: a coordinator that lags behind the clock has not seen the acceptances either.
    /// </summary>
    public void FindOrphans(Slot logSlot, Func<TaskId, bool> isTracked)
    {
        while (_due.TryTake(logSlot, out var taskId))
        {
            if (!isTracked(taskId))
            {
                CloseAgain(taskId);
            }
        }
    }

    /// <summary>The next that are to leave, at most <paramref name="maximum"/>.</summary>
    public ImmutableArray<Settlement> Take(Slot logSlot, int maximum)
    {
        var settlements = ImmutableArray.CreateBuilder<Settlement>();
        var taken = new HashSet<TaskId>();
        while (settlements.Count < maximum && _toClose.TryDequeue(out var taskId))
        {
            if (_open.TryGetValue(taskId, out var escrow) && taken.Add(taskId))
            {
                settlements.Add(SettlementOf(escrow));
                _due.Add(logSlot + rules.SettlementPatienceSlots, taskId);
            }
        }

        return settlements.DrainToImmutable();
    }

    private Settlement SettlementOf(Escrow escrow) => _owed.TryGetValue(escrow.TaskId, out var owed) && owed.Terms.Payee is { } owner
        ? LicenceUse.Pay(escrow, owner, owed.Terms.Price)
        : LedgerAggregate.Release(escrow);

    private void Owe(OwedEscrow terms)
    {
        if (_open.ContainsKey(terms.TaskId))
        {
            _owed[terms.TaskId] = (terms, ++_order);
            _toClose.Enqueue(terms.TaskId);
        }
    }
}
