using System.Collections.Immutable;

namespace LazAI.Attestation;

/// <summary>
/// The stable codes with which evidence is refused, in their order of precedence: reading of collateral and evidence, then
/// authenticity in trust order, then policy. When several reasons apply, the first in this list is given. Codes are never reused.
/// </summary>
public static class AttestationErrors
{
    /// <summary>A session key that the evidence should be bound to is no compressed secp256k1 key; nothing was looked at.</summary>
    public const string SessionKeyMalformed = "attestation/session-key-malformed";

    /// <summary>The collateral is no bundle, or lacks an issuer chain or signature that can be read; no quote was looked at.</summary>
    public const string CollateralMalformed = "attestation/collateral-malformed";

    /// <summary>A revocation list is missing or cannot be read.</summary>
    public const string CrlMalformed = "attestation/crl-malformed";

    /// <summary>The TCB info cannot be read, or says something whose meaning is not defined, such as an unknown status.</summary>
    public const string TcbInfoMalformed = "attestation/tcb-info-malformed";

    /// <summary>The quoting enclave's identity cannot be read, or says something whose meaning is not defined.</summary>
    public const string QeIdentityMalformed = "attestation/qe-identity-malformed";

    /// <summary>The bytes are no quote of a supported kind; the detail is the name of a <see cref="QuoteParseError"/>.</summary>
    public const string QuoteMalformed = "attestation/quote-malformed";

    /// <summary>The bytes are no SEV-SNP report of a supported version; the detail is the name of a <see cref="SnpReportParseError"/>.</summary>
    public const string SnpReportMalformed = "attestation/snp-report-malformed";

    /// <summary>The host's certificate table cannot be read, or its entries overlap, repeat or reach outside.</summary>
    public const string SnpCertificateTableMalformed = "attestation/snp-certificate-table-malformed";

    /// <summary>The bytes are no report of Azure's paravisor; the detail is the name of a <see cref="HclReportParseError"/>.</summary>
    public const string HclReportMalformed = "attestation/hcl-report-malformed";

    /// <summary>The bytes are no quote of a TPM; the detail is the name of a <see cref="TpmQuoteParseError"/>.</summary>
    public const string TpmQuoteMalformed = "attestation/tpm-quote-malformed";

    /// <summary>The bytes are no token of Azure Attestation in the compact form, or a claim has another form; the detail says which.</summary>
    public const string TokenMalformed = "attestation/token-malformed";

    /// <summary>The quoting enclave is not of Intel's make.</summary>
    public const string QeVendorUnknown = "attestation/qe-vendor-unknown";

    /// <summary>
    /// The quote only names its platform (certification data of type 1 to 3 or 7) or lacks the issuers (type 4): PCK certificate and
    /// chain must be fetched and given.
    /// </summary>
    public const string PckChainRequired = "attestation/pck-chain-required";

    /// <summary>The token names another algorithm than RS256, or none.</summary>
    public const string TokenAlgorithmRefused = "attestation/token-algorithm-refused";

    /// <summary>The token names a key that is not among the keys of the trusted instance.</summary>
    public const string TokenKeyUnknown = "attestation/token-key-unknown";

    /// <summary>The token is signed with an RSA key of fewer than 2,048 bits.</summary>
    public const string TokenKeyWeak = "attestation/token-key-weak";

    /// <summary>There are not exactly three certificates that can be read: platform, issuer, root.</summary>
    public const string ChainMalformed = "attestation/chain-malformed";

    /// <summary>The chain ends in a root that the verifier was not told to trust.</summary>
    public const string RootUntrusted = "attestation/root-untrusted";

    /// <summary>A certificate cannot be read, or a name, signature or constraint in the chain does not hold.</summary>
    public const string ChainInvalid = "attestation/chain-invalid";

    /// <summary>A certificate of the chain begins to be valid after the time of verification.</summary>
    public const string CertificateNotYetValid = "attestation/certificate-not-yet-valid";

    /// <summary>A certificate of the chain ended before the time of verification.</summary>
    public const string CertificateExpired = "attestation/certificate-expired";

    /// <summary>
    /// A revocation list is not its authority's: by name, signature or chain, or because it is another authority's than the one that
    /// issued the certificate.
    /// </summary>
    public const string CrlInvalid = "attestation/crl-invalid";

    /// <summary>A revocation list was made after the time of verification.</summary>
    public const string CrlNotYetValid = "attestation/crl-not-yet-valid";

