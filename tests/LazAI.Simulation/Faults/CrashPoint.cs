using System.Collections.Immutable;
using LazAI.Simulation.Kernel;

namespace LazAI.Simulation.Faults;

/// <summary>An append at which the silo that makes it crashes.</summary>
/// <param name="Kind">What is appended: one of <see cref="AppendKinds"/>.</param>
/// <param name="Occurrence">Which append of this kind, from 1.</param>
/// <param name="IsWritten">Whether the append is written; its silo never hears of it.</param>
public sealed record CrashPoint(string Kind, int Occurrence, bool IsWritten)
{
    /// <summary>Some points of a run. What happens seldom is chosen more often, and at its beginning; at what is rarest a silo crashes wherever it happens.</summary>
    public static ImmutableArray<CrashPoint> Draw(SeededRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return
        [
            .. Enumerable.Range(0, 7).Select(_ => new CrashPoint(random.Pick(AppendKinds.Rare), random.Between(1, 2), random.Next(2) == 0)),
            .. AppendKinds.Rarest.Select(kind => new CrashPoint(kind, 1, random.Next(2) == 0)),
            .. Enumerable.Range(0, 2).Select(_ => new CrashPoint(random.Pick(AppendKinds.Common), random.Between(1, 12), random.Next(2) == 0)),
        ];
    }
}

/// <summary>The crash points of a run that have not been come to, and those that have.</summary>
public sealed class CrashSchedule(ImmutableArray<CrashPoint> points)
{
    private readonly Dictionary<string, int> _occurrences = [];

    /// <summary>Points at which a silo has crashed.</summary>
    public List<CrashPoint> Reached { get; } = [];

    /// <summary>Whether appends are counted, and silos crash at them.</summary>
    public bool IsActive { get; set; }

    /// <summary>The crash of an append of these kinds, or null.</summary>
    public CrashPoint? Find(IEnumerable<string> kinds)
    {
        ArgumentNullException.ThrowIfNull(kinds);
        CrashPoint? found = null;
        foreach (var kind in IsActive ? kinds.Distinct() : [])
        {
            var occurrence = _occurrences[kind] = _occurrences.GetValueOrDefault(kind) + 1;
            found ??= points.FirstOrDefault(point => point.Kind == kind && point.Occurrence == occurrence);
        }

        if (found is not null)
        {
            Reached.Add(found);
        }

        return found;
    }
}
