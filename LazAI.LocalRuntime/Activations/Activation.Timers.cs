using LazAI.LocalRuntime.Timers;

namespace LazAI.LocalRuntime.Activations;

internal sealed partial class Activation
{
    private HashSet<GrainTimer>? timers;

    /// <summary>Keeps a timer until it is disposed or the activation leaves.</summary>
    public void Add(GrainTimer timer)
    {
        lock (Gate)
            (timers ??= []).Add(timer);
    }

    public void Remove(GrainTimer timer)
    {
        lock (Gate)
            timers?.Remove(timer);
    }

    private void StopTimers()
    {
        GrainTimer[] stopped;
        lock (Gate)
            stopped = timers is null ? [] : [.. timers];

        foreach (var timer in stopped)
            timer.Dispose();
    }
}