    /// <summary>The next revocation list was due before the time of verification.</summary>
    public const string CrlExpired = "attestation/crl-expired";

    /// <summary>A certificate of the chain was revoked.</summary>
    public const string CertificateRevoked = "attestation/certificate-revoked";

    /// <summary>The PCK key did not sign the quoting enclave's report.</summary>
    public const string QeReportSignatureInvalid = "attestation/qe-report-signature-invalid";

    /// <summary>The attestation key is not the one that the quoting enclave's report binds, or no point of the curve.</summary>
    public const string AttestationKeyInvalid = "attestation/attestation-key-invalid";

    /// <summary>The attestation or endorsement key did not sign the quote or report.</summary>
    public const string SignatureInvalid = "attestation/signature-invalid";

    /// <summary>The SEV-SNP report is of another product line than the key under it, or does not say of which.</summary>
    public const string SnpProductMismatch = "attestation/snp-product-mismatch";

    /// <summary>The SEV-SNP report names another kind of signing key than the one that signed it.</summary>
    public const string SnpSigningKeyMismatch = "attestation/snp-signing-key-mismatch";

    /// <summary>The SEV-SNP report says that the chip's key is masked and signs nothing, and yet carries its signature.</summary>
    public const string SnpChipKeyMasked = "attestation/snp-chip-key-masked";

    /// <summary>The SEV-SNP report is of another chip than the certificate of its key.</summary>
    public const string SnpChipIdMismatch = "attestation/snp-chip-id-mismatch";

    /// <summary>The reported TCB of an SEV-SNP platform is not the one that its key was made for.</summary>
    public const string SnpTcbMismatch = "attestation/snp-tcb-mismatch";

    /// <summary>The hardware's report data is not the hash of the paravisor's runtime data.</summary>
    public const string HclRuntimeDataMismatch = "attestation/hcl-runtime-data-mismatch";

    /// <summary>The paravisor's runtime data cannot be read, or hold no attestation key of the TPM.</summary>
    public const string HclAttestationKeyInvalid = "attestation/hcl-attestation-key-invalid";

    /// <summary>The TPM's attestation key did not sign the TPM quote.</summary>
    public const string TpmQuoteSignatureInvalid = "attestation/tpm-quote-signature-invalid";

    /// <summary>The TPM quote was made for another nonce.</summary>
    public const string TpmNonceMismatch = "attestation/tpm-nonce-mismatch";

    /// <summary>The PCR values are not those that the TPM quoted.</summary>
    public const string TpmPcrDigestMismatch = "attestation/tpm-pcr-digest-mismatch";

    /// <summary>The named key did not sign the token.</summary>
    public const string TokenSignatureInvalid = "attestation/token-signature-invalid";

    /// <summary>The token was issued by another instance than the trusted one.</summary>
    public const string TokenIssuerMismatch = "attestation/token-issuer-mismatch";

    /// <summary>The token says that its keys lie elsewhere than at its issuer.</summary>
    public const string TokenKeyAddressMismatch = "attestation/token-key-address-mismatch";

    /// <summary>The token does not say when it was issued, when it begins or when it ends to be valid.</summary>
    public const string TokenTimeMissing = "attestation/token-time-missing";

    /// <summary>The token begins to be valid, or was issued, after the time of verification.</summary>
    public const string TokenNotYetValid = "attestation/token-not-yet-valid";

    /// <summary>The token ended before the time of verification.</summary>
    public const string TokenExpired = "attestation/token-expired";

    /// <summary>All signatures hold, but a genuine platform can only be judged with Intel's collateral, which was not given.</summary>
    public const string CollateralRequired = "attestation/collateral-required";

    /// <summary>The chain of whoever signed TCB info or QE identity does not hold, is not for this, or ends in another root.</summary>
    public const string TcbSigningChainInvalid = "attestation/tcb-signing-chain-invalid";

    /// <summary>A certificate of such a chain begins to be valid after the time of verification.</summary>
    public const string TcbSigningCertificateNotYetValid = "attestation/tcb-signing-certificate-not-yet-valid";

    /// <summary>A certificate of such a chain ended before the time of verification.</summary>
    public const string TcbSigningCertificateExpired = "attestation/tcb-signing-certificate-expired";

    /// <summary>The certificate that signed TCB info or QE identity was revoked.</summary>
    public const string TcbSigningCertificateRevoked = "attestation/tcb-signing-certificate-revoked";

    /// <summary>The signature does not cover the text of the TCB info.</summary>
    public const string TcbInfoSignatureInvalid = "attestation/tcb-info-signature-invalid";

