using System.Collections.Immutable;

namespace LazAI.Attestation;

/// <summary>What a token of Azure Attestation must say of itself and of the machine.</summary>
/// <param name="Issuers">The instances whose word is taken, such as <c>https://sharedweu.weu.attest.azure.net</c>.</param>
/// <param name="AgeSecondsMaximum">How long ago the token may have been issued. Longer gives a stolen token more time.</param>
/// <param name="ComplianceStatuses">Accepted values of <c>x-ms-compliance-status</c>, such as <c>azure-compliant-cvm</c>.</param>
/// <param name="RequireSecureBoot">Whether the token must say that the machine was started with secure boot; only type <c>azurevm</c> does.</param>
public sealed record AzureTokenDemands(
    ImmutableArray<string> Issuers, int AgeSecondsMaximum, ImmutableArray<string> ComplianceStatuses, bool RequireSecureBoot)
{
    internal void Judge(Appraisal appraisal, AzureFacts? token)
    {
        appraisal.OneOf(AttestationErrors.IssuerRefused, "iss", token?.Issuer, Issuers);
        appraisal.OneOf(
            AttestationErrors.ComplianceStatusRefused, "x-ms-compliance-status", token?.ComplianceStatus, ComplianceStatuses);
        if (RequireSecureBoot)
        {
            appraisal.Holds(AttestationErrors.SecureBootOff, "secureboot", token?.SecureBoot, "The machine was started without secure boot.");
        }
    }
}
