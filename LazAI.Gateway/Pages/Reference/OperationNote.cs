using LazAI.Gateway.Problems;

namespace LazAI.Gateway.Pages.Reference;

/// <summary>What the OpenAPI document says of an operation beyond its routes and bodies, which it finds itself.</summary>
/// <param name="Description">For people; <c>`code`</c> is marked as such.</param>
/// <param name="Errors">The refusals that are the operation's own, beside those that any request may meet.</param>
/// <param name="Query">Query parameters.</param>
/// <param name="IsCommand">Takes an Idempotency-Key.</param>
/// <param name="NeedsSession">Takes a worker session's access.</param>
internal sealed record OperationNote(
    string Description, ErrorCode[] Errors, QueryParameter[]? Query = null, bool IsCommand = false, bool NeedsSession = false)
{
    /// <summary>What any request may meet.</summary>
    private static readonly ErrorCode[] s_always =
    [
        GatewayErrors.TargetTooLong, GatewayErrors.HeadersTooLarge, GatewayErrors.RateLimited, GatewayErrors.Unavailable, GatewayErrors.Internal,
    ];

    /// <summary>All refusals of the operation.</summary>
    public IEnumerable<ErrorCode> AllErrors => Errors.Concat(s_always).Distinct();
}

/// <summary>An optional query parameter.</summary>
/// <param name="Type">The type whose schema it has.</param>
/// <param name="Name">As in the URL.</param>
internal sealed record QueryParameter(string Name, Type Type, string Description);
