using Microsoft.Extensions.Logging;

namespace LazAI.Storage;

internal sealed partial class TailReader
{
    [LoggerMessage(1, LogLevel.Warning, "The event log's listener is lost; followers are served by polling until it is back.")]
    private partial void LogListenerLost(Exception exception);

    [LoggerMessage(2, LogLevel.Warning, "The event log cannot be polled.")]
    private partial void LogPollFailed(Exception exception);
}
