using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Protocol.Ledger;

namespace LazAI.Protocol.Coordination;

/// <summary>
/// What the ledger owes for things that the log tells: slashes of offences and silences, bonds of decided challenges, stakes whose
/// unbonding is over. Each is asked for again until the ledger's own entry is seen.
/// </summary>
internal sealed class DebtBook(ProtocolRules rules)
{
    private readonly Dictionary<OperationId, (TrackedDebt Debt, long Order)> _owed = [];
    private readonly SlotBuckets<OperationId> _due = new();
    private readonly Dictionary<OperationId, Unbonding> _unbondings = [];
    private readonly SlotBuckets<OperationId> _releases = new();
    private long _order;

    public IEnumerable<TrackedDebt> Owed => _owed.Values.OrderBy(entry => entry.Order).Select(entry => entry.Debt);

    public IEnumerable<Unbonding> Unbondings => _unbondings.Values.OrderBy(entry => entry.Number);

    public void Restore(CoordinatorSnapshot snapshot)
    {
        foreach (var debt in snapshot.Debts)
        {
            Add(debt);
        }

        foreach (var unbonding in snapshot.Unbondings)
        {
            Add(unbonding);
        }
    }

    /// <summary>Something became due. Planned in the next slot or sooner.</summary>
    public void Add(TrackedDebt debt)
    {
        if (_owed.TryAdd(debt.Id, (debt, ++_order)))
        {
            _due.Add(new Slot(0), debt.Id);
        }
    }

    public void Observe(LedgerEvent @event)
    {
        switch (@event)
        {
            case LedgerEvent.Slashed slashed:
                _owed.Remove(slashed.Id);
                foreach (var movement in slashed.Movements.Where(movement => movement.Debit.Kind == LedgerAccountKind.Unbonding))
                {
                    Cut(slashed.Offender, movement.Amount);
                }

                break;
            case LedgerEvent.Posted posted:
                foreach (var transfer in posted.Transfers)
                {
                    _owed.Remove(transfer.Id);
                }

                break;
            case LedgerEvent.UnbondingBegan began:
                Add(began.Entry);
                break;
            case LedgerEvent.UnbondingsReleased released:
                foreach (var entry in released.Entries)
                {
                    _unbondings.Remove(entry.Id);
                }

                break;
        }
    }

    public void Plan(ImmutableArray<CoordinatorAction>.Builder actions, Slot now, int maximum)
    {
        while (actions.Count < maximum && _due.TryTake(now, out var id))
        {
            if (_owed.TryGetValue(id, out var entry))
            {
                actions.Add(new CoordinatorAction.PayDebt(entry.Debt));
                _due.Add(now + rules.SettlementPatienceSlots, id);
            }
        }
    }

    /// <summary>
    /// Plans the release of stakes whose slot the log has reached, but not of those whose owners are <paramref name="accused"/> or owe a slash: these
    /// are looked at again as long as that is so.
    /// </summary>
    /// <param name="readTo">Where in the log this is so.</param>
    public void PlanReleases(ImmutableArray<CoordinatorAction>.Builder actions, Slot logSlot, long readTo, IEnumerable<Address> accused)
    {
        var due = new List<Unbonding>();
        while (_releases.TryTake(logSlot, out var id))
        {
            if (_unbondings.TryGetValue(id, out var entry))
            {
                due.Add(entry);
                _releases.Add(logSlot + rules.SettlementPatienceSlots, id);
            }
        }

        if (due.Count > 0)
        {
            var held = accused.Concat(_owed.Values.Select(entry => entry.Debt.Slash).OfType<LedgerCommand.Slash>().Select(slash => slash.Offender)).ToHashSet();
            actions.AddRange(due.Where(entry => !held.Contains(entry.Owner))
                .Select(entry => entry.Id)
                .Chunk(LedgerAggregate.BatchItemsMaximum)
                .Select(ids => new CoordinatorAction.ReleaseUnbondings(new LedgerCommand.ReleaseUnbondings([.. ids], readTo))));
        }
    }

    private void Cut(Address owner, Amount taken)
    {
        foreach (var cut in LedgerAggregate.Cut([.. _unbondings.Values.Where(entry => entry.Owner == owner)], taken))
        {
            if (cut.Amount.IsZero)
            {
                _unbondings.Remove(cut.Id);
            }
            else
            {
                _unbondings[cut.Id] = cut;
            }
        }
    }

    private void Add(Unbonding entry)
    {
        _unbondings[entry.Id] = entry;
        _releases.Add(entry.ReleaseAt, entry.Id);
    }
}
