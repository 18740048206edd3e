using LazAI.Protocol;
using Microsoft.Extensions.Logging;

namespace LazAI.Enclave.Sessions;

internal sealed partial class SessionLink
{
    [LoggerMessage(2, LogLevel.Warning, "Session {Session} is lost: {Code}, {Detail}")]
    private partial void LogLost(SessionId session, ErrorCode code, string detail);

    [LoggerMessage(9, LogLevel.Warning, "Failure {Failures} in a row of {Doing}: {Code}, {Detail}")]
    private partial void LogFailed(string doing, int failures, ErrorCode code, string detail);

    [LoggerMessage(10, LogLevel.Critical, "Session {Session}: unexpected fault, it is given up")]
    private partial void LogFault(SessionId session, Exception exception);
}
