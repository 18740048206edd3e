using System.Diagnostics;
using LazAI.Protocol;

namespace LazAI.Gateway.Problems;

/// <summary>Why a request was refused: problem details (RFC 9457). Made here and nowhere else.</summary>
/// <param name="Type">Where the service explains the code.</param>
/// <param name="Title">What the code means, always the same.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">The particulars of this request.</param>
/// <param name="Code">Which refusal it is.</param>
/// <param name="TraceId">Leads to this request in the service's traces.</param>
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