    /// <summary>The TCB info was issued after the time of verification.</summary>
    public const string TcbInfoNotYetValid = "attestation/tcb-info-not-yet-valid";

    /// <summary>The next TCB info was due before the time of verification.</summary>
    public const string TcbInfoExpired = "attestation/tcb-info-expired";

    /// <summary>The TCB info is for another kind of TEE or another family of platforms.</summary>
    public const string TcbInfoMismatch = "attestation/tcb-info-mismatch";

    /// <summary>The TDX module is not Intel's, or its version is not in the TCB info.</summary>
    public const string TdxModuleMismatch = "attestation/tdx-module-mismatch";

    /// <summary>The signature does not cover the text of the QE identity.</summary>
    public const string QeIdentitySignatureInvalid = "attestation/qe-identity-signature-invalid";

    /// <summary>The QE identity was issued after the time of verification.</summary>
    public const string QeIdentityNotYetValid = "attestation/qe-identity-not-yet-valid";

    /// <summary>The next QE identity was due before the time of verification.</summary>
    public const string QeIdentityExpired = "attestation/qe-identity-expired";

    /// <summary>The identity is another enclave's, or the quoting enclave is not the one that it describes.</summary>
    public const string QeIdentityMismatch = "attestation/qe-identity-mismatch";

    /// <summary>Platform, quoting enclave or TDX module are below every level that Intel lists.</summary>
    public const string TcbLevelNotSupported = "attestation/tcb-level-not-supported";

    /// <summary>
    /// The collateral is older than what was seen before of the same family of platforms or authority: it may hide what was published
    /// since.
    /// </summary>
    public const string CollateralRolledBack = "attestation/collateral-rolled-back";

    /// <summary>The policy does not accept this kind of evidence.</summary>
    public const string KindRefused = "attestation/kind-refused";

    /// <summary>A token about a virtual machine that has no confidential hardware.</summary>
    public const string IsolationMissing = "attestation/isolation-missing";

    /// <summary>The token does not say what the policy has to look at; the component names it. Silence is not a good value.</summary>
    public const string ClaimMissing = "attestation/claim-missing";

    /// <summary>Development evidence whose root the policy does not name.</summary>
    public const string DevelopmentRootRefused = "attestation/development-root-refused";

    /// <summary>The policy does not name the instance of Azure Attestation that issued the token.</summary>
    public const string IssuerRefused = "attestation/issuer-refused";

    /// <summary>The report data is not what the evidence had to be bound to.</summary>
    public const string ReportDataMismatch = "attestation/report-data-mismatch";

    /// <summary>The token carries another nonce than the one that was sent.</summary>
    public const string NonceMismatch = "attestation/nonce-mismatch";

    /// <summary>The evidence is bound to a time that has not come, beyond the tolerated difference of clocks.</summary>
    public const string EvidenceFromFuture = "attestation/evidence-from-future";

    /// <summary>The evidence is bound to a time that is too long ago.</summary>
    public const string EvidenceExpired = "attestation/evidence-expired";

    /// <summary>The trust domain is under debug and keeps nothing secret.</summary>
    public const string DebugEnclave = "attestation/debug-enclave";

    /// <summary>An attribute of the trust domain is not as the policy demands, or has no defined meaning.</summary>
    public const string AttributesRefused = "attestation/attributes-refused";

    /// <summary>The guest may be moved to another machine by a migration agent, which the policy does not accept.</summary>
    public const string MigrationRefused = "attestation/migration-refused";

    /// <summary>The report was asked for at a lower privilege (a higher VMPL) than the policy accepts.</summary>
    public const string VmplRefused = "attestation/vmpl-refused";

    /// <summary>The policy does not accept this kind of SEV-SNP signing key.</summary>
    public const string SigningKeyRefused = "attestation/signing-key-refused";

    /// <summary>The policy has no least TCB for this SEV-SNP product, and so does not accept it.</summary>
    public const string ProductRefused = "attestation/product-refused";

    /// <summary>The report does not say on which chip the guest runs, which the policy does not accept.</summary>
    public const string ChipIdMasked = "attestation/chip-id-masked";

    /// <summary>
    /// Firmware or TCB that run are not committed, so that the host can go back to older ones, which the policy does not accept.
    /// </summary>
    public const string FirmwareProvisional = "attestation/firmware-provisional";

    /// <summary>No revocation list was looked at, which the policy demands.</summary>
    public const string RevocationUnchecked = "attestation/revocation-unchecked";

