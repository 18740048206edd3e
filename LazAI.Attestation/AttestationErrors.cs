using System.Collections.Immutable;

namespace LazAI.Attestation;

/// <summary>
/// The stable codes with which evidence is refused, in their order of precedence: parsing, then authenticity in trust order, then
/// policy. When several reasons apply, the first in this list is given. Codes are never reused.
/// </summary>
public static class AttestationErrors
{
    /// <summary>A session key that the evidence should be bound to is no compressed secp256k1 key; nothing was looked at.</summary>
    public const string SessionKeyMalformed = "attestation/session-key-malformed";

    /// <summary>The bytes are no quote of a supported kind; the detail is the name of a <see cref="QuoteParseError"/>.</summary>
    public const string QuoteMalformed = "attestation/quote-malformed";

    /// <summary>The quoting enclave is not of Intel's make.</summary>
    public const string QeVendorUnknown = "attestation/qe-vendor-unknown";

    /// <summary>
    /// The quote only names its platform (certification data of type 1 to 3 or 7) or lacks the issuers (type 4): PCK certificate and
    /// chain must be fetched and given.
    /// </summary>
    public const string PckChainRequired = "attestation/pck-chain-required";

    /// <summary>The certification data is not exactly three PEM certificates: platform, issuer, root.</summary>
    public const string ChainMalformed = "attestation/chain-malformed";

    /// <summary>The chain ends in a root that the verifier was not told to trust.</summary>
    public const string RootUntrusted = "attestation/root-untrusted";

    /// <summary>A certificate cannot be read, or a name, signature or constraint in the chain does not hold.</summary>
    public const string ChainInvalid = "attestation/chain-invalid";

    /// <summary>A certificate of the chain begins to be valid after the time of verification.</summary>
    public const string CertificateNotYetValid = "attestation/certificate-not-yet-valid";

    /// <summary>A certificate of the chain ended before the time of verification.</summary>
    public const string CertificateExpired = "attestation/certificate-expired";

    /// <summary>The PCK key did not sign the quoting enclave's report.</summary>
    public const string QeReportSignatureInvalid = "attestation/qe-report-signature-invalid";

    /// <summary>The attestation key is not the one that the quoting enclave's report binds, or no point of the curve.</summary>
    public const string AttestationKeyInvalid = "attestation/attestation-key-invalid";

    /// <summary>The attestation key did not sign header and body.</summary>
    public const string SignatureInvalid = "attestation/signature-invalid";

    /// <summary>All signatures hold, but a genuine platform can only be judged with Intel's collateral, which was not given.</summary>
    public const string CollateralRequired = "attestation/collateral-required";

    /// <summary>The policy does not accept this kind of evidence.</summary>
    public const string KindRefused = "attestation/kind-refused";

    /// <summary>Development evidence whose root the policy does not name.</summary>
    public const string DevelopmentRootRefused = "attestation/development-root-refused";

    /// <summary>The report data is not what the evidence had to be bound to.</summary>
    public const string ReportDataMismatch = "attestation/report-data-mismatch";

    /// <summary>The evidence is bound to a time that has not come, beyond the tolerated difference of clocks.</summary>
    public const string EvidenceFromFuture = "attestation/evidence-from-future";

    /// <summary>The evidence is bound to a time that is too long ago.</summary>
    public const string EvidenceExpired = "attestation/evidence-expired";

    /// <summary>The trust domain is under debug and keeps nothing secret.</summary>
    public const string DebugEnclave = "attestation/debug-enclave";

    /// <summary>A measurement is not among those that the policy allows.</summary>
    public const string MeasurementUnknown = "attestation/measurement-unknown";

    /// <summary>Every code, first reason first.</summary>
    public static ImmutableArray<string> InPrecedence { get; } =
    [
        SessionKeyMalformed,
        QuoteMalformed,
        QeVendorUnknown,
        PckChainRequired,
        ChainMalformed,
        RootUntrusted,
        ChainInvalid,
        CertificateNotYetValid,
        CertificateExpired,
        QeReportSignatureInvalid,
        AttestationKeyInvalid,
        SignatureInvalid,
        CollateralRequired,
        KindRefused,
        DevelopmentRootRefused,
        ReportDataMismatch,
        EvidenceFromFuture,
        EvidenceExpired,
        DebugEnclave,
        MeasurementUnknown,
    ];
}
