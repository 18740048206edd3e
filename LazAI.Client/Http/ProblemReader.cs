using System.Text.Json;
using LazAI.Protocol;

namespace LazAI.Client.Http;

/// <summary>Reads the service's problem details (RFC 9457); anything else between here and there may answer without them.</summary>
internal static class ProblemReader
{
    private const int ProblemBytesMaximum = 64 * 1024;

    public static async Task<LazAIException> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        var transient = RetrySchedule.IsTransient(response.StatusCode);
        var problem = await TryReadAsync(response, cancellationToken);
        return problem?.Code is { } code
            ? new LazAIException(new ErrorCode(code), problem.Detail ?? problem.Title ?? code)
            {
                Status = status,
                TraceId = problem.TraceId,
                IsTransient = transient,
            }
            : new LazAIException(
                new ErrorCode("http/" + status),
                problem?.Detail ?? problem?.Title ?? problem?.Error?.Message ?? $"HTTP {status} {response.ReasonPhrase}")
            {
                Status = status,
                TraceId = problem?.TraceId,
                IsTransient = transient,
            };
    }

    private static async Task<Problem?> TryReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentType?.MediaType is not ("application/problem+json" or "application/json"))
        {
            return null;
        }

        try
        {
            var bytes = await LimitedBody.ReadAsync(response.Content, ProblemBytesMaximum, cancellationToken);
            return JsonSerializer.Deserialize<Problem>(bytes, WireJson.Lenient);
        }
        catch (Exception exception) when (exception is JsonException or LazAIException)
        {
            return null;
        }
    }

    private sealed record Problem(
        string? Title = null, string? Detail = null, string? Code = null, string? TraceId = null, AzureError? Error = null);

    /// <summary>How services of Azure say what is wrong.</summary>
    private sealed record AzureError(string? Message = null);
}
