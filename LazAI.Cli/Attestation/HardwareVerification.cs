using LazAI.Attestation;
using LazAI.Client.Attestation.Collateral;

namespace LazAI.Cli.Attestation;

/// <summary>Verifies quotes and reports with the collateral that the user lets be used.</summary>
internal sealed class HardwareVerification(TrustedRoots roots, CollateralSources sources, DateTimeOffset at)
{
    private const string NoCollateral = "no collateral was given";

    public async Task<Verification> VerifyQuoteAsync(ReadOnlyMemory<byte> evidence, CancellationToken cancellationToken)
    {
        // What cannot be read is not asked about.
        if (!DcapQuote.TryParse(evidence, out _, out var error))
        {
            return Refused(VerificationPlan.Quote, new EvidenceRefused(AttestationErrors.QuoteMalformed, error.ToString()));
        }

        var (found, refusal) = await FindAsync(provider => provider.FindForQuoteAsync(evidence, cancellationToken));
        if (refusal is not null)
        {
            return Refused(VerificationPlan.Quote, refusal);
        }

        DcapCollateral? collateral = null;
        if (found is not null && (found.Bundle is not DcapBundle dcap || !dcap.TryReadCollateral(out collateral, out refusal)))
        {
            return Refused(VerificationPlan.Quote, refusal ?? WrongBundle(found.Bundle, "a quote"));
        }

        var bundle = found?.Bundle as DcapBundle;
        var result = new DcapQuoteVerifier(roots.Intel).Verify(evidence, collateral, at, bundle?.PckChain ?? default);
        var verification = new Verification(result, VerificationPlan.Quote, bundle) { Remarks = found?.Remarks ?? [] };
        if (result is DcapQuoteVerified { Root.Kind: EvidenceRoot.Development })
        {
            return verification with { Bundle = null, NotChecked = VerificationPlan.OfDevelopment(), Remarks = ["DEVELOPMENT EVIDENCE: proves nothing about hardware."] };
        }

        return bundle is null
            ? verification with { NotChecked = new() { [VerificationPlan.Collateral] = NoCollateral, [VerificationPlan.Revocation] = NoCollateral } }
            : verification;
    }

    /// <param name="along">What came along; of table and certificates, these count.</param>
    public async Task<Verification> VerifyReportAsync(ReadOnlyMemory<byte> evidence, CertificateFiles along, CancellationToken cancellationToken)
    {
        if (!SnpReport.TryParse(evidence, out var report, out var error))
        {
            return Refused(VerificationPlan.Report, new EvidenceRefused(AttestationErrors.SnpReportMalformed, error.ToString()));
        }

        if (!SnpCertificateTable.TryParse(along.Table, out var parsed))
        {
            return Refused(VerificationPlan.Report, new EvidenceRefused(AttestationErrors.SnpCertificateTableMalformed, "no certificate table"));
        }

        var (found, refusal) = await FindAsync(provider => provider.FindForReportAsync(evidence, along.Table, cancellationToken));
        var given = along.Certificates ?? (SnpCertificates.TryFind(parsed, report.KeyInfo.SigningKey, out var inTable) ? inTable : null);
        if (refusal is not null || (found is null && given is null))
        {
            return Refused(VerificationPlan.Report, refusal ?? new EvidenceRefused(
                AttestationErrors.CollateralRequired, "the certificates under the report did not come with it"));
        }

        CertificateRevocationList? list = null;
        var bundle = found is null ? new SnpBundle(given!, along.RevocationList) : found.Bundle as SnpBundle;
        if (bundle is null || !bundle.TryReadRevocationList(out list, out refusal))
        {
            return Refused(VerificationPlan.Report, refusal ?? WrongBundle(found!.Bundle, "an SEV-SNP report"));
        }

        var result = new SnpReportVerifier(roots.Amd).Verify(evidence, bundle.Certificates, list, at);
        var verification = new Verification(result, VerificationPlan.Report, bundle) { Remarks = found?.Remarks ?? [] };
        return list is null
            ? verification with { NotChecked = new() { [VerificationPlan.Revocation] = "no revocation list was given" } }
            : verification;
    }

    private static Verification Refused(VerificationPlan plan, EvidenceRefused refusal) => new(refusal, plan, null);

    private static EvidenceRefused WrongBundle(CollateralBundle bundle, string what) => new(
        AttestationErrors.CollateralMalformed,
        $"a bundle for {(bundle is DcapBundle ? "quotes" : bundle is SnpBundle ? "SEV-SNP reports" : "tokens of Azure Attestation")}, not for {what}");

    /// <summary>The collateral, if there is any to be had; a refusal when the evidence or the file says that there is none.</summary>
    private async Task<(CollateralFound? Found, EvidenceRefused? Refusal)> FindAsync(Func<ICollateralProvider, Task<CollateralAnswer>> find)
    {
        if (sources.Refusal is { } malformed)
        {
            return (null, malformed);
        }

        if (sources.Bundle is { } bundle)
        {
            return (new CollateralFound(bundle, []), null);
        }

        // Evidence that does not say what its collateral would be has a fault of its own, which the verifier names.
        return sources.Provider is { } provider ? (await find(provider) as CollateralFound, null) : (null, null);
    }
}
