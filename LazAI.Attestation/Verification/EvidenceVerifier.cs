using LazAI.Cryptography;

namespace LazAI.Attestation;

/// <summary>
/// Shows whether evidence is authentic, whichever kind it is: SGX or TDX quote, SEV-SNP report with or without its certificates, token of
/// Azure Attestation. Each is told by its first bytes and given to its own verifier.
/// </summary>
/// <remarks>A pure function of evidence, collateral and time: hostile bytes make it refuse, never throw. Serves any number of threads.</remarks>
public sealed class EvidenceVerifier
{
    private readonly EvidenceTrust _trust;
    private readonly DcapQuoteVerifier _quotes;
    private readonly SnpReportVerifier _reports;

    public EvidenceVerifier(EvidenceTrust trust)
    {
        ArgumentNullException.ThrowIfNull(trust);
        _trust = trust;
        _quotes = new DcapQuoteVerifier(trust.Roots);
        _reports = new SnpReportVerifier(trust.SnpRoots);
    }

    /// <summary><see cref="EvidenceVerified"/>, or the first reason to refuse.</summary>
    /// <param name="evidence">The evidence as a worker hands it in, see <see cref="EvidenceParts"/>.</param>
    /// <param name="collateral">What it is verified with; null where nothing is needed or nothing could be had.</param>
    /// <param name="at">The time of verification.</param>
    public EvidenceVerification Verify(ReadOnlyMemory<byte> evidence, CollateralBundle? collateral, DateTimeOffset at)
    {
        var parts = EvidenceParts.Split(evidence);
        var hash = Keccak256.Hash(evidence.Span);
        return parts.Format switch
        {
            EvidenceFormat.SnpReport => VerifyReport(parts, hash, collateral, at),
            EvidenceFormat.AzureToken => VerifyToken(parts, hash, collateral, at),
            EvidenceFormat.HclReport => new EvidenceRefused(
                AttestationErrors.KindRefused, "a report of Azure's paravisor does not say which software was started"),
            _ => VerifyQuote(evidence, hash, collateral, at),
        };
    }

    private EvidenceVerification VerifyQuote(ReadOnlyMemory<byte> quote, Bytes32 hash, CollateralBundle? given, DateTimeOffset at)
    {
        if (!TryTake<DcapBundle>(given, "a quote", out var bundle, out var refusal))
        {
            return refusal!;
        }

        DcapCollateral? collateral = null;
        if (bundle is not null && !bundle.TryReadCollateral(out collateral, out refusal))
        {
            return refusal;
        }

        var result = _quotes.Verify(quote, collateral, at, bundle?.PckChain ?? default);
        return result is DcapQuoteVerified verified
            ? new EvidenceVerified(
                EvidenceFacts.Of(verified, hash, bundle?.ComputeHash()),
                collateral is null || verified.Root.Kind == EvidenceRoot.Development ? [] : CollateralAge.Of(collateral))
            : result;
    }

    private EvidenceVerification VerifyReport(EvidenceParts parts, Bytes32 hash, CollateralBundle? given, DateTimeOffset at)
    {
        if (!TryTake<SnpBundle>(given, "an SEV-SNP report", out var bundle, out var refusal))
        {
            return refusal!;
        }

        CertificateRevocationList? list = null;
        if (bundle is not null && !bundle.TryReadRevocationList(out list, out refusal))
        {
            return refusal;
        }

        var result = bundle is not null ? _reports.Verify(parts.Evidence, bundle.Certificates, list, at)
            : !parts.Rest.IsEmpty ? _reports.Verify(parts.Evidence, parts.Rest, null, at)
            : SnpReport.TryParse(parts.Evidence, out _, out var error)
                ? new EvidenceRefused(AttestationErrors.CollateralRequired, "the certificates under the report did not come with it")
            : new EvidenceRefused(AttestationErrors.SnpReportMalformed, error.ToString());
        return result is SnpReportVerified verified
            ? new EvidenceVerified(EvidenceFacts.Of(verified, hash, bundle?.ComputeHash()), list is null ? [] : [CollateralAge.Of(list)])
            : result;
    }

    private EvidenceVerification VerifyToken(EvidenceParts parts, Bytes32 hash, CollateralBundle? given, DateTimeOffset at)
    {
        if (!TryTake<AzureTokenBundle>(given, "a token of Azure Attestation", out var bundle, out var refusal))
        {
            return refusal!;
        }

        if (bundle is null)
        {
            return new EvidenceRefused(AttestationErrors.CollateralRequired, "the keys of the instance that issued the token");
        }

        var bundleHash = bundle.ComputeHash();
        if (_trust.AzureKeys is { } believed && !believed.Contains(bundleHash))
        {
            return new EvidenceRefused(AttestationErrors.RootUntrusted, $"key set {bundleHash} of {bundle.Instance}");
        }

        if (!bundle.TryReadTrust(out var trust, out refusal))
        {
            return refusal;
        }

        var result = AzureTokenVerifier.Verify(parts.Evidence, trust, at);
        return result is AzureTokenVerified verified
            ? new EvidenceVerified(EvidenceFacts.Of(verified, hash) with { CollateralHash = bundleHash }, [])
            : result;
    }

    private static bool TryTake<T>(CollateralBundle? given, string what, out T? bundle, out EvidenceRefused? refusal)
        where T : CollateralBundle
    {
        bundle = given as T;
        refusal = given is null || bundle is not null
            ? null
            : new EvidenceRefused(AttestationErrors.CollateralMalformed, $"a {given.Kind} bundle is not for {what}");
        return refusal is null;
    }
}
