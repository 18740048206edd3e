namespace LazAI.Attestation;

/// <summary>
/// What a verifier says of evidence: <see cref="EvidenceVerified"/> or <see cref="EvidenceRefused"/>. Authentic is not yet
/// acceptable: whether debug domains, roots and measurements are wanted is a policy's question.
/// </summary>
public abstract record EvidenceVerification
{
    private protected EvidenceVerification()
    {
    }
}

/// <summary>Evidence whose every signature holds, up to a trusted root. Only a verifier can make this value.</summary>
public sealed record EvidenceVerified : EvidenceVerification
{
    internal EvidenceVerified(DcapQuoteVerified quote)
    {
        Kind = EvidenceKind.TdxQuote;
        Root = quote.Root;
        CertificateValidity = quote.CertificateValidity;
        ReportData = quote.ReportData;
        Claims = quote.TrustDomain!;
    }

    /// <summary>The kind of evidence.</summary>
    public EvidenceKind Kind { get; }

    /// <summary>The root that the evidence rests on.</summary>
    public TrustedRoot Root { get; }

    /// <summary>The time within which all certificates under the evidence are valid.</summary>
    public ValidityPeriod CertificateValidity { get; }

    /// <summary>What the attested software bound the evidence to.</summary>
    public ReportData ReportData { get; }

    /// <summary>Measurements and attributes of the trust domain.</summary>
    public TdClaims Claims { get; }
}

/// <summary>Evidence that is not authentic, or cannot be shown to be.</summary>
/// <param name="Code">One of <see cref="AttestationErrors"/>.</param>
/// <param name="Detail">Which part failed and how, for people; not stable.</param>
public sealed record EvidenceRefused(string Code, string Detail) : EvidenceVerification;
