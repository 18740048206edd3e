using System.Diagnostics.CodeAnalysis;

namespace Orleans.Runtime;

/// <summary>A timer of one activation.</summary>
public interface IGrainTimer : IDisposable
{
    /// <summary>Sets the time to the next tick and the time between ticks; <see cref="Timeout.InfiniteTimeSpan"/> for none.</summary>
    void Change(TimeSpan dueTime, TimeSpan period);
}

/// <summary>How a grain timer ticks. The period counts from the end of a tick to the next.</summary>
public readonly struct GrainTimerCreationOptions
{
    /// <summary>Takes all from the properties.</summary>
    public GrainTimerCreationOptions()
    {
    }

    /// <summary>A timer that does not interleave with requests and keeps no activation alive.</summary>
    [SetsRequiredMembers]
    public GrainTimerCreationOptions(TimeSpan dueTime, TimeSpan period)
    {
        DueTime = dueTime;
        Period = period;
    }

    /// <summary>The time to the first tick; <see cref="Timeout.InfiniteTimeSpan"/> for none.</summary>
    public required TimeSpan DueTime { get; init; }

    /// <summary>The time between ticks; <see cref="Timeout.InfiniteTimeSpan"/> for one tick only.</summary>
    public required TimeSpan Period { get; init; }

    /// <summary>Whether ticks run while requests wait at an <c>await</c>; no, so that ticks and requests take turns.</summary>
    public bool Interleave { get; init; }

    /// <summary>Whether ticks count as use of the activation; no.</summary>
    public bool KeepAlive { get; init; }
}
