using LazAI.Grains.Coordination;
using LazAI.Protocol.Coordination;

namespace LazAI.Gateway.Models;

/// <summary>
/// The coordinator's census of open sessions, for saying of a model how many can run it. The coordinator has better things to do
/// than to answer this: it is asked at most once a second, whoever wants to know.
/// </summary>
internal sealed partial class EligibleSessions(IClusterClient grains, TimeProvider time, ILogger<EligibleSessions> logger)
{
    private static readonly TimeSpan s_validity = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private Task<SessionCensus?>? _census;
    private long _askedAt;

    /// <summary>The census, at most a second old, or null while there is none: a model can be read without it.</summary>
    public Task<SessionCensus?> ReadAsync()
    {
        lock (_lock)
        {
            if (_census is { } census && (!census.IsCompleted || time.GetElapsedTime(_askedAt) < s_validity))
            {
                return census;
            }

            _askedAt = time.GetTimestamp();
            return _census = AskAsync();
        }
    }

    private async Task<SessionCensus?> AskAsync()
    {
        try
        {
            return await grains.GetGrain<ICoordinatorGrain>(0).CountSessionsAsync().WaitAsync(s_patience, time);
        }
        catch (Exception exception)
        {
            LogUnknown(exception);
            return null;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The coordinator does not say which sessions are open.")]
    private partial void LogUnknown(Exception exception);
}
