using LazAI.LocalRuntime.Calls;
using Orleans.Runtime;

namespace LazAI.LocalRuntime.Activations;

internal abstract partial class TurnProcessor
{
    /// <summary>Turns before the thread goes back to the pool, which keeps a busy object from starving the others.</summary>
    private const int TurnBudget = 32;

    [ThreadStatic]
    private static TurnProcessor? current;

    private CallQueue finished;
    private GrainCall? starting;
    private int budget;

    /// <summary>The object whose turn the current thread executes.</summary>
    public static TurnProcessor? CurrentProcessor => current;

    public bool IsCurrent => current == this;

    void IThreadPoolWorkItem.Execute()
    {
        current = this;
        budget = TurnBudget;
        while (true)
        {
            Task? task = null;
            GrainCall? call = null;
            var ended = default(CallQueue);
            bool hasWork, goesOn;
            lock (Gate)
            {
                hasWork = HasWork();
                goesOn = hasWork && budget-- > 0;
                if (goesOn && tasks?.TryDequeue(out task) is not true)
                {
                    call = TakeStartableCall();
                    goesOn = call is not null;
                    hasWork = goesOn;
                }

                // Once this is false another thread may execute the object, so the finished calls are taken along first.
                if (!goesOn)
                    (ended, finished) = (finished, default);

                scheduled = hasWork;
            }

            if (!goesOn)
            {
                current = null;
                if (hasWork)
                    Schedule();

                DeliverAll(ref ended, inlineLast: !hasWork);
                return;
            }

            DeliverAll(ref finished, inlineLast: false);
            if (task is not null)
            {
                scheduler.Execute(task);
            }
            else
            {
                // Inside a task of our scheduler the awaits of the grain's code come back to it.
                starting = call;
                var turns = new Task(static state => ((TurnProcessor)state!).RunCalls(), this);
                turns.RunSynchronously(scheduler);
                if (turns.IsFaulted)
                    Silo.ReportFault(turns.Exception, this);
            }
        }
    }

    private static void DeliverAll(ref CallQueue calls, bool inlineLast)
    {
        while (calls.First is { } call)
        {
            calls.Remove(call);
            call.Deliver(inline: inlineLast && calls.Count == 0);
        }
    }

    private void RunCalls()
    {
        var clean = ExecutionContext.Capture();
        for (var call = starting; call is not null;)
        {
            var ended = Run(call);
            if (clean is not null)
                ExecutionContext.Restore(clean);

            GrainCall? next = null;
            lock (Gate)
            {
                if (ended)
                    Retire(call);

                if (tasks is not { Count: > 0 } && IsOpen && waiting.Count > 0 && budget-- > 0)
                    next = TakeStartableCall();
            }

            if (ended && Complete(call))
                finished.Append(call);

            call = next;
        }
    }

    private bool Run(GrainCall call)
    {
        try
        {
            RequestContext.Import(call.Context);
            if (Target is not { } target)
                throw new OrleansMessageRejectionException($"The object behind {call.Reference} has been collected.");

            // Ticks of timers and steps of enumerations are the activation's own business.
            return !call.IsLocal && this is Activation && (Silo.InterceptsIncoming || target is Orleans.IIncomingGrainCallFilter)
                ? Silo.Filters.Start(call, target)
                : call.Start(target);
        }
        catch (Exception exception)
        {
            // The grain's own exceptions do not come here; a filter that cannot be constructed does.
            call.Error = exception;
            return true;
        }
    }

    private GrainCall? TakeStartableCall()
    {
        if (!IsOpen)
            return null;

        for (var call = waiting.First; call is not null; call = call.Next)
        {
            if (MayStart(call))
            {
                waiting.Remove(call);
                interleavable -= IsInterleavable(call) ? 1 : 0;
                running.Append(call);
                call.State = CallState.Running;
                if (!call.IsAlwaysInterleave)
                    blocking ??= call;

                return call;
            }

            if (interleavable == 0 && !HasInterleavingRule)
                return null;
        }

        return null;
    }

    // The predicate of [MayInterleave] is the one piece of user code that runs under the lock.
    private bool MayStart(GrainCall call) =>
        blocking is null
        || call.IsAlwaysInterleave
        || (blocking.IsReadOnly && call.IsReadOnly)
        || (RequestContext.ReentrancyIdOf(call.Context) is var chain && chain != Guid.Empty && IsReentrantChain(chain))
        || MayInterleave(call, blocking);

    private void Retire(GrainCall call)
    {
        running.Remove(call);
        if (call.State == CallState.Running)
            call.State = CallState.Done;

        if (blocking == call)
            blocking = FirstBlocking();
    }

    /// <summary>A call that interleaved with the one that blocked the others blocks them now: they have not become compatible with it.</summary>
    private GrainCall? FirstBlocking()
    {
        for (var call = running.First; call is not null; call = call.Next)
        {
            if (!call.IsAlwaysInterleave)
                return call;
        }

        return null;
    }

    /// <summary>What is left to do for an ended call; true if its caller waits for the result.</summary>
    private bool Complete(GrainCall call)
    {
        Silo.OnCallEnded(call);
        OnEnded(call);
        if (call.State == CallState.Abandoned)
            return false;

        if (!call.IsOneWay)
            return true;

        call.Recycle();
        return false;
    }
}
