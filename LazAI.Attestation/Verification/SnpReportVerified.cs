namespace LazAI.Attestation;

/// <summary>An SEV-SNP report whose every signature holds, up to a trusted root of AMD. Only a verifier can make this value.</summary>
public sealed record SnpReportVerified : EvidenceVerification
{
    internal SnpReportVerified(in SnpReport report, SnpEndorsement endorsement, bool revocationChecked)
    {
        Root = endorsement.Root;
        SigningKey = endorsement.Kind;
        CertificateValidity = endorsement.Validity;
        RevocationChecked = revocationChecked;
        ReportData = report.ReportData;
        Claims = new SnpClaims(report, endorsement.Root.Product);
    }

    /// <summary>The root that the report rests on, and the product line.</summary>
    public SnpTrustedRoot Root { get; }

    /// <summary>Whether the chip's key signed or the cloud's.</summary>
    public SnpSigningKey SigningKey { get; }

    /// <summary>The time within which all certificates under the report are valid.</summary>
    public ValidityPeriod CertificateValidity { get; }

    /// <summary>A revocation list of AMD's was given and looked at.</summary>
    public bool RevocationChecked { get; }

    /// <summary>What the guest bound the report to.</summary>
    public ReportData ReportData { get; }

    /// <summary>Measurements, policy and versions.</summary>
    public SnpClaims Claims { get; }
}
