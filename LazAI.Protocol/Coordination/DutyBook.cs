using LazAI.Cryptography;
using LazAI.Protocol.Challengers;
using LazAI.Protocol.Encoding;

namespace LazAI.Protocol.Coordination;

/// <summary>The duties to check results whose outcome is not told yet, as the log makes them: none is planned, all follow (PROTOCOL §7.4).</summary>
internal sealed class DutyBook(ProtocolRules rules, Bytes32 genesisHash)
{
    private readonly Dictionary<TaskId, TrackedDuty> _duties = [];
    private readonly SlotBuckets<TaskId> _closing = new();
    private readonly Dictionary<Address, HashSet<TaskId>> _toDo = [];

    /// <summary>In the order in which their outcomes are told.</summary>
    public IEnumerable<TrackedDuty> Duties => InOrder(_duties.Values);

    public void Restore(CoordinatorSnapshot snapshot)
    {
        foreach (var duty in snapshot.Challengers.Duties)
        {
            Add(duty);
        }
    }

    /// <summary>What <paramref name="challenger"/> has to do and can do now, the most urgent first.</summary>
    public IEnumerable<TrackedDuty> ToDo(Address challenger, Slot now) => _toDo.TryGetValue(challenger, out var tasks)
        ? InOrder(tasks.Select(taskId => _duties[taskId]).Where(duty => duty.WindowUntil >= now))
        : [];

    /// <summary>A result was verified that can be challenged: draws whose duty it is, from the panel that the log holds by then.</summary>
    public void Draw(CheckedResult result, int attempt, Address worker, Slot windowUntil, PublishedPanel panel)
    {
        if (ChallengerDuty.Draw(genesisHash, result.TaskId, attempt, worker, windowUntil, panel.Panel) is { } challenger)
        {
            Add(new TrackedDuty(result, attempt, challenger, worker, panel.Hash, windowUntil, null, false, null, false, false, false));
        }
    }

    /// <summary>The first report of a duty is the one that counts.</summary>
    public void Report(Address challenger, CheckedResult check, Slot at)
    {
        if (_duties.TryGetValue(check.TaskId, out var duty) && duty.Challenger == challenger && duty.ReportedAt is null
            && (check == duty.Result || check == duty.Result.WithoutTrace))
        {
            Change(duty with { ReportedAt = at, ReportsTrace = check.VouchesForTrace });
        }
    }

    public void FileProof(TaskId taskId, Address challenger, Slot at)
    {
        if (_duties.TryGetValue(taskId, out var duty) && duty.Challenger == challenger && duty.ProofFiledAt is null)
        {
            Change(duty with { ProofFiledAt = at });
        }
    }

    public void ProveFalse(TaskId taskId, bool traceOnly)
    {
        if (_duties.TryGetValue(taskId, out var duty))
        {
            Change(duty with { ProvenFalse = true, ProvenTraceOnly = traceOnly });
        }
    }

    /// <summary>Slots have begun. More than a few of them at once: the service stood still, and nobody could report to it.</summary>
    /// <returns>The duties that are over, in the order in which their outcomes are told.</returns>
    public IReadOnlyList<TrackedDuty> Advance(Slot first, Slot last)
    {
        if (last - first >= rules.OrphanMarginSlots)
        {
            foreach (var duty in _duties.Values.Where(duty => duty.WindowUntil >= first).ToArray())
            {
                _duties[duty.Result.TaskId] = duty with { Excused = true };
            }
        }

        var closed = new List<TrackedDuty>();
        while (_closing.TryTake(last, out var taskId))
        {
            _duties.Remove(taskId, out var duty);
            Done(duty!);
            closed.Add(duty!);
        }

        return [.. InOrder(closed)];
    }

    /// <summary>What is filed in the last slot of a window may come a little later in the log than the slot after it.</summary>
    private void Add(TrackedDuty duty)
    {
        _duties.Add(duty.Result.TaskId, duty);
        _closing.Add(duty.WindowUntil + (rules.OrphanMarginSlots + 1), duty.Result.TaskId);
        if (!duty.IsDone)
        {
            if (!_toDo.TryGetValue(duty.Challenger, out var tasks))
            {
                _toDo.Add(duty.Challenger, tasks = []);
            }

            tasks.Add(duty.Result.TaskId);
        }
    }

    private void Change(TrackedDuty duty)
    {
        _duties[duty.Result.TaskId] = duty;
        if (duty.IsDone)
        {
            Done(duty);
        }
    }

    private void Done(TrackedDuty duty)
    {
        if (_toDo.TryGetValue(duty.Challenger, out var tasks) && tasks.Remove(duty.Result.TaskId) && tasks.Count == 0)
        {
            _toDo.Remove(duty.Challenger);
        }
    }

    private static IEnumerable<TrackedDuty> InOrder(IEnumerable<TrackedDuty> duties) =>
        duties.OrderBy(duty => duty.WindowUntil.Number).ThenBy(duty => duty.Result.TaskId);
}
