using LazAI.Protocol;
using Microsoft.Extensions.Logging;

namespace LazAI.Enclave.Sessions;

internal sealed partial class ResultDelivery
{
    [LoggerMessage(5, LogLevel.Error, "Session {Session}: a batch of {Count} results was refused: {Code}, {Detail}")]
    private partial void LogBatchRefused(SessionId session, int count, ErrorCode code, string detail);

    [LoggerMessage(6, LogLevel.Warning, "Session {Session}: {Refused} of {Count} results were refused, the first for task {TaskId}: {Code}, {Detail}")]
    private partial void LogResultsRefused(SessionId session, int refused, int count, TaskId taskId, ErrorCode? code, string? detail);
}
