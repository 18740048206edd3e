using System.Collections.Immutable;
using System.Globalization;

namespace LazAI.Attestation;

/// <summary>
/// The newest collateral seen so far, per family of platforms and per authority. Collateral is valid for weeks, so that somebody in between
/// could go on serving what was valid before a TCB recovery or a revocation; who remembers what was newest refuses the older.
/// </summary>
/// <remarks>
/// Only what a verifier has found authentic may be remembered: a forged date in the future would lock out everything genuine. One memory
/// is for one update policy of Intel's service (<c>standard</c> or <c>early</c>), whose numbers honestly differ.
/// </remarks>
/// <param name="Newest">Each name once, by name.</param>
public sealed record CollateralMemory(ImmutableArray<CollateralAge> Newest)
{
    /// <summary>
    /// Most names that are remembered; Intel and AMD have some hundred. Beyond it the name that was issued longest ago is forgotten, since
    /// whatever is served of it has most likely expired.
    /// </summary>
    public const int CountMaximum = 1024;

    /// <summary>Nothing seen yet.</summary>
    public static CollateralMemory Empty { get; } = new([]);

    /// <summary>The first part that is older than what was seen before; null when none is.</summary>
    public EvidenceRefused? Check(params ReadOnlySpan<CollateralAge> parts)
    {
        foreach (var part in parts)
        {
            if (Find(part.Name) is { } newest && DescribeRollback(newest, part) is { } detail)
            {
                return new EvidenceRefused(AttestationErrors.CollateralRolledBack, $"{part.Name}: {detail}");
            }
        }

        return null;
    }

    /// <summary>The memory with these parts, of which the newer of each name and member stays.</summary>
    public CollateralMemory With(params ReadOnlySpan<CollateralAge> parts)
    {
        var newest = Newest.ToDictionary(age => age.Name, StringComparer.Ordinal);
        var changed = false;
        foreach (var part in parts)
        {
            var merged = newest.TryGetValue(part.Name, out var known) ? Merge(known, part) : part;
            changed |= merged != known;
            newest[part.Name] = merged;
        }

        return changed ? new CollateralMemory(Bound(newest.Values)) : this;
    }

    /// <inheritdoc/>
    public bool Equals(CollateralMemory? other) => other is not null && ValueSequence.Same(Newest, other.Newest);

    /// <inheritdoc/>
    public override int GetHashCode() => ValueSequence.HashOf(Newest);

    private static ImmutableArray<CollateralAge> Bound(IReadOnlyCollection<CollateralAge> ages) =>
    [
        .. ages.OrderByDescending(age => age.Issued).ThenBy(age => age.Name, StringComparer.Ordinal).Take(CountMaximum)
            .OrderBy(age => age.Name, StringComparer.Ordinal),
    ];

    private static CollateralAge Merge(CollateralAge one, CollateralAge other) => new(
        one.Name,
        one.Issued > other.Issued ? one.Issued : other.Issued,
        one.EvaluationDataNumber is { } number && number > (other.EvaluationDataNumber ?? -1) ? number : other.EvaluationDataNumber);

    private static string? DescribeRollback(CollateralAge newest, CollateralAge part) =>
        part.Issued < newest.Issued
            ? $"issued {Appraisal.Text(part.Issued)}, but one of {Appraisal.Text(newest.Issued)} was seen before"
        : (part.EvaluationDataNumber ?? -1) < (newest.EvaluationDataNumber ?? -1)
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"tcbEvaluationDataNumber {part.EvaluationDataNumber}, but {newest.EvaluationDataNumber} was seen before")
        : null;

    private CollateralAge? Find(string name)
    {
        foreach (var age in Newest)
        {
            if (string.Equals(age.Name, name, StringComparison.Ordinal))
            {
                return age;
            }
        }

        return null;
    }
}
