using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Protocol.Time;
using LazAI.Simulation.Kernel;
using LazAI.Simulation.Parties;

namespace LazAI.Simulation.Auditing;

/// <summary>
/// Notes when lies could be challenged: while the service took calls and somebody who looks at every result at once was entitled to challenge it. A lie
/// that becomes final in spite of such a time is a fault, whatever else has gone wrong.
/// </summary>
/// <param name="isServiceUp">Whether a silo takes calls at present.</param>
public sealed class VigilInspector(
    Inspector inspector, ProtocolRules rules, SlotSchedule schedule, Confessions confessions, SimulationKernel kernel, Func<bool> isServiceUp)
{
    /// <summary>
    /// In so much time in one piece a lie is caught: a second to hear of it, and several attempts at reading the task and at filing the challenge, of
    /// which messages, calls and appends that fail may spoil some.
    /// </summary>
    public static readonly TimeSpan Enough = TimeSpan.FromSeconds(8);

    private readonly List<(TimeSpan At, bool IsKept)> _changes = [(TimeSpan.Zero, false)];
    private readonly Dictionary<TaskId, TimeSpan> _opened = [];

    /// <summary>Whether this run has somebody who looks at every result at once.</summary>
    public bool IsExpected => confessions.Diligent.Count > 0;

    /// <summary>Whether such a one may challenge results at present.</summary>
    public bool IsWatched => rules.ChallengerElector == Address.Zero
        ? IsExpected
        : confessions.Diligent.Any(challenger => inspector.Registry.IsInOffice(challenger, schedule.SlotAt(SimulationKernel.Epoch + kernel.Now)));

    /// <summary>To be called whenever the service may have begun or ceased to take calls, or somebody to be in office.</summary>
    public void Look()
    {
        var isKept = isServiceUp() && IsWatched;
        if (isKept != _changes[^1].IsKept)
        {
            _changes.Add((kernel.Now, isKept));
        }
    }

    /// <summary>A false result is verified.</summary>
    public void Open(TaskRecord task)
    {
        ArgumentNullException.ThrowIfNull(task);
        _opened[task.TaskId] = kernel.Now;
    }

    /// <summary>A false result has become final: nobody could help it.</summary>
    public void Close(TaskRecord task)
    {
        ArgumentNullException.ThrowIfNull(task);
        var longest = Longest(_opened[task.TaskId], schedule.StartOf(task.DisputableUntil + 1) - SimulationKernel.Epoch);
        Check.That(
            longest < Enough,
            $"no liar is paid while somebody watches: the false result of task {task.TaskId} is final, though it could be challenged for {longest.TotalSeconds:0.0} s in one piece");
    }

    private TimeSpan Longest(TimeSpan from, TimeSpan to)
    {
        var longest = TimeSpan.Zero;
        for (var i = 0; i < _changes.Count; i++)
        {
            var (at, isKept) = _changes[i];
            var (begin, end) = (at < from ? from : at, i + 1 < _changes.Count && _changes[i + 1].At < to ? _changes[i + 1].At : to);
            longest = isKept && end - begin > longest ? end - begin : longest;
        }

        return longest;
    }
}
