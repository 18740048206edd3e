namespace LazAI.Client;

/// <summary>How patient a client is and how much it takes in.</summary>
public sealed record LazAIClientOptions
{
    /// <summary>Tries of one call, the first included. More ride out longer restarts of the service; fewer fail sooner.</summary>
    public int AttemptsMaximum { get; init; } = 5;

    /// <summary>How long one try may take, a long poll's own wait not counted. Less fails over sooner, more endures slow lines.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long one call may take with all its tries, a long poll's own wait not counted. Null leaves it to the number of
    /// tries, which suits programs that have to get through; people who sit and wait have less patience.</summary>
    public TimeSpan? CallTimeout { get; init; }

    /// <summary>How long a call goes on before <see cref="OnSlowCall"/> is told.</summary>
    public TimeSpan SlowCallAfter { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Told, once, of a call that goes on for long: what has no answer, from whom. So nobody waits in silence. Called from
    /// any thread.</summary>
    public Action<string>? OnSlowCall { get; init; }

    /// <summary>The longest wait before the first repetition; it doubles with each one. The wait is drawn evenly between 0 and that.</summary>
    public TimeSpan RetryDelayBase { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest wait before any repetition that the service has not asked for.</summary>
    public TimeSpan RetryDelayMaximum { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest Retry-After that is waited for; a longer one is given back to the caller as the failure that it is.</summary>
    public TimeSpan RetryAfterMaximum { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Bytes of one JSON answer. Weights have their own limit.</summary>
    public int ResponseBytesMaximum { get; init; } = 64 * 1024 * 1024;
}
