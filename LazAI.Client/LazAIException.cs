using LazAI.Protocol;

namespace LazAI.Client;

/// <summary>
/// A call that the service has refused, or that could not be brought to it. <see cref="Code"/> is the stable code of the refusal
/// (RFC 9457 problem details), or one of <see cref="ClientErrors"/> where the service said nothing that could be read.
/// </summary>
public sealed class LazAIException : Exception
{
    public LazAIException(ErrorCode code, string detail, Exception? innerException = null)
        : base($"{detail} ({code})", innerException)
    {
        Code = code;
        Detail = detail;
    }

    /// <summary>Why, in a form that programs may compare.</summary>
    public ErrorCode Code { get; }

    /// <summary>Why, in a form for people.</summary>
    public string Detail { get; }

    /// <summary>HTTP status, absent where there was no answer.</summary>
    public int? Status { get; init; }

    /// <summary>What the operator of the service finds the call by.</summary>
    public string? TraceId { get; init; }

    /// <summary>Whether trying again later may help: the service was unreachable, overloaded or restarting.</summary>
    public bool IsTransient { get; init; }
}

/// <summary>Reasons that the client itself has to give up.</summary>
public static class ClientErrors
{
    /// <summary>No connection, or it broke before the answer was complete.</summary>
    public static readonly ErrorCode Unreachable = new("client/unreachable");

    /// <summary>No answer in time.</summary>
    public static readonly ErrorCode TimedOut = new("client/timed-out");

    /// <summary>The answer is larger than the caller allows.</summary>
    public static readonly ErrorCode ResponseTooLarge = new("client/response-too-large");

    /// <summary>The answer is not what the service's interface says.</summary>
    public static readonly ErrorCode ResponseMalformed = new("client/response-malformed");
}
