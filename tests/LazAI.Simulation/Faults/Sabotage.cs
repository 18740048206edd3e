using LazAI.Grains.EventLog;

namespace LazAI.Simulation.Faults;

/// <summary>
/// Places at which a test breaks the system on purpose, to see that a checker says so. Nothing is broken by default.
/// </summary>
public sealed class Sabotage
{
    /// <summary>Changes what an append writes: other events, none, or more of them. The silo is told that its own were written.</summary>
    public Func<StreamName, IReadOnlyList<EventData>, IReadOnlyList<EventData>>? Append { get; init; }

    /// <summary>Swallows a call from grain to grain and answers that it went well.</summary>
    public Func<IOutgoingGrainCallContext, bool>? SwallowsCall { get; init; }

    /// <summary>Keeps events from whoever follows the log.</summary>
    public Func<RecordedEvent, bool>? HidesFromFollowers { get; init; }

    /// <summary>Changes a snapshot on its way to the store.</summary>
    public Func<StreamName, Snapshot, Snapshot>? Snapshot { get; init; }
}
