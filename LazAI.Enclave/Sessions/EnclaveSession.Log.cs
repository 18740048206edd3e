using LazAI.Protocol;
using Microsoft.Extensions.Logging;

namespace LazAI.Enclave.Sessions;

internal sealed partial class EnclaveSession
{
    [LoggerMessage(1, LogLevel.Warning, "Session {Session} left with {Held} tasks: {Why}")]
    private partial void LogLeft(SessionId session, int held, string why);

    [LoggerMessage(2, LogLevel.Information, "Session {Session} ends with slot {Until} already: the service wants fresh evidence")]
    private partial void LogShortened(SessionId session, Slot until);

    [LoggerMessage(3, LogLevel.Information, "Session {Session} closed")]
    private partial void LogClosed(SessionId session);

    [LoggerMessage(4, LogLevel.Information, "Session {Session} was not closed: {Code}, {Detail}")]
    private partial void LogCloseRefused(SessionId session, ErrorCode code, string detail);
}
