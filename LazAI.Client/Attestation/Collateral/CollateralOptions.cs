namespace LazAI.Client.Attestation.Collateral;

/// <summary>How collateral is fetched and kept.</summary>
public sealed record CollateralOptions
{
    /// <summary>
    /// How old a part may be before a newer one is asked for. Less learns of revocations and TCB recoveries sooner, more asks less often.
    /// </summary>
    public TimeSpan RefreshAfter { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long before a part ends a newer one is asked for, whatever its age. More rides out longer failures of a service.</summary>
    public TimeSpan RefreshAhead { get; init; } = TimeSpan.FromDays(3);

    /// <summary>
    /// How long a part is not asked for again after a failure, while there is one that still holds, and a service is not asked at all that
    /// had too many calls (429). More spares services.
    /// </summary>
    public TimeSpan PauseAfterFailure { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How far a service's clock may be ahead. More lets a part be used that says it was made later than now.</summary>
    public TimeSpan ClockDifferenceMaximum { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Bytes that the files of a cache may have together; those not used for the longest time go first. A VCEK takes 2 KiB, a TCB info 10.
    /// </summary>
    public long DiskBytesMaximum { get; init; } = 64 * 1024 * 1024;

    /// <summary>Patience and limits of single calls. AMD's service refuses callers that ask often, so that tries wait long for each other.</summary>
    public LazAIClientOptions Calls { get; init; } = new()
    {
        AttemptsMaximum = 4,
        AttemptTimeout = TimeSpan.FromSeconds(15),
        CallTimeout = TimeSpan.FromMinutes(2),
        RetryDelayBase = TimeSpan.FromSeconds(1),
        RetryDelayMaximum = TimeSpan.FromSeconds(20),
    };
}
