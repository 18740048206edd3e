using System.Collections.Immutable;
using static LazAI.Attestation.AttestationErrors;

namespace LazAI.Attestation;

/// <summary>The steps of each verifier in trust order, with the codes that they fail with; a test holds them to the verifiers.</summary>
public sealed record VerificationPlan(ImmutableArray<(string Name, ImmutableArray<string> Codes)> Steps)
{
    /// <summary>The name of the step that asks revocation lists.</summary>
    public const string Revocation = "Nothing under it is revoked";
    /// <summary>The name of the step that reads collateral.</summary>
    public const string Collateral = "The collateral can be read";
    /// <summary>The name of the step that ties a paravisor's runtime data to the hardware.</summary>
    public const string RuntimeData = "The hardware vouches for the runtime data";

    private const string Validity = "The certificates are valid at the time";

    /// <summary>Of SGX and TDX quotes.</summary>
    public static VerificationPlan Quote { get; } = new(
    [
        ("The quote can be read and is of Intel's quoting enclave", [QuoteMalformed, QeVendorUnknown]),
        (Collateral, [CollateralMalformed, CrlMalformed, TcbInfoMalformed, QeIdentityMalformed]),
        ("The PCK certificate chain is there", [PckChainRequired, ChainMalformed]),
        ("It leads to a trusted root", [RootUntrusted, ChainInvalid]),
        (Validity, [CertificateNotYetValid, CertificateExpired]),
        (Revocation, [CrlInvalid, CrlNotYetValid, CrlExpired, CertificateRevoked]),
        ("The PCK key signed the QE report", [QeReportSignatureInvalid]),
        ("The QE report binds the attestation key", [AttestationKeyInvalid]),
        ("The attestation key signed the quote", [SignatureInvalid]),
        ("There is collateral of the platform", [CollateralRequired]),
        ("Intel's signers are trusted", [TcbSigningChainInvalid, TcbSigningCertificateNotYetValid, TcbSigningCertificateExpired, TcbSigningCertificateRevoked]),
        ("The TCB info is signed, current and of this platform", [TcbInfoSignatureInvalid, TcbInfoNotYetValid, TcbInfoExpired, TcbInfoMismatch]),
        ("The TDX module is Intel's", [TdxModuleMismatch]),
        ("The QE identity is signed, current and of this enclave", [QeIdentitySignatureInvalid, QeIdentityNotYetValid, QeIdentityExpired, QeIdentityMismatch]),
        ("Platform, module and quoting enclave reach a TCB level", [TcbLevelNotSupported]),
    ]);

    /// <summary>Of SEV-SNP reports.</summary>
    public static VerificationPlan Report { get; } = new(
    [
        ("The report can be read", [SnpReportMalformed]),
        ("The certificates are there", [SnpCertificateTableMalformed, CollateralMalformed, CrlMalformed, CollateralRequired, ChainMalformed]),
        ("They lead to a trusted root of AMD", [RootUntrusted, ChainInvalid]),
        (Validity, [CertificateNotYetValid, CertificateExpired]),
        (Revocation, [CrlInvalid, CrlNotYetValid, CrlExpired, CertificateRevoked]),
        ("The endorsement key signed the report", [SignatureInvalid]),
        ("The key is for this product", [SnpProductMismatch]),
        ("The key is of the kind that the report names", [SnpSigningKeyMismatch]),
        ("The key is of this chip", [SnpChipKeyMasked, SnpChipIdMismatch]),
        ("The key is for the reported TCB", [SnpTcbMismatch]),
    ]);

    /// <summary>Of tokens of Azure Attestation.</summary>
    public static VerificationPlan Token { get; } = new(
    [
        ("The token can be read", [TokenMalformed]),
        ("There are keys of the instance", [CollateralMalformed, CollateralRequired]),
        ("It is signed with RS256", [TokenAlgorithmRefused]),
        ("The key is the instance's, strong and valid", [TokenKeyUnknown, TokenKeyWeak, CertificateNotYetValid, CertificateExpired]),
        ("The key signed the token", [TokenSignatureInvalid]),
        ("The issuer is the instance", [TokenIssuerMismatch, TokenKeyAddressMismatch]),
        ("The time is within the token's", [TokenTimeMissing, TokenNotYetValid, TokenExpired]),
    ]);

    /// <summary>After the hardware's own steps: what the paravisor adds.</summary>
    public static VerificationPlan Paravisor { get; } = new([(RuntimeData, [HclReportMalformed, HclRuntimeDataMismatch])]);

    /// <summary>After the paravisor's: the TPM.</summary>
    public static VerificationPlan Tpm { get; } = new(
    [
        ("The TPM quote can be read", [TpmQuoteMalformed]),
        ("The runtime data hold the TPM's key", [HclAttestationKeyInvalid]),
        ("The TPM's key signed the quote", [TpmQuoteSignatureInvalid]),
        ("The quote is for the nonce", [TpmNonceMismatch]),
        ("The PCR values are the quoted ones", [TpmPcrDigestMismatch]),
    ]);

    /// <summary>These steps, and then those.</summary>
    public VerificationPlan Then(VerificationPlan next) => new([.. Steps, .. next.Steps]);

    /// <summary>The steps that development evidence does not take, and why.</summary>
    public static Dictionary<string, string> OfDevelopment()
    {
        const string Why = "no hardware stands behind a development root";
        return Quote.Steps
            .Where(step => step.Name is Collateral or Revocation
                || step.Codes.Any(code => InPrecedence.IndexOf(code) >= InPrecedence.IndexOf(CollateralRequired)))
            .ToDictionary(step => step.Name, _ => Why);
    }

    /// <summary>The steps with their outcomes.</summary>
    /// <param name="refusal">Why verification stopped; null when it did not.</param>
    /// <param name="notChecked">Steps that were passed over, and why.</param>
    public ImmutableArray<VerificationStep> Show(EvidenceRefused? refusal, IReadOnlyDictionary<string, string> notChecked)
    {
        var failed = -1;
        for (var index = Steps.Length - 1; refusal is not null && index >= 0; index--)
        {
            failed = Steps[index].Codes.Contains(refusal.Code) ? index : failed;
        }

        if (refusal is not null && failed < 0)
        {
            throw new InvalidOperationException($"No step fails with {refusal.Code}.");
        }

        return [.. Steps.Select((step, index) => Show(step.Name, index))];

        VerificationStep Show(string name, int index) =>
            index == failed ? new(index + 1, name, VerificationStep.Failed, $"{refusal!.Detail} ({refusal.Code})")
            : failed >= 0 && index > failed ? new(index + 1, name, VerificationStep.NotChecked, "not reached")
            : notChecked.TryGetValue(name, out var why) ? new(index + 1, name, VerificationStep.NotChecked, why)
            : new(index + 1, name, VerificationStep.Passed, "");
    }
}

/// <summary>One step of a verification.</summary>
/// <param name="Outcome"><c>passed</c>, <c>failed</c> or <c>notChecked</c>.</param>
/// <param name="Explanation">What was found, or why it was not looked for; empty for a step that passed.</param>
public sealed record VerificationStep(int Number, string Name, string Outcome, string Explanation)
{
    /// <summary>It holds.</summary>
    public const string Passed = "passed";

    /// <summary>It does not.</summary>
    public const string Failed = "failed";

    /// <summary>Nobody looked.</summary>
    public const string NotChecked = "notChecked";
}
