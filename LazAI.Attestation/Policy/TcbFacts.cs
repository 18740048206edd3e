using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace LazAI.Attestation;

/// <summary>How up to date an Intel platform was by the collateral that it was verified with.</summary>
/// <param name="Status">The whole's status, see <see cref="TcbStatus"/>.</param>
/// <param name="AdvisoryIds">Advisories of the reached levels.</param>
/// <param name="Shortfalls">What is older than in the newest levels, in words.</param>
/// <param name="Platform">The level that the platform reaches.</param>
/// <param name="QuotingEnclave">The level that the quoting enclave reaches.</param>
/// <param name="EvaluationDataNumber">The TCB info's <c>tcbEvaluationDataNumber</c>, which grows with each TCB recovery.</param>
/// <param name="Fmspc">The family of platforms.</param>
/// <param name="CollateralIssued">When the TCB info was signed.</param>
/// <param name="CollateralNextUpdate">When the first part of the collateral was due to be replaced.</param>
/// <param name="Module">The level that the TDX module reaches; absent for SGX, and for modules that have no levels of their own.</param>
public sealed record TcbFacts(
    string Status,
    ImmutableArray<string> AdvisoryIds,
    ImmutableArray<string> Shortfalls,
    TcbLevelFacts Platform,
    TcbLevelFacts QuotingEnclave,
    int EvaluationDataNumber,
    string Fmspc,
    [property: JsonConverter(typeof(UtcTimeJsonConverter))] DateTimeOffset CollateralIssued,
    [property: JsonConverter(typeof(UtcTimeJsonConverter))] DateTimeOffset CollateralNextUpdate,
    TcbLevelFacts? Module = null)
{
    /// <summary>Processor packages can be added or replaced; absent where the PCK certificate does not say.</summary>
    public bool? DynamicPlatform { get; init; }

    /// <summary>Intel's registration service keeps the platform's root keys; absent where the PCK certificate does not say.</summary>
    public bool? CachedKeys { get; init; }

    /// <summary>Simultaneous multithreading is on; absent where the PCK certificate does not say.</summary>
    public bool? Smt { get; init; }

    /// <inheritdoc/>
    public bool Equals(TcbFacts? other) =>
        other is not null
        && Scalars == other.Scalars
        && ValueSequence.Same(AdvisoryIds, other.AdvisoryIds)
        && ValueSequence.Same(Shortfalls, other.Shortfalls);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Scalars, ValueSequence.HashOf(AdvisoryIds), ValueSequence.HashOf(Shortfalls));

    internal static TcbFacts Of(TcbEvaluation tcb) => new(
        tcb.Status.ToString(),
        tcb.AdvisoryIds,
        [.. tcb.Shortfalls.Select(shortfall => shortfall.ToString())],
        TcbLevelFacts.Of(tcb.PlatformLevel),
        TcbLevelFacts.Of(tcb.QeLevel),
        tcb.TcbEvaluationDataNumber,
        tcb.Fmspc,
        tcb.CollateralIssued,
        tcb.CollateralNextUpdate,
        tcb.ModuleLevel is { } module ? TcbLevelFacts.Of(module) : null)
    {
        DynamicPlatform = tcb.IsDynamicPlatform,
        CachedKeys = tcb.HasCachedKeys,
        Smt = tcb.IsSmtEnabled,
    };

    /// <summary>The earliest date of those levels that are out of date: from it a grace period is counted. Null when none is.</summary>
    internal DateTimeOffset? OutOfDateSince()
    {
        DateTimeOffset? since = null;
        foreach (var level in new[] { Platform, QuotingEnclave, Module })
        {
            if (level is not null && IsOutOfDate(level.Status) && (since is null || level.TcbDate < since))
            {
                since = level.TcbDate;
            }
        }

        return since;
    }

    internal static bool IsOutOfDate(string status) =>
        status is nameof(TcbStatus.OutOfDate) or nameof(TcbStatus.OutOfDateConfigurationNeeded);

    private (string, TcbLevelFacts, TcbLevelFacts, TcbLevelFacts?, int, string, DateTimeOffset, DateTimeOffset, (bool?, bool?, bool?)) Scalars =>
        (Status, Platform, QuotingEnclave, Module, EvaluationDataNumber, Fmspc, CollateralIssued, CollateralNextUpdate, (DynamicPlatform, CachedKeys, Smt));
}