    /// <summary>The machine was started without secure boot, which the policy demands.</summary>
    public const string SecureBootOff = "attestation/secure-boot-off";

    /// <summary>Azure does not hold the machine for one of its own configurations that the policy accepts.</summary>
    public const string ComplianceStatusRefused = "attestation/compliance-status-refused";

    /// <summary>
    /// By its PCK certificate the platform is configured in a way that the policy does not accept: a dynamic platform, cached keys,
    /// simultaneous multithreading.
    /// </summary>
    public const string PlatformConfigurationRefused = "attestation/platform-configuration-refused";

    /// <summary>The platform's TCB status is not among those that the policy accepts.</summary>
    public const string TcbStatusRefused = "attestation/tcb-status-refused";

    /// <summary>A security advisory concerns the platform, and the policy does not tolerate it, or no longer.</summary>
    public const string AdvisoryRefused = "attestation/advisory-refused";

    /// <summary>The collateral is of an earlier TCB recovery than the policy accepts.</summary>
    public const string EvaluationDataNumberTooLow = "attestation/tcb-evaluation-data-number-too-low";

    /// <summary>The next collateral was due before the time of the judgement, and the grace of the policy is over.</summary>
    public const string CollateralOutdated = "attestation/collateral-outdated";

    /// <summary>A security version is below the least that the policy accepts; the component says which.</summary>
    public const string SvnTooLow = "attestation/svn-too-low";

    /// <summary>A measurement is not among those that the policy allows.</summary>
    public const string MeasurementUnknown = "attestation/measurement-unknown";

    /// <summary>Every code, first reason first.</summary>
    public static ImmutableArray<string> InPrecedence { get; } =
    [
        SessionKeyMalformed,
        CollateralMalformed,
        CrlMalformed,
        TcbInfoMalformed,
        QeIdentityMalformed,
        QuoteMalformed,
        SnpReportMalformed,
        SnpCertificateTableMalformed,
        HclReportMalformed,
        TpmQuoteMalformed,
        TokenMalformed,
        QeVendorUnknown,
        PckChainRequired,
        TokenAlgorithmRefused,
        TokenKeyUnknown,
        TokenKeyWeak,
        ChainMalformed,
        RootUntrusted,
        ChainInvalid,
        CertificateNotYetValid,
        CertificateExpired,
        CrlInvalid,
        CrlNotYetValid,
        CrlExpired,
        CertificateRevoked,
        QeReportSignatureInvalid,
        AttestationKeyInvalid,
        SignatureInvalid,
        SnpProductMismatch,
        SnpSigningKeyMismatch,
        SnpChipKeyMasked,
        SnpChipIdMismatch,
        SnpTcbMismatch,
        HclRuntimeDataMismatch,
        HclAttestationKeyInvalid,
        TpmQuoteSignatureInvalid,
        TpmNonceMismatch,
        TpmPcrDigestMismatch,
        TokenSignatureInvalid,
        TokenIssuerMismatch,
        TokenKeyAddressMismatch,
        TokenTimeMissing,
        TokenNotYetValid,
        TokenExpired,
        CollateralRequired,
        TcbSigningChainInvalid,
        TcbSigningCertificateNotYetValid,
        TcbSigningCertificateExpired,
        TcbSigningCertificateRevoked,
        TcbInfoSignatureInvalid,
        TcbInfoNotYetValid,
        TcbInfoExpired,
        TcbInfoMismatch,
        TdxModuleMismatch,
        QeIdentitySignatureInvalid,
        QeIdentityNotYetValid,
        QeIdentityExpired,
        QeIdentityMismatch,
        TcbLevelNotSupported,
        CollateralRolledBack,
        KindRefused,
        IsolationMissing,
        ClaimMissing,
        DevelopmentRootRefused,
        IssuerRefused,
        ReportDataMismatch,
        NonceMismatch,
        EvidenceFromFuture,
        EvidenceExpired,
        DebugEnclave,
        AttributesRefused,
        MigrationRefused,
        VmplRefused,
        SigningKeyRefused,
        ProductRefused,
        ChipIdMasked,
        FirmwareProvisional,
        RevocationUnchecked,
        SecureBootOff,
        ComplianceStatusRefused,
        PlatformConfigurationRefused,
        TcbStatusRefused,
        AdvisoryRefused,
        EvaluationDataNumberTooLow,
        CollateralOutdated,
        SvnTooLow,
        MeasurementUnknown,
    ];
}
