namespace LazAI.Cli.Attestation;

/// <summary>The calendar stands at the time to verify at, so that collateral of that time counts as current; waits take their real time.</summary>
internal sealed class CalendarAt(DateTimeOffset at) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => at;
}
