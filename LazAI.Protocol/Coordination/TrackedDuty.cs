using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Protocol.Challengers;
using LazAI.Protocol.Encoding;

namespace LazAI.Protocol.Coordination;

/// <summary>A result that a challenger has the duty to check.</summary>
/// <param name="Result">What a report has to name, with the trace root or without.</param>
/// <param name="PanelHash">The published panel that the challenger was drawn from.</param>
/// <param name="WindowUntil">Last slot in which the duty can be done.</param>
/// <param name="ReportsTrace">The report answers for the trace, too.</param>
/// <param name="ProvenFalse">A fault of the result or of its trace has been proven, by whomever.</param>
/// <param name="ProvenTraceOnly">It is known to be the trace's alone.</param>
/// <param name="Excused">The service stood still in the window.</param>
public sealed record TrackedDuty(
    CheckedResult Result,
    int Attempt,
    Address Challenger,
    Address Worker,
    Bytes32 PanelHash,
    Slot WindowUntil,
    Slot? ReportedAt,
    bool ReportsTrace,
    Slot? ProofFiledAt,
    bool ProvenFalse,
    bool ProvenTraceOnly,
    bool Excused)
{
    /// <summary>Whether there is a report, and what it answers for was proven false.</summary>
    internal bool IsReportRefuted => ReportedAt is not null && ProvenFalse && (ReportsTrace || !ProvenTraceOnly);

    /// <summary>Whether there is nothing left to do about it, well or badly.</summary>
    internal bool IsDone => ReportedAt is not null || ProofFiledAt is not null || ProvenFalse;
}

/// <summary>An upheld challenge whose reward the ledger has not paid yet.</summary>
/// <param name="Offence">The slash that it is a part of.</param>
public sealed record TrackedReward(OperationId Offence, ChallengeId Challenge, TaskId TaskId, Address Challenger);

/// <summary>What the coordinator remembers of challengers.</summary>
/// <param name="Registry">The registry, as far as the log has told it.</param>
/// <param name="Panel">The newest panel in the log.</param>
/// <param name="Duties">Those whose outcome is not told yet, in the order in which they will be.</param>
/// <param name="Activities">What the registry has not counted yet, as it came.</param>
public sealed record TrackedChallengers(
    ChallengerState Registry,
    PublishedPanel? Panel,
    ImmutableArray<TrackedDuty> Duties,
    ImmutableArray<ChallengerActivity> Activities,
    ImmutableArray<TrackedReward> Rewards);
