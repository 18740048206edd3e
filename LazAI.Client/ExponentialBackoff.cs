using System.Security.Cryptography;

namespace LazAI.Client;

/// <summary>
/// Waits between tries: the ceiling doubles from <paramref name="first"/> up to <paramref name="maximum"/>, the wait is drawn evenly below
/// it, so that callers that failed together do not return together.
/// </summary>
public sealed class ExponentialBackoff(TimeSpan first, TimeSpan maximum)
{
    /// <summary>first · 2^(failures - 1), at most the maximum.</summary>
    public TimeSpan Ceiling(int failures)
    {
        var factor = 1L << Math.Clamp(failures - 1, 0, 30);
        return first >= maximum / factor ? maximum : first * factor;
    }

    /// <summary>A wait after so many failures in a row.</summary>
    public TimeSpan Draw(int failures) => Jitter(Ceiling(failures));

    internal static TimeSpan Jitter(TimeSpan ceiling) =>
        TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32((int)Math.Clamp(ceiling.TotalMilliseconds, 1, int.MaxValue)));
}
