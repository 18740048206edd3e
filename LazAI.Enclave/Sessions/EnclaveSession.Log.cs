using LazAI.Protocol;
using Microsoft.Extensions.Logging;

namespace LazAI.Enclave.Sessions;

internal sealed partial class EnclaveSession
{
    private ILogger Logger => _environment.Logger;

    private void LogLeft(SessionId session, int held, string why) => LogLeft(Logger, session, held, why);

    private void LogLost(SessionId session, ErrorCode code, string detail) => LogLost(Logger, session, code, detail);

    private void LogClosed(SessionId session) => LogClosed(Logger, session);

    private void LogCloseRefused(SessionId session, ErrorCode code, string detail) => LogCloseRefused(Logger, session, code, detail);

    private void LogBatchRefused(SessionId session, int count, ErrorCode code, string detail) =>
        LogBatchRefused(Logger, session, count, code, detail);

    private void LogResultsRefused(SessionId session, int refused, int count, TaskId taskId, ErrorCode? code, string? detail) =>
        LogResultsRefused(Logger, session, refused, count, taskId, code, detail);

    private void LogDeclined(TaskId taskId, string reason) => LogDeclined(Logger, taskId, reason);

    private void LogDeclineRefused(TaskId taskId, ErrorCode code, string detail) => LogDeclineRefused(Logger, taskId, code, detail);

    private void LogFailed(string doing, int failures, ErrorCode code, string detail) => LogFailed(Logger, doing, failures, code, detail);

    private void LogFault(SessionId session, Exception exception) => LogFault(Logger, session, exception);

    [LoggerMessage(1, LogLevel.Warning, "Session {Session} left with {Held} tasks: {Why}")]
    private static partial void LogLeft(ILogger logger, SessionId session, int held, string why);

    [LoggerMessage(2, LogLevel.Warning, "Session {Session} is lost: {Code}, {Detail}")]
    private static partial void LogLost(ILogger logger, SessionId session, ErrorCode code, string detail);

    [LoggerMessage(3, LogLevel.Information, "Session {Session} closed")]
    private static partial void LogClosed(ILogger logger, SessionId session);

    [LoggerMessage(4, LogLevel.Information, "Session {Session} was not closed: {Code}, {Detail}")]
    private static partial void LogCloseRefused(ILogger logger, SessionId session, ErrorCode code, string detail);

    [LoggerMessage(5, LogLevel.Error, "Session {Session}: a batch of {Count} results was refused: {Code}, {Detail}")]
    private static partial void LogBatchRefused(ILogger logger, SessionId session, int count, ErrorCode code, string detail);

    [LoggerMessage(6, LogLevel.Warning, "Session {Session}: {Refused} of {Count} results were refused, the first for task {TaskId}: {Code}, {Detail}")]
    private static partial void LogResultsRefused(
        ILogger logger, SessionId session, int refused, int count, TaskId taskId, ErrorCode? code, string? detail);

    [LoggerMessage(7, LogLevel.Warning, "Task {TaskId} declined: {Reason}")]
    private static partial void LogDeclined(ILogger logger, TaskId taskId, string reason);

    [LoggerMessage(8, LogLevel.Information, "Task {TaskId} could not be declined: {Code}, {Detail}")]
    private static partial void LogDeclineRefused(ILogger logger, TaskId taskId, ErrorCode code, string detail);

    [LoggerMessage(9, LogLevel.Warning, "Failure {Failures} in a row of {Doing}: {Code}, {Detail}")]
    private static partial void LogFailed(ILogger logger, string doing, int failures, ErrorCode code, string detail);

    [LoggerMessage(10, LogLevel.Critical, "Session {Session}: unexpected fault, it is given up")]
    private static partial void LogFault(ILogger logger, SessionId session, Exception exception);
}
