using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace LazAI.Client.Http;

/// <summary>When a failed call is tried again: exponential back-off with full jitter, so that callers that failed together do not return together.</summary>
internal sealed class RetrySchedule(LazAIClientOptions options, TimeProvider time)
{
    /// <summary>Whether this answer says that the service could not take the call now.</summary>
    public static bool IsTransient(HttpStatusCode status) =>
        status is HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable
            or HttpStatusCode.GatewayTimeout;

    /// <summary>How long to wait after failed try number <paramref name="attempt"/> (from 1), or null when it was the last one.</summary>
    public TimeSpan? DelayAfter(int attempt, RetryConditionHeaderValue? retryAfter)
    {
        if (attempt >= options.AttemptsMaximum)
        {
            return null;
        }

        var asked = retryAfter?.Delta ?? (retryAfter?.Date - time.GetUtcNow()) ?? TimeSpan.Zero;
        if (asked > options.RetryAfterMaximum)
        {
            return null;
        }

        var jittered = Jitter(Backoff(attempt, options.RetryDelayBase, options.RetryDelayMaximum));
        return asked > TimeSpan.Zero ? asked + Jitter(options.RetryDelayBase) : jittered;
    }

    /// <summary>The ceiling of the wait after so many failures: base · 2^(failures - 1), at most <paramref name="maximum"/>.</summary>
    internal static TimeSpan Backoff(int failures, TimeSpan first, TimeSpan maximum)
    {
        var factor = 1L << Math.Min(failures - 1, 30);
        return first >= maximum / factor ? maximum : first * factor;
    }

    private static TimeSpan Jitter(TimeSpan ceiling) =>
        TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32((int)Math.Max(1, ceiling.TotalMilliseconds)));
}
