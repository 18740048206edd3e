using LazAI.LocalRuntime.Calls;
using Orleans.Configuration;
using Orleans.Runtime;

namespace LazAI.LocalRuntime.Activations;

/// <summary>
/// Queues the calls to one object and runs them one turn at a time on the thread pool. A turn is what runs between two awaits; a call starts
/// only when no other is running, unless the two may interleave. One lock guards the queues.
/// </summary>
internal abstract partial class TurnProcessor : IThreadPoolWorkItem
{
    private readonly TurnScheduler scheduler;
    private Queue<Task>? tasks;
    private CallQueue waiting;
    private CallQueue running;
    private GrainCall? blocking;
    private int interleavable;
    private long watchedTick = -1;
    private bool scheduled;

    protected TurnProcessor(LocalSilo silo)
    {
        Silo = silo;
        scheduler = new TurnScheduler(this);
    }

    public LocalSilo Silo { get; }

    public TaskScheduler Scheduler => scheduler;

    /// <summary>Calls that wait or run. A glance without the lock.</summary>
    public int PendingCount => waiting.Count + running.Count;

    protected Lock Gate { get; } = new();

    /// <summary>Whether calls may start. Changed and read under the lock.</summary>
    protected bool IsOpen { get; private set; }

    /// <summary>Whether the object is gone, so that calls must look for another. Changed and read under the lock.</summary>
    protected bool IsClosed { get; private set; }

    /// <summary>The most calls that may wait or run; 0 for no limit.</summary>
    protected abstract int CallLimit { get; }

    /// <summary>The object that calls go to; null if it has been collected.</summary>
    protected abstract object? Target { get; }

    /// <summary>Whether the class may let calls interleave, so that waiting calls are worth looking at while one runs.</summary>
    protected virtual bool HasInterleavingRule => false;

    /// <summary>Takes a call into the queue; false if this object is gone.</summary>
    public bool TryAccept(GrainCall call)
    {
        bool accepted, wake;
        lock (Gate)
        {
            if (IsClosed)
                return false;

            call.Target = this;
            accepted = CallLimit <= 0 || PendingCount < CallLimit || call.IsLocal;
            if (accepted)
            {
                waiting.Append(call);
                interleavable += IsInterleavable(call) ? 1 : 0;
                OnAccepted(call);
                if (watchedTick != Silo.Tick)
                {
                    watchedTick = Silo.Tick;
                    Silo.Watch(this);
                }
            }

            wake = WakeIfWork();
        }

        if (wake)
            Schedule();

        if (!accepted)
            Silo.Reject(call, new LimitExceededException(nameof(SiloMessagingOptions.MaxEnqueuedRequestsHardLimit), PendingCount, CallLimit, this));

        return true;
    }

    /// <summary>Takes a continuation into the queue.</summary>
    public void Enqueue(Task task)
    {
        bool wake;
        lock (Gate)
        {
            (tasks ??= new Queue<Task>()).Enqueue(task);
            wake = WakeIfWork();
        }

        if (wake)
            Schedule();
    }

    /// <summary>Called when a call that went on after its first turn has ended, on whatever thread that happened.</summary>
    public void Finish(GrainCall call)
    {
        bool wake;
        lock (Gate)
        {
            Retire(call);
            wake = WakeIfWork();
        }

        if (wake)
            Schedule();

        if (!Complete(call))
            return;

        // The caller's continuation must not run inside a turn of ours.
        if (IsCurrent)
            finished.Append(call);
        else
            call.Deliver(inline: false);
    }

    /// <summary>Ends the wait of callers whose time is up; true to be asked again at the next tick because others still wait.</summary>
    public bool Expire(long tick)
    {
        bool watchOn;
        List<GrainCall>? expired = null;
        lock (Gate)
        {
            Abandon(ref waiting, call => call.Deadline <= tick, ref expired);
            Abandon(ref running, call => call.Deadline <= tick, ref expired);
            // A call that came in since the tick began has already asked for the next one.
            watchOn = PendingCount > 0 && watchedTick != tick;
            if (watchOn)
                watchedTick = tick;
        }

        foreach (var call in expired ?? [])
            Silo.TimeOut(call);

        return watchOn;
    }

