using LazAI.Protocol;
using LazAI.Protocol.Encoding;

namespace LazAI.Validator.Windows;

/// <summary>
/// All results that may be challenged and that we know of, and what is to be done about each. Duties come before all others, and of each kind the window that
/// closes first. When there is more than can be checked in time, duties stay, and of the others a part that is drawn at random is let go: nobody
/// can know beforehand which results nobody looks at. Safe for any number of threads.
/// </summary>
/// <param name="waitingMaximum">Results that are not our duty that may wait at most; a bound of memory.</param>
/// <param name="random">Draws what goes.</param>
internal sealed class OpenWindows(int waitingMaximum, Random random)
{
    private static readonly Comparer<OpenWindow> s_byDeadline = Comparer<OpenWindow>.Create(
        (left, right) => left.Until != right.Until ? left.Until.CompareTo(right.Until) : left.TaskId.CompareTo(right.TaskId));

    private readonly Lock _gate = new();
    private readonly Dictionary<TaskId, OpenWindow> _byTask = [];
    private readonly SortedSet<OpenWindow> _all = new(s_byDeadline);
    private readonly SortedSet<OpenWindow> _waitingDuties = new(s_byDeadline);
    private readonly SortedSet<OpenWindow> _waitingOthers = new(s_byDeadline);
    private readonly HashSet<OpenWindow> _postponed = [];
    private TaskCompletionSource _waits = NewSignal();

    /// <summary>How many wait to be checked.</summary>
    public (int Duties, int Others) Waiting => Read(() => (_waitingDuties.Count, _waitingOthers.Count));

    /// <summary>How many duties are not done.</summary>
    public int DutiesUndone => Read(() => _all.Count(window => window.IsDuty && window.IsUndone));

    /// <summary>The end of the last window among those others that wait.</summary>
    public Slot? LastWaiting => Read(() => _waitingOthers.Max?.Until);

    /// <summary>Adds results, or says of known ones that they are duties.</summary>
    /// <returns>How many others were let go, because more than the maximum would wait.</returns>
    public int Add(IEnumerable<(TaskId TaskId, Slot Until)> results, bool areDuties)
    {
        lock (_gate)
        {
            foreach (var (taskId, until) in results)
            {
                if (!_byTask.TryGetValue(taskId, out var window))
                {
                    window = new OpenWindow(taskId, until);
                    _byTask.Add(taskId, window);
                    _all.Add(window);
                }
                else if (window.IsDuty || !areDuties)
                {
                    continue;
                }

                MoveTo(window, window.Stage, window.IsDuty || areDuties);
            }

            return Thin(waitingMaximum);
        }
    }

    /// <summary>The next ones to check; they are ours until they are given back or finished.</summary>
    public List<OpenWindow> Take(int maximum)
    {
        lock (_gate)
        {
            List<OpenWindow> next = [.. _waitingDuties.Concat(_waitingOthers).Take(maximum)];
            next.ForEach(window => MoveTo(window, WindowStage.Checking, window.IsDuty));
            if (_waitingDuties.Count + _waitingOthers.Count == 0 && _waits.Task.IsCompleted)
            {
                _waits = NewSignal();
            }

            return next;
        }
    }

    /// <summary>Ends when something waits to be checked.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) => Read(() => _waits.Task).WaitAsync(cancellationToken);

    /// <summary>Says how far we are with a result now; one whose window has closed meanwhile is forgotten already.</summary>
    public void Set(TaskId taskId, WindowStage stage, CheckedResult? check = null)
    {
        lock (_gate)
        {
            if (_byTask.TryGetValue(taskId, out var window))
            {
                window.Check = check ?? window.Check;
                MoveTo(window, stage, window.IsDuty);
            }
        }
    }

    /// <summary>What was postponed waits again.</summary>
    public void Resume()
    {
        lock (_gate)
        {
            List<OpenWindow> postponed = [.. _postponed];
            postponed.ForEach(window => MoveTo(window, WindowStage.Waiting, window.IsDuty));
        }
    }

    /// <summary>Right results to report: duties, and behind them, if asked for, others.</summary>
    public List<OpenWindow> ToReport(int maximum, bool others) => Read<List<OpenWindow>>(() =>
    [
        .. _all.Where(window => window.Stage == WindowStage.Right && (window.IsDuty || others))
            .OrderByDescending(window => window.IsDuty).Take(maximum),
    ]);

    /// <summary>Windows with work undone that end before <paramref name="slot"/>, the first ones first.</summary>
    public List<OpenWindow> UndoneBefore(Slot slot) => Read<List<OpenWindow>>(() =>
        [.. _all.TakeWhile(window => window.Until < slot).Where(window => window.IsUndone)]);

    /// <summary>Forgets windows that have ended before <paramref name="now"/>.</summary>
    /// <returns>Those of them with work undone.</returns>
    public List<OpenWindow> Close(Slot now)
    {
        lock (_gate)
        {
            List<OpenWindow> closed = [.. _all.TakeWhile(window => window.Until < now)];
            closed.ForEach(Forget);
            return [.. closed.Where(window => window.IsUndone)];
        }
    }

    /// <summary>Lets go of others that wait, drawn at random, until no more than <paramref name="keep"/> do; duties stay.</summary>
    /// <returns>How many went.</returns>
    public int ThinOthers(int keep)
    {
        lock (_gate)
        {
            return Thin(keep);
        }
    }

    private int Thin(int keep)
    {
        var surplus = _waitingOthers.Count - keep;
        if (surplus <= 0)
        {
            return 0;
        }

        OpenWindow[] drawn = [.. _waitingOthers];
        random.Shuffle(drawn);
        foreach (var window in drawn.AsSpan(0, surplus))
        {
            Forget(window);
        }

        return surplus;
    }

    private void MoveTo(OpenWindow window, WindowStage stage, bool isDuty)
    {
        _waitingDuties.Remove(window);
        _waitingOthers.Remove(window);
        _postponed.Remove(window);
        (window.Stage, window.IsDuty) = (stage, isDuty);
        if (stage == WindowStage.Waiting)
        {
            (isDuty ? _waitingDuties : _waitingOthers).Add(window);
            _waits.TrySetResult();
        }
        else if (stage == WindowStage.Postponed)
        {
            _postponed.Add(window);
        }
    }

    private void Forget(OpenWindow window)
    {
        _waitingDuties.Remove(window);
        _waitingOthers.Remove(window);
        _postponed.Remove(window);
        _all.Remove(window);
        _byTask.Remove(window.TaskId);
    }

    private T Read<T>(Func<T> read)
    {
        lock (_gate)
        {
            return read();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
