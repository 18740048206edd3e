using Microsoft.Extensions.Logging;

namespace LazAI.Grains.Aggregates;

internal static partial class AggregateLog
{
    [LoggerMessage(1, LogLevel.Warning, "Snapshot of {Stream} at version {Version} was not written; the next one replaces it")]
    public static partial void SnapshotFailed(ILogger logger, string stream, long version, Exception exception);

    [LoggerMessage(2, LogLevel.Warning, "Effect {Effect} of {Stream} has failed; while it is owed it is issued again")]
    public static partial void EffectFailed(ILogger logger, string stream, string effect, Exception exception);
}
