using System.Net;
using System.Net.Http.Headers;

namespace LazAI.Client.Http;

/// <summary>When a failed call is tried again.</summary>
internal sealed class RetrySchedule(LazAIClientOptions options, TimeProvider time)
{
    private readonly ExponentialBackoff _backoff = new(options.RetryDelayBase, options.RetryDelayMaximum);

    /// <summary>Whether this answer says that the service could not take the call now.</summary>
    public static bool IsTransient(HttpStatusCode status) =>
        status is HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable
            or HttpStatusCode.GatewayTimeout;

    /// <summary>How long to wait after failed try number <paramref name="attempt"/> (from 1), or null when it was the last one.</summary>
    public TimeSpan? DelayAfter(int attempt, RetryConditionHeaderValue? retryAfter)
    {
        var asked = retryAfter?.Delta ?? (retryAfter?.Date - time.GetUtcNow()) ?? TimeSpan.Zero;
        if (attempt >= options.AttemptsMaximum || asked > options.RetryAfterMaximum)
        {
            return null;
        }

        return asked > TimeSpan.Zero ? asked + ExponentialBackoff.Jitter(options.RetryDelayBase) : _backoff.Draw(attempt);
    }
}
