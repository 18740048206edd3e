namespace LazAI.Simulation.Parties;

/// <summary>What kind of worker it is.</summary>
public enum WorkerBehaviour
{
    /// <summary>Does what the protocol asks.</summary>
    Honest,

    /// <summary>Is right, and often later than its lease.</summary>
    Slow,

    /// <summary>Hands in what is not so and does not fit: other outputs, other objectives, other tasks, other keys, old sequences, traces of others.</summary>
    Lying,

    /// <summary>Hands in results that fit and are false, and takes its stake out.</summary>
    Cheating,

    /// <summary>Falls silent while it is declared online, and comes back or not.</summary>
    Dying,

    /// <summary>Gives tasks back, and closes its session without a word.</summary>
    Unreliable,
}
