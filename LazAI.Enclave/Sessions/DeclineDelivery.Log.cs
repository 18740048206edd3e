using LazAI.Protocol;
using Microsoft.Extensions.Logging;

namespace LazAI.Enclave.Sessions;

internal sealed partial class DeclineDelivery
{
    [LoggerMessage(7, LogLevel.Warning, "Task {TaskId} declined: {Reason}")]
    private partial void LogDeclined(TaskId taskId, string reason);

    [LoggerMessage(8, LogLevel.Information, "Task {TaskId} could not be declined: {Code}, {Detail}")]
    private partial void LogDeclineRefused(TaskId taskId, ErrorCode code, string detail);
}
