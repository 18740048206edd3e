using System.Collections.Immutable;
using System.Runtime.InteropServices;
using LazAI.Cryptography;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Time;

namespace LazAI.Protocol.Coordination;

/// <summary>Draws workers for the tasks that wait. An assignment that was planned is not planned again until it is seen or reported lost.</summary>
internal sealed class AssignmentPlanner(CoordinatorMemory memory, ProtocolRules rules, Bytes32 genesisHash, SlotSchedule schedule)
{
    private readonly WorkerBook _workers = memory.Workers;
    private readonly WaitingTasks _waiting = new();
    private readonly Dictionary<TaskId, SessionId> _underWay = [];
    private readonly Dictionary<ModelId, AssignmentDraw> _draws = [];
    private Bytes32 _rosterHash = Roster.Empty.ComputeHash();

    public void Add(TrackedTask waiting) => _waiting.Add(waiting);

    /// <summary>The task's assignment got lost or was refused.</summary>
    public void Retry(TrackedTask waiting)
    {
        if (Drop(waiting.TaskId))
        {
            _waiting.Add(waiting);
        }
    }

    /// <summary>Nothing is under way for the task any more: the place in the session's load that was taken for it is free again.</summary>
    public bool Drop(TaskId taskId)
    {
        if (!_underWay.Remove(taskId, out var session))
        {
            return false;
        }

        _workers.Unload(session);
        return true;
    }

    /// <summary>Publishes the roster where it has changed, then draws from it.</summary>
    public void Plan(ImmutableArray<CoordinatorAction>.Builder actions, Slot now, bool newSlot, int maximum)
    {
        PlanRoster(actions, now, newSlot);
        _waiting.Serve(
            (taskId, order) => memory.Find(taskId, order) is { } task && task.Deadline > now && !_underWay.ContainsKey(taskId) ? task : null,
            task => actions.Count < maximum && TryAssign(actions, task, now));
    }

    private void PlanRoster(ImmutableArray<CoordinatorAction>.Builder actions, Slot now, bool newSlot)
    {
        // Who may be drawn also depends on the time: a policy may accept evidence until a date.
        if (newSlot)
        {
            _draws.Clear();
        }

        if (!_workers.Refresh(now, newSlot))
        {
            return;
        }

        _draws.Clear();
        var hash = _workers.Roster.ComputeHash();
        if (hash != _rosterHash)
        {
            _rosterHash = hash;
            actions.Add(new CoordinatorAction.PublishRoster(hash, _workers.Roster));
        }
    }

    private bool TryAssign(ImmutableArray<CoordinatorAction>.Builder actions, TrackedTask task, Slot now)
    {
        var draw = DrawFor(task, now);
        var until = now + ComputeTaskAggregate.LeaseSlots(memory.ModelOf(task), rules);
        if (!draw.Entries.Any(entry => CanTake(entry, task.RecipientSession, until)))
        {
            return false;
        }

        var drawIndex = 0;
        foreach (var entry in draw.Order(genesisHash, task.TaskId, task.Attempt + 1))
        {
            if (CanTake(entry, task.RecipientSession, until))
            {
                _underWay.Add(task.TaskId, entry.Session);
                _workers.Load(entry.Session);
                actions.Add(new CoordinatorAction.AssignTask(
                    task.TaskId, task.ModelId, entry.Worker, entry.Session, entry.Until, task.Attempt + 1, _rosterHash, drawIndex,
                    entry.Stake));
                return true;
            }

            drawIndex++;
        }

        return false;
    }

    private bool CanTake(RosterEntry entry, SessionId recipient, Slot until) =>
        entry.Until >= until && (recipient == default || recipient == entry.Session) && _workers.HasCapacity(entry);

    private AssignmentDraw DrawFor(TrackedTask task, Slot now)
    {
        var at = schedule.StartOf(now);
        var policy = memory.ModelOf(task).Evidence;
        if (!task.Failed.IsEmpty && task.RecipientSession == default)
        {
            return new AssignmentDraw(_workers.Roster.Eligible(policy, task.Failed, at));
        }

        ref var draw = ref CollectionsMarshal.GetValueRefOrAddDefault(_draws, task.ModelId, out _);
        return draw ??= new AssignmentDraw(_workers.Roster.Eligible(policy, [], at));
    }
}
