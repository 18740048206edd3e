using LazAI.Protocol;
using Microsoft.Extensions.Logging;

namespace LazAI.Grains.Coordination;

public sealed partial class CoordinatorGrain
{
    [LoggerMessage(1, LogLevel.Information, "Coordinator follows the log from position {Position} with {Tasks} open tasks")]
    private static partial void LogRestored(ILogger logger, long position, int tasks);

    [LoggerMessage(2, LogLevel.Error, "Coordinator stopped at position {Position}; it starts again from its snapshot")]
    private static partial void LogStopped(ILogger logger, long position, Exception exception);

    [LoggerMessage(3, LogLevel.Warning, "Action {Action} has failed and is planned again")]
    private static partial void LogActionFailed(ILogger logger, string action, Exception exception);

    [LoggerMessage(4, LogLevel.Debug, "Task {TaskId} refused: {Code} {Detail}")]
    private static partial void LogRefused(ILogger logger, TaskId taskId, string code, string detail);
}
