namespace LazAI.Protocol.Ownership;

/// <summary>Why something is refused about content and its owner.</summary>
public static class OwnershipErrors
{
    public static readonly ErrorCode NotFound = new("ownership/not-found");
    public static readonly ErrorCode NotOwner = new("ownership/not-owner");

    public static readonly ErrorCode AnchorSignatureInvalid = new("ownership/anchor-signature-invalid");
    public static readonly ErrorCode AnchorMismatch = new("ownership/anchor-mismatch");
    public static readonly ErrorCode AnchorUntimely = new("ownership/anchor-untimely");
    public static readonly ErrorCode AnchorEmpty = new("ownership/anchor-empty");
    public static readonly ErrorCode AlreadyAnchored = new("ownership/already-anchored");
    public static readonly ErrorCode RecordsRootFixed = new("ownership/records-root-fixed");
    public static readonly ErrorCode ContentMissing = new("ownership/content-missing");
    public static readonly ErrorCode ContentMismatch = new("ownership/content-mismatch");

    public static readonly ErrorCode NewOwnerInvalid = new("ownership/new-owner-invalid");

    public static readonly ErrorCode NotGrantor = new("ownership/not-grantor");
    public static readonly ErrorCode LicenceInvalid = new("ownership/licence-invalid");
    public static readonly ErrorCode TooManyLicences = new("ownership/too-many-licences");
    public static readonly ErrorCode LicenceUnknown = new("ownership/licence-unknown");
    public static readonly ErrorCode DelegationInvalid = new("ownership/delegation-invalid");
    public static readonly ErrorCode TooManyDelegations = new("ownership/too-many-delegations");
    public static readonly ErrorCode ConsentInvalid = new("ownership/consent-invalid");
    public static readonly ErrorCode TooManyConsents = new("ownership/too-many-consents");

    public static readonly ErrorCode ClaimInvalid = new("ownership/claim-invalid");
    public static readonly ErrorCode ClaimMismatch = new("ownership/claim-mismatch");
    public static readonly ErrorCode ClaimUnproven = new("ownership/claim-unproven");
    public static readonly ErrorCode TooManyClaims = new("ownership/too-many-claims");

    public static readonly ErrorCode NotLicensed = new("ownership/not-licensed");
    public static readonly ErrorCode ScopeNotLicensed = new("ownership/scope-not-licensed");
    public static readonly ErrorCode LicenceExpired = new("ownership/licence-expired");
    public static readonly ErrorCode LicenceRevoked = new("ownership/licence-revoked");

    public static readonly ErrorCode PriceAboveMaximum = new("ownership/price-above-maximum");
    public static readonly ErrorCode UseNotFound = new("ownership/use-not-found");
    public static readonly ErrorCode KeyRequestSignatureInvalid = new("ownership/key-request-signature-invalid");
    public static readonly ErrorCode TooManyKeyRequests = new("ownership/too-many-key-requests");
    public static readonly ErrorCode EnvelopeInvalid = new("ownership/envelope-invalid");
    public static readonly ErrorCode KeyNotReleased = new("ownership/key-not-released");
    public static readonly ErrorCode TooManyKeys = new("ownership/too-many-keys");

    public static readonly ErrorCode ProgramMismatch = new("ownership/program-mismatch");
    public static readonly ErrorCode OutputPolicyInvalid = new("ownership/output-policy-invalid");
    public static readonly ErrorCode ConsentMissing = new("ownership/consent-missing");
    public static readonly ErrorCode ConsentExpired = new("ownership/consent-expired");
    public static readonly ErrorCode OutputTooLarge = new("ownership/output-too-large");
    public static readonly ErrorCode OutputMalformed = new("ownership/output-malformed");
}
