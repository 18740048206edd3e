
namespace LazAI.Gateway.Problems;

/// <summary>Why a request does not reach the rules at all.</summary>
public static class GatewayErrors
{
    public static readonly ErrorCode MalformedJson = new("request/malformed-json");
    public static readonly ErrorCode UnknownMember = new("request/unknown-member");
    public static readonly ErrorCode InvalidValue = new("request/invalid-value");
    public static readonly ErrorCode InvalidAmount = new("request/invalid-amount");
    public static readonly ErrorCode InvalidParameter = new("request/invalid-parameter");
    public static readonly ErrorCode BodyTooLarge = new("request/body-too-large");
    public static readonly ErrorCode BodyTooSlow = new("request/body-too-slow");
    public static readonly ErrorCode TargetTooLong = new("request/target-too-long");
    public static readonly ErrorCode HeadersTooLarge = new("request/headers-too-large");
    public static readonly ErrorCode UnsupportedMediaType = new("request/unsupported-media-type");
    public static readonly ErrorCode IdempotencyKeyMissing = new("request/idempotency-key-missing");
    public static readonly ErrorCode BatchTooLarge = new("request/batch-too-large");
    public static readonly ErrorCode InvalidCursor = new("request/invalid-cursor");
    public static readonly ErrorCode RateLimited = new("request/rate-limited");
    public static readonly ErrorCode NotFound = new("request/not-found");
    public static readonly ErrorCode MethodNotAllowed = new("request/method-not-allowed");
    public static readonly ErrorCode SessionAccessMissing = new("request/session-access-missing");
    public static readonly ErrorCode SessionAccessInvalid = new("request/session-access-invalid");
    public static readonly ErrorCode TransferNotAllowed = new("request/transfer-not-allowed");
    public static readonly ErrorCode ReceiptNotReady = new("receipt/not-ready");
    public static readonly ErrorCode EvidenceNotFound = new("challenge/evidence-not-found");
    public static readonly ErrorCode WeightsNotFound = new("weights/not-found");
    public static readonly ErrorCode Unavailable = new("service/unavailable");
    public static readonly ErrorCode CollateralUnavailable = new("service/collateral-unavailable");
    public static readonly ErrorCode FeedsExhausted = new("service/feeds-exhausted");
    public static readonly ErrorCode Internal = new("service/internal");
}
