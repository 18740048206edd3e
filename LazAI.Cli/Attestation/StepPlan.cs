using System.Collections.Immutable;
using LazAI.Attestation;
using static LazAI.Attestation.AttestationErrors;

namespace LazAI.Cli.Attestation;

/// <summary>The steps of each verifier in trust order, with the codes that they fail with; a test holds them to the verifiers.</summary>
internal sealed record StepPlan(ImmutableArray<(string Name, ImmutableArray<string> Codes)> Steps)
{
    public const string Revocation = "Nothing under it is revoked";
    public const string Collateral = "The collateral can be read";
    public const string RuntimeData = "The hardware vouches for the runtime data";

    private const string Validity = "The certificates are valid at the time";

    public static StepPlan Quote { get; } = new(
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

    public static StepPlan Report { get; } = new(
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

    public static StepPlan Token { get; } = new(
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
    public static StepPlan Paravisor { get; } = new([(RuntimeData, [HclReportMalformed, HclRuntimeDataMismatch])]);

    /// <summary>After the paravisor's: the TPM.</summary>
    public static StepPlan Tpm { get; } = new(
    [
        ("The TPM quote can be read", [TpmQuoteMalformed]),
        ("The runtime data hold the TPM's key", [HclAttestationKeyInvalid]),
        ("The TPM's key signed the quote", [TpmQuoteSignatureInvalid]),
        ("The quote is for the nonce", [TpmNonceMismatch]),
        ("The PCR values are the quoted ones", [TpmPcrDigestMismatch]),
    ]);

    public StepPlan Then(StepPlan next) => new([.. Steps, .. next.Steps]);

    /// <summary>The steps with their outcomes.</summary>
    /// <param name="refusal">Why verification stopped; null when it did not.</param>
    /// <param name="notChecked">Steps that were passed over, and why.</param>
    public ImmutableArray<StepShown> Show(EvidenceRefused? refusal, IReadOnlyDictionary<string, string> notChecked)
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

        StepShown Show(string name, int index) =>
            index == failed ? new(index + 1, name, StepShown.Failed, $"{refusal!.Detail} ({refusal.Code})")
            : failed >= 0 && index > failed ? new(index + 1, name, StepShown.NotChecked, "not reached")
            : notChecked.TryGetValue(name, out var why) ? new(index + 1, name, StepShown.NotChecked, why)
            : new(index + 1, name, StepShown.Passed, "");
    }
}
