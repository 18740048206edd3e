using LazAI.Gateway.Problems;
using LazAI.Protocol.Accounts;

namespace LazAI.Gateway.Requests;

/// <summary>The header that lets a caller repeat a state-changing request.</summary>
internal static class IdempotencyKey
{
    public const string Header = "Idempotency-Key";

    /// <exception cref="RequestRefusedException">The header is missing, repeated, too long or not printable ASCII.</exception>
    public static string Read(HttpContext context)
    {
        var values = context.Request.Headers[Header];
        return values is [{ Length: >= 1 and <= AccountAggregate.IdempotencyKeyLengthMaximum } key]
            && key.All(character => character is > ' ' and <= '~')
            ? key
            : throw new RequestRefusedException(
                GatewayErrors.IdempotencyKeyMissing,
                $"Send one {Header} header of 1 to {AccountAggregate.IdempotencyKeyLengthMaximum} printable characters, the same for each repetition.");
    }
}
