using System.Collections.Immutable;
using LazAI.Simulation.Auditing;
using LazAI.Simulation.Faults;
using LazAI.Simulation.Parties;

namespace LazAI.Simulation;

/// <summary>What a run is made of besides its seed.</summary>
public sealed record SimulationOptions
{
    /// <summary>Slots in which tasks are submitted and things go wrong.</summary>
    public int FaultySlots { get; init; } = 38;

    /// <summary>Slots after that within which everything must have come to its end.</summary>
    public int CalmSlots { get; init; } = 150;

    /// <summary>Lines of the trace that a failure prints.</summary>
    public int LinesKept { get; init; } = 60;

    /// <summary>Faults of the seed's choice where null.</summary>
    public FaultPlan? Faults { get; init; }

    /// <summary>The challengers; of the seed's choice where null.</summary>
    public IReadOnlyList<ChallengerBehaviour>? Challengers { get; init; }

    /// <summary>Whether challengers are elected and have duties; of the seed's choice where null.</summary>
    public bool? Elects { get; init; }

    /// <summary>What is broken on purpose: nothing.</summary>
    public Sabotage Sabotage { get; init; } = new();

    /// <summary>Called with each line of the trace.</summary>
    public Action<string>? Output { get; init; }
}

/// <summary>What a run that found nothing wrong has done.</summary>
/// <param name="TraceHash">SHA-256 over every event with its time: the same for the same seed.</param>
/// <param name="Disputes">Lies and what became of them.</param>
/// <param name="Duties">Duties of challengers and what became of them.</param>
/// <param name="RefusedProofs">Answers to who has handed in a proof that were no.</param>
/// <param name="CrashPoints">Appends at which a silo has crashed.</param>
public sealed record SimulationResult(
    ulong Seed, string TraceHash, long Events, long Actions, int AcceptedTasks, int SettledTasks, int Crashes, int Snapshots, int FailedAttempts, int Slashes,
    DisputeTally Disputes, DutyTally Duties, int RefusedProofs, ImmutableArray<CrashPoint> CrashPoints);

/// <summary>A run in which something was wrong.</summary>
public sealed class SimulationFailedException(ulong seed, string reason, IEnumerable<string> lastLines, Exception? inner) : Exception(
    $"""
    Seed {seed}: {reason}
    The last events:
    {string.Join(Environment.NewLine, lastLines)}
    Again: LAZAI_SIMULATION_SEED={seed} dotnet test tests/LazAI.Simulation.Tests --filter Sweep_ManySeeds --logger "console;verbosity=detailed"
    """,
    inner)
{
    public ulong Seed { get; } = seed;

    public string Reason { get; } = reason;
}
