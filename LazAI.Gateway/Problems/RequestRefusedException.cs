using LazAI.Protocol;

namespace LazAI.Gateway.Problems;

/// <summary>Leaves a handler with a refusal; caught once, at the edge.</summary>
public sealed class RequestRefusedException(Rejection rejection) : Exception(rejection.Detail)
{
    public RequestRefusedException(ErrorCode code, string detail)
        : this(new Rejection(code, detail))
    {
    }

    public Rejection Rejection { get; } = rejection;
}
