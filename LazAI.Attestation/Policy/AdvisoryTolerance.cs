namespace LazAI.Attestation;

/// <summary>A security advisory that is tolerated for some time.</summary>
/// <param name="Id">Such as <c>INTEL-SA-00615</c>.</param>
/// <param name="Until">The last day, in UTC, on which it is.</param>
public sealed record AdvisoryTolerance(string Id, DateOnly Until)
{
    internal DateTimeOffset LastSecond => new(Until.ToDateTime(new TimeOnly(23, 59, 59)), TimeSpan.Zero);
}