    /// <summary>Ends the caller's wait because its token was cancelled, and cancels the callee's token in a turn of the callee.</summary>
    public void Cancel(GrainCall call)
    {
        List<GrainCall>? cancelled = null;
        bool isRunning;
        lock (Gate)
        {
            isRunning = call.State == CallState.Running;
            Abandon(ref waiting, candidate => candidate == call, ref cancelled);
            if (!Silo.Messaging.WaitForCancellationAcknowledgement)
                Abandon(ref running, candidate => candidate == call, ref cancelled);
        }

        if (isRunning)
            RunTurn(static cancellation => ((CallCancellation)cancellation!).CancelCallee(), call.Cancellation);

        if (cancelled is not null)
            Silo.ReportCancelled(call);
    }

    /// <summary>Runs an action in a turn of its own.</summary>
    public void RunTurn(Action<object?> action, object? state)
    {
        // The turn belongs to this object, not to the flow of whoever asks for it.
        var flow = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
        try
        {
            _ = Task.Factory.StartNew(action, state, CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler);
        }
        finally
        {
            flow.Dispose();
        }
    }

    /// <summary>Tells the owner of a call that was taken in. Under the lock.</summary>
    protected virtual void OnAccepted(GrainCall call)
    {
    }

    /// <summary>Tells the owner of a call that has ended.</summary>
    protected virtual void OnEnded(GrainCall call)
    {
    }

    /// <summary>Whether the class lets this call start while <paramref name="blocker"/> runs. Under the lock, in a turn.</summary>
    protected virtual bool MayInterleave(GrainCall call, GrainCall blocker) => false;

    /// <summary>Whether calls of this chain may come back to the object while it waits for them. Under the lock.</summary>
    protected virtual bool IsReentrantChain(Guid chain) => false;

    /// <summary>Lets calls start from now on. Under the lock.</summary>
    protected void Open() => IsOpen = true;

    /// <summary>Lets no more calls start, while more may queue up. Under the lock.</summary>
    protected void Shut() => IsOpen = false;

    /// <summary>Declares the object gone and returns the calls that waited for it. Under the lock.</summary>
    protected List<GrainCall> Close()
    {
        IsOpen = false;
        IsClosed = true;
        var calls = new List<GrainCall>(waiting.Count);
        while (waiting.First is { } call)
        {
            waiting.Remove(call);
            calls.Add(call);
        }

        interleavable = 0;
        return calls;
    }

    protected int RunningCount => running.Count;

    protected void Wake()
    {
        bool wake;
        lock (Gate)
            wake = WakeIfWork();

        if (wake)
            Schedule();
    }

    private static bool IsInterleavable(GrainCall call) =>
        call.IsAlwaysInterleave || call.IsReadOnly || RequestContext.ReentrancyIdOf(call.Context) != Guid.Empty;

    private void Abandon(ref CallQueue queue, Func<GrainCall, bool> isDue, ref List<GrainCall>? abandoned)
    {
        for (GrainCall? call = queue.First, next; call is not null; call = next)
        {
            next = call.Next;
            if (call.State == CallState.Abandoned || !isDue(call))
                continue;

            if (call.State == CallState.Waiting)
            {
                queue.Remove(call);
                interleavable -= IsInterleavable(call) ? 1 : 0;
            }

            call.State = CallState.Abandoned;
            (abandoned ??= []).Add(call);
        }
    }

    private void Schedule() => Silo.Turns.Queue(this);

    private bool WakeIfWork()
    {
        if (scheduled || !HasWork())
            return false;

        scheduled = true;
        return true;
    }

    private bool HasWork() =>
        tasks is { Count: > 0 }
        || (IsOpen && waiting.Count > 0 && (blocking is null || interleavable > 0 || HasInterleavingRule));
}
