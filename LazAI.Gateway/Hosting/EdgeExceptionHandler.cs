using LazAI.Gateway.Problems;
using LazAI.Grains.EventLog;
using LazAI.Grains.Queries;
using Microsoft.AspNetCore.Diagnostics;

namespace LazAI.Gateway.Hosting;

/// <summary>The one place where exceptions become answers. Nothing of an exception's text reaches the caller, except what was meant for it.</summary>
internal sealed partial class EdgeExceptionHandler(ILogger<EdgeExceptionHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        switch (exception)
        {
            case RequestRefusedException refused:
                await Problem.From(refused.Rejection).ExecuteAsync(httpContext);
                return true;
            case InvalidCursorException cursor:
                await Problem.From(GatewayErrors.InvalidCursor, cursor.Message).ExecuteAsync(httpContext);
                return true;
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                await Problem.From(GatewayErrors.BodyTooLarge, "The body is larger than this route takes.").ExecuteAsync(httpContext);
                return true;
            case BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout }:
                await Problem.From(GatewayErrors.BodyTooSlow, "The body stopped coming, or came too slowly.").ExecuteAsync(httpContext);
                return true;
            case BadHttpRequestException bad:
                await Problem.From(GatewayErrors.InvalidValue, bad.Message).ExecuteAsync(httpContext);
                return true;
            case OperationCanceledException when httpContext.RequestAborted.IsCancellationRequested:
                return true;
            case EventLogUnavailableException or TimeoutException or OrleansException:
                // The runtime's own exceptions say that a call was not answered: its silo is lost, or has too much to do.
                LogUnavailable(logger, httpContext.Request.Path, exception);
                httpContext.Response.Headers.RetryAfter = "1";
                await Problem.From(GatewayErrors.Unavailable, "The outcome is unknown; repeat the same request.").ExecuteAsync(httpContext);
                return true;
            default:
                LogFault(logger, httpContext.Request.Path, exception);
                await Problem.From(GatewayErrors.Internal, "The service has a fault; the traceId leads to it.").ExecuteAsync(httpContext);
                return true;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "{Path}: the service could not answer")]
    private static partial void LogUnavailable(ILogger logger, string path, Exception exception);

    [LoggerMessage(2, LogLevel.Error, "{Path}: unexpected fault")]
    private static partial void LogFault(ILogger logger, string path, Exception exception);
}
