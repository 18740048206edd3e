namespace LazAI.Attestation;

/// <summary>
/// A quote whose every signature holds, up to a trusted root. Authentic is not yet acceptable: what the claims, the debug bits and
/// the TCB status must be is a policy's question. Only a verifier can make this value.
/// </summary>
public sealed record DcapQuoteVerified : EvidenceVerification
{
    internal DcapQuoteVerified(DcapQuote quote, PckCertificateChain chain, TcbEvaluation? tcb)
    {
        Root = chain.Root;
        CertificateValidity = chain.Validity;
        ReportData = quote.ReportData;
        TrustDomain = quote.IsTdx ? new TdClaims(quote.TdReport) : null;
        Enclave = quote.IsTdx ? null : new EnclaveClaims(quote.EnclaveReport);
        Platform = chain.Platform;
        Tcb = tcb;
    }

    /// <summary>The root that the evidence rests on.</summary>
    public TrustedRoot Root { get; }

    /// <summary>The time within which all certificates under the quote are valid.</summary>
    public ValidityPeriod CertificateValidity { get; }

    /// <summary>What the attested software bound the quote to.</summary>
    public ReportData ReportData { get; }

    /// <summary>Measurements and attributes of the trust domain; null for an SGX quote.</summary>
    public TdClaims? TrustDomain { get; }

    /// <summary>Measurements and attributes of the enclave; null for a TDX quote.</summary>
    public EnclaveClaims? Enclave { get; }

    /// <summary>The enclave or domain is under debug and keeps nothing secret from its host.</summary>
    public bool IsDebug => TrustDomain?.IsDebug ?? Enclave!.IsDebug;

    /// <summary>What the PCK certificate says of the platform; null only under a development root.</summary>
    public PckExtension? Platform { get; }

    /// <summary>How up to date the platform is; null only under a development root, behind which no hardware stands.</summary>
    public TcbEvaluation? Tcb { get; }
}
