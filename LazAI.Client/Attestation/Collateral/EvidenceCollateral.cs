using LazAI.Attestation;

namespace LazAI.Client.Attestation.Collateral;

/// <summary>Finds what evidence of any kind is verified with (<see cref="EvidenceVerifier"/>).</summary>
/// <param name="provider">Of quotes and reports.</param>
/// <param name="instances">The instances of Azure Attestation whose tokens are taken; no other is asked, whatever a token says.</param>
public sealed class EvidenceCollateral(ICollateralProvider provider, IReadOnlyList<AzureAttestationClient> instances)
{
    /// <summary>The collateral as of now.</summary>
    /// <exception cref="LazAIException">A part of it could not be had.</exception>
    public Task<CollateralAnswer> FindAsync(ReadOnlyMemory<byte> evidence, CancellationToken cancellationToken = default)
    {
        var parts = EvidenceParts.Split(evidence);
        return parts.Format switch
        {
            EvidenceFormat.SnpReport => provider.FindForReportAsync(parts.Evidence, parts.Rest, cancellationToken),
            EvidenceFormat.AzureToken => FindForTokenAsync(parts.Evidence, cancellationToken),
            EvidenceFormat.HclReport => FindBehindParavisorAsync(parts, cancellationToken),
            _ => provider.FindForQuoteAsync(evidence, cancellationToken),
        };
    }

    /// <summary>That of the hardware's evidence. The certificates that Azure gives lack the revocation list, so that all of it is asked for.</summary>
    private Task<CollateralAnswer> FindBehindParavisorAsync(EvidenceParts parts, CancellationToken cancellationToken) =>
        !ParavisorEvidence.TryParse(parts.Evidence, parts.Rest, out var evidence, out var malformed)
            ? Task.FromResult<CollateralAnswer>(new CollateralNotFound(malformed))
        : evidence.Report.Type == HclReportType.Tdx ? provider.FindForQuoteAsync(evidence.Hardware, cancellationToken)
        : provider.FindForReportAsync(evidence.Report.HardwareReport, default, cancellationToken);

    /// <summary>The keys of the instance that issued the token: the one by whose keys it holds.</summary>
    private async Task<CollateralAnswer> FindForTokenAsync(ReadOnlyMemory<byte> token, CancellationToken cancellationToken)
    {
        var refusal = new EvidenceRefused(AttestationErrors.CollateralRequired, "no instance of Azure Attestation is trusted here");
        foreach (var instance in instances)
        {
            var verification = await instance.VerifyAsync(token, cancellationToken);
            if (verification is AzureTokenVerified)
            {
                return new CollateralFound(await instance.GetBundleAsync(cancellationToken), []);
            }

            refusal = verification as EvidenceRefused ?? refusal;
        }

        return new CollateralNotFound(refusal);
    }
}
