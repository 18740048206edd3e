using LazAI.Cryptography;

namespace LazAI.Attestation;

/// <summary>
/// Shows whether evidence is authentic, whichever kind it is: SGX or TDX quote, SEV-SNP report with or without its certificates, token of
/// Azure Attestation, each also through a paravisor with its virtual TPM. Each is told by its first bytes and given to its own verifier.
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
            EvidenceFormat.HclReport => VerifyParavisor(parts, hash, collateral, at),
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

        if (bundle is null && parts.Rest.IsEmpty)
        {
            return SnpReport.TryParse(parts.Evidence, out _, out var error)
                ? new EvidenceRefused(AttestationErrors.CollateralRequired, "the certificates under the report did not come with it")
                : new EvidenceRefused(AttestationErrors.SnpReportMalformed, error.ToString());
        }

        CertificateRevocationList? list = null;
        if (bundle is not null && !bundle.TryReadRevocationList(out list, out refusal))
        {
            return refusal;
        }

        var result = bundle is not null ? _reports.Verify(parts.Evidence, bundle.Certificates, list, at)
            : parts.Rest.Span.StartsWith("-----BEGIN"u8) ? VerifyReportUnderPem(parts, at)
            : _reports.Verify(parts.Evidence, parts.Rest, null, at);
        return result is SnpReportVerified verified
            ? new EvidenceVerified(EvidenceFacts.Of(verified, hash, bundle?.ComputeHash()), list is null ? [] : [CollateralAge.Of(list)])
            : result;
    }

    /// <summary>Firmware gives a table of certificates; Azure's metadata service gives endorsement key, signing key and root key as PEM.</summary>
    private EvidenceVerification VerifyReportUnderPem(EvidenceParts parts, DateTimeOffset at) =>
        CertificatePem.TryDecode(parts.Rest.Span, out var certificates) && certificates.Length == 3
            ? _reports.Verify(parts.Evidence, new SnpCertificates(certificates[0], certificates[1], certificates[2]), null, at)
            : new EvidenceRefused(AttestationErrors.ChainMalformed, "not three PEM certificates");

    private EvidenceVerification VerifyParavisor(EvidenceParts parts, Bytes32 hash, CollateralBundle? given, DateTimeOffset at)
    {
        if (!ParavisorEvidence.TryParse(parts.Evidence, parts.Rest, out var evidence, out var refusal))
        {
            return refusal;
        }

        var report = evidence.Report;
        var hardware = report.Type == HclReportType.Tdx
            ? VerifyQuote(evidence.Hardware, hash, given, at)
            : VerifyReport(new EvidenceParts(EvidenceFormat.SnpReport, report.HardwareReport, evidence.Hardware), hash, given, at);
        return hardware is EvidenceVerified verified ? ParavisorBinding.Bind(verified, evidence) : hardware;
    }

    private EvidenceVerification VerifyToken(EvidenceParts parts, Bytes32 hash, CollateralBundle? given, DateTimeOffset at)
    {
        if (!TryTake<AzureTokenBundle>(given, "a token of Azure Attestation", out var bundle, out var refusal))
        {
            return refusal!;
        }

        ParavisorEvidence? paravisor = null;
        if (!parts.Rest.IsEmpty && !TryReadParavisor(parts.Rest, out paravisor, out refusal))
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
        if (result is not AzureTokenVerified token)
        {
            return result;
        }

        var verified = new EvidenceVerified(EvidenceFacts.Of(token, hash) with { CollateralHash = bundleHash }, []);
        return paravisor is null ? verified : ParavisorBinding.Bind(verified, paravisor);
    }

    /// <summary>The token stands for the hardware's evidence, so that none is behind it.</summary>
    private static bool TryReadParavisor(ReadOnlyMemory<byte> bytes, out ParavisorEvidence? evidence, out EvidenceRefused? refusal)
    {
        var parts = EvidenceParts.Split(bytes);
        if (ParavisorEvidence.TryParse(parts.Evidence, parts.Rest, out evidence, out refusal) && !evidence.Hardware.IsEmpty)
        {
            refusal = new EvidenceRefused(AttestationErrors.HclReportMalformed, "evidence of the hardware beside the token that stands for it");
        }

        return refusal is null;
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
