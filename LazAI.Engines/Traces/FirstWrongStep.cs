using LazAI.Cryptography;

namespace LazAI.Engines.Traces;

/// <summary>Finds a step to prove wrong.</summary>
public static class FirstWrongStep
{
    /// <summary>
    /// A step before which both traces have the same root and after which they have not, by binary search. Where the claimed trace went wrong
    /// once and computed on from there, that is the first wrong step: each tile is written once, so roots that differ stay different.
    /// In any other trace it is still a step that is wrong by itself.
    /// </summary>
    /// <param name="steps">Number of steps, at least one.</param>
    /// <param name="claimed">The claimed root before step i; with i = <paramref name="steps"/>, the last root.</param>
    /// <param name="honest">The same of one's own execution.</param>
    /// <returns>Null if the first roots differ, for which no step is to blame, or if the last ones are equal.</returns>
    public static int? Search(int steps, Func<int, Bytes32> claimed, Func<int, Bytes32> honest)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps);
        ArgumentNullException.ThrowIfNull(claimed);
        ArgumentNullException.ThrowIfNull(honest);
        if (claimed(0) != honest(0) || claimed(steps) == honest(steps))
        {
            return null;
        }

        var (equal, different) = (0, steps);
        while (different - equal > 1)
        {
            var middle = equal + ((different - equal) / 2);
            (equal, different) = claimed(middle) == honest(middle) ? (middle, different) : (equal, middle);
        }

        return equal;
    }

    /// <summary>
    /// The first step after which two traces of one length differ; null if they do not, or if they differ from the start. Unlike the binary search it also finds
    /// false roots between true ones, which do no harm to the result.
    /// </summary>
    public static int? Scan(ExecutionTrace claimed, ExecutionTrace honest)
    {
        ArgumentNullException.ThrowIfNull(claimed);
        ArgumentNullException.ThrowIfNull(honest);
        var equal = claimed.Roots.AsSpan().CommonPrefixLength(honest.Roots.AsSpan());
        return equal == 0 || equal == honest.Roots.Length ? null : equal - 1;
    }
}
