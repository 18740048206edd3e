namespace LazAI.Attestation;

/// <summary>What evidence has to be bound to: the expected report data and the time that went into it.</summary>
/// <param name="ReportData">The 64 bytes that the evidence must carry.</param>
/// <param name="TimestampSeconds">The time inside the hashed message, in seconds since 1970-01-01 UTC.</param>
public readonly record struct EvidenceBinding(ReportData ReportData, ulong TimestampSeconds);
