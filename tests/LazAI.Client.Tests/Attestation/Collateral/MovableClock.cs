namespace LazAI.Client.Tests.Attestation.Collateral;

/// <summary>A calendar that a test sets; waits take their real time.</summary>
internal sealed class MovableClock(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}
