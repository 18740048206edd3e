namespace LazAI.Attestation;

/// <summary>
/// The certificates that vouch for a platform's PCK key, verified up to a trusted root (RFC 5280 path validation, P-256 and
/// SHA-256 throughout) for every time within their common validity. Revocation is collateral and not looked at here.
/// </summary>
internal sealed class PckCertificateChain
{
    public const int CertificateCount = 3;

    private PckCertificateChain(TrustedRoot root, Certificate pck, Certificate issuer, Certificate rootCertificate, PckExtension? platform)
    {
        Root = root;
        Pck = pck;
        Issuer = issuer;
        RootCertificate = rootCertificate;
        Platform = platform;
        Validity = pck.Validity.Intersect(issuer.Validity).Intersect(rootCertificate.Validity);
    }

    public TrustedRoot Root { get; }

    public Certificate Pck { get; }

    public Certificate Issuer { get; }

    public Certificate RootCertificate { get; }

    /// <summary>The platform's identity and security versions. Intel's certificates always state them, development ones may not.</summary>
    public PckExtension? Platform { get; }

    /// <summary>The time within which every certificate of the chain is valid.</summary>
    public ValidityPeriod Validity { get; }

    /// <summary>The verified chain, or the reason why there is none. Hostile certificates never make this throw.</summary>
    /// <param name="pem">PCK certificate, issuer, root.</param>
    /// <param name="known">An authority that was verified before: where it is the issuer, it is not verified again.</param>
    public static PckCertificateChain? Verify(
        ReadOnlySpan<byte> pem, TrustedRootKeys roots, RootIssuedKey? known, out EvidenceRefused? refusal)
    {
        if (!CertificatePem.TryDecode(pem, out var der) || der.Length != CertificateCount)
        {
            refusal = new EvidenceRefused(AttestationErrors.ChainMalformed, "not three PEM certificates");
            return null;
        }

        // The root comes first: certificates that no trusted root stands behind are not even read.
        if (!roots.TryFind(der[^1], out var root))
        {
            refusal = new EvidenceRefused(AttestationErrors.RootUntrusted, $"root certificate {root.Fingerprint}");
            return null;
        }

        var certificates = new Certificate[CertificateCount];
        for (var index = 0; index < CertificateCount; index++)
        {
            if (!Certificate.TryParse(der[index], out certificates[index]!, out var error))
            {
                refusal = Invalid($"certificate {index}: {error}");
                return null;
            }
        }

        return Verify(root, certificates, roots, known, out refusal);
    }

    private static PckCertificateChain? Verify(
        TrustedRoot root, Certificate[] certificates, TrustedRootKeys roots, RootIssuedKey? known, out EvidenceRefused? refusal)
    {
        var (pck, issuer, rootCertificate) = (certificates[0], certificates[1], certificates[2]);
        var platform = PckExtension.Read(pck);
        var fault = FaultOf(root, pck, issuer, platform);
        if (fault is null)
        {
            var isKnown = known is not null
                && known.Certificate.Der.Span.SequenceEqual(issuer.Der.Span)
                && known.RootCertificate.Der.Span.SequenceEqual(rootCertificate.Der.Span);
            var authority = isKnown ? known : RootIssuedKey.Verify(issuer, rootCertificate, root, roots, mayIssue: true, out fault);
            if (authority is not null)
            {
                fault = CertificateIssuance.FaultOf(pck, issuer, authority.Key, authoritiesBelow: 0);
                if (!isKnown)
                {
                    authority.Key.Dispose();
                }
            }
        }

        refusal = fault is null ? null : Invalid(fault);
        return fault is null ? new PckCertificateChain(root, pck, issuer, rootCertificate, platform) : null;
    }

    /// <summary>
    /// The certificate for platforms has a fixed name under each kind of root, so that no other certificate of the same authority
    /// passes for one, and a development certificate never passes for Intel's.
    /// </summary>
    private static string? FaultOf(TrustedRoot root, Certificate pck, Certificate issuer, PckExtension? platform) =>
        !PckNames.IsPck(root.Kind, pck.SubjectCommonName) ? "the first certificate is not a platform's"
        : !PckNames.IsPckAuthority(root.Kind, issuer.SubjectCommonName) ? "the second certificate is no authority's for platforms"
        : pck.IsAuthority ? "the first certificate is an authority's"
        : !RootIssuedKey.MaySign(pck) ? "the first certificate's key is not for signatures"
        : pck.KeyKind != CertificateKeyKind.P256 ? "the PCK key is not on P-256"
        : root.Kind == EvidenceRoot.Intel && platform is null ? "the PCK certificate does not describe its platform"
        : null;

    private static EvidenceRefused Invalid(string detail) => new(AttestationErrors.ChainInvalid, detail);
}
