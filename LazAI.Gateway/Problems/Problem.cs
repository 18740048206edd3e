using System.Diagnostics;
using LazAI.Protocol;

namespace LazAI.Gateway.Problems;

/// <summary>RFC 9457 problem details, made here and nowhere else.</summary>
public sealed record Problem(string Type, string Title, int Status, string Detail, ErrorCode Code, string TraceId)
{
    public const string MediaType = "application/problem+json";

    /// <summary>A refusal as an HTTP answer.</summary>
    public static IResult From(Rejection rejection)
    {
        ArgumentNullException.ThrowIfNull(rejection);
        return From(rejection.Code, rejection.Detail);
    }

    /// <inheritdoc cref="From(Rejection)"/>
    public static IResult From(ErrorCode code, string detail)
    {
        var entry = ErrorCatalog.Find(code);
        var problem = new Problem(
            ErrorCatalog.TypeOf(code), entry.Title, entry.Status, detail, code, Activity.Current?.TraceId.ToString() ?? "");
        return Results.Json(problem, contentType: MediaType, statusCode: entry.Status);
    }
}
