using Microsoft.Extensions.Logging;

namespace LazAI.Storage;

internal sealed partial class AppendWriter
{
    [LoggerMessage(3, LogLevel.Error, "A group commit of {Appends} appends failed; their callers reload and decide again.")]
    private partial void LogCommitFailed(Exception exception, int appends);

    [LoggerMessage(4, LogLevel.Critical, "The event log's writer has stopped by a defect; every append is refused from now on.")]
    private partial void LogStopped(Exception exception);
}
