using System.Collections.Immutable;
using LazAI.Simulation.Kernel;

namespace LazAI.Simulation.Faults;

/// <summary>
/// How often what goes wrong, in millionths. Each seed leaves some kinds of fault out and has plenty of others: faults that are always all
/// there hide each other.
/// </summary>
public sealed record FaultPlan
{
    /// <summary>Messages between a party and the silo that get lost on the way there, or their answers on the way back.</summary>
    public int MessageLoss { get; init; }

    /// <summary>Messages that arrive twice, the second time any time later.</summary>
    public int MessageDuplication { get; init; }

    /// <summary>Messages that are held up for seconds.</summary>
    public int MessageDelay { get; init; }

    /// <summary>Appends that fail and write nothing.</summary>
    public int AppendFailure { get; init; }

    /// <summary>Appends that are written and whose answer is lost.</summary>
    public int AppendAnswerLoss { get; init; }

    /// <summary>Appends of bonds and verdicts that fail and write nothing: what is filed meanwhile finds an undecided challenge before it.</summary>
    public int VerdictFailure { get; init; }

    /// <summary>Evidence that the store loses once its challenge is filed; its challenger may send it again, or not.</summary>
    public int EvidenceLoss { get; init; }

    /// <summary>Reads of the log that fail.</summary>
    public int ReadFailure { get; init; }

    /// <summary>Calls from grain to grain that get lost, or their answers.</summary>
    public int CallLoss { get; init; }

    /// <summary>Calls from grain to grain that are made twice.</summary>
    public int CallDuplication { get; init; }

    /// <summary>Snapshots that fail.</summary>
    public int SnapshotFailure { get; init; }

    /// <summary>Whether the silo crashes in a slot.</summary>
    public int Crash { get; init; }

    /// <summary>Whether a crashed silo was only believed dead, and goes on beside its successor for a while.</summary>
    public int Zombie { get; init; }

    /// <summary>Whether an action of the store takes long.</summary>
    public int SlowStore { get; init; }

    /// <summary>Appends at which the silo crashes.</summary>
    public ImmutableArray<CrashPoint> CrashPoints { get; init; } = [];

    /// <summary>Nothing goes wrong.</summary>
    public static FaultPlan None { get; } = new();

    /// <summary>A choice of faults.</summary>
    public static FaultPlan Draw(SeededRandom random)
    {
        int Some(int maximum) => random.Next(3) == 0 ? 0 : random.Between(maximum / 20, maximum);
        return new FaultPlan
        {
            MessageLoss = Some(80_000),
            MessageDuplication = Some(80_000),
            MessageDelay = Some(50_000),
            AppendFailure = Some(40_000),
            AppendAnswerLoss = Some(40_000),
            VerdictFailure = Some(600_000),
            EvidenceLoss = Some(200_000),
            ReadFailure = Some(20_000),
            CallLoss = Some(20_000),
            CallDuplication = Some(40_000),
            SnapshotFailure = Some(200_000),
            Crash = Some(120_000),
            Zombie = Some(500_000),
            SlowStore = Some(30_000),
            CrashPoints = CrashPoint.Draw(random),
        };
    }
}
