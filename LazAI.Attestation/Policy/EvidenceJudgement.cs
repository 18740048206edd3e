using System.Collections.Immutable;

namespace LazAI.Attestation;

/// <summary>What a policy says of facts at one time.</summary>
/// <param name="Reasons">Every reason to refuse them, by <see cref="AttestationErrors.InPrecedence"/>; none when they are accepted.</param>
/// <param name="Tolerances">What is accepted for a limited time only.</param>
/// <param name="Warnings">What will sooner or later make the same facts unacceptable, so that a fleet's operator can act before.</param>
public sealed record EvidenceJudgement(
    ImmutableArray<EvidenceReason> Reasons,
    ImmutableArray<EvidenceTolerance> Tolerances,
    ImmutableArray<EvidenceWarning> Warnings)
{
    internal static EvidenceJudgement Unconditional { get; } = new([], [], []);

    /// <summary>The facts satisfy the policy.</summary>
    public bool IsAccepted => Reasons.IsEmpty;

    /// <summary>The first reason to refuse; null when accepted.</summary>
    public EvidenceReason? Reason => Reasons.IsEmpty ? null : Reasons[0];

    /// <summary>The last second at which the same facts would still be accepted; null when no tolerance limits it.</summary>
    public DateTimeOffset? AcceptedUntil => IsAccepted && !Tolerances.IsEmpty ? Tolerances.Min(tolerance => tolerance.Until) : null;
}

/// <summary>One reason to refuse evidence.</summary>
/// <param name="Code">One of <see cref="AttestationErrors"/>.</param>
/// <param name="Component">The component that falls short, such as <c>MRTD</c>, <c>ISVSVN</c> or <c>INTEL-SA-00615</c>.</param>
/// <param name="Found">What the evidence says; empty where it does not.</param>
/// <param name="Demanded">What the policy demands.</param>
/// <param name="Message">All of it for people; not stable.</param>
/// <param name="ShortBy">By how much a number is too low, or too high where there is a maximum; null where nothing is counted.</param>
public sealed record EvidenceReason(string Code, string Component, string Found, string Demanded, string Message, long? ShortBy = null)
{
    /// <inheritdoc/>
    public override string ToString() => Message;
}

/// <summary>Something that a policy accepts for a limited time.</summary>
/// <param name="Component">An advisory's id, <c>TCB status</c> or <c>collateral</c>.</param>
/// <param name="Until">The last second at which it is accepted.</param>
/// <param name="Message">For people; not stable.</param>
public sealed record EvidenceTolerance(string Component, DateTimeOffset Until, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => Message;
}

/// <summary>Something to act on before evidence is refused for it.</summary>
/// <param name="Component">What it concerns.</param>
/// <param name="Until">By when; null where no date is known.</param>
/// <param name="Message">For people; not stable.</param>
public sealed record EvidenceWarning(string Component, DateTimeOffset? Until, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => Message;
}
