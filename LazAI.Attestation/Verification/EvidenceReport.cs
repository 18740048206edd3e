using System.Collections.Immutable;
using System.Text;

namespace LazAI.Attestation;

/// <summary>What was checked of evidence and which certificates it rests on, for people. It proves nothing by itself.</summary>
/// <param name="Steps">The steps of verification in trust order.</param>
/// <param name="Certificates">The chain under the evidence, the platform's own first; empty for tokens.</param>
public sealed record EvidenceReport(ImmutableArray<VerificationStep> Steps, ImmutableArray<CertificateSummary> Certificates)
{
    /// <summary>Reports on a verification.</summary>
    /// <param name="evidence">The evidence as it was verified.</param>
    /// <param name="collateral">What it was verified with.</param>
    /// <param name="result">What <see cref="EvidenceVerifier"/> said.</param>
    public static EvidenceReport Create(ReadOnlyMemory<byte> evidence, CollateralBundle? collateral, EvidenceVerification result)
    {
        var parts = EvidenceParts.Split(evidence);
        var hardware = HardwareOf(parts);
        var plan = hardware.Format switch
        {
            EvidenceFormat.SnpReport => VerificationPlan.Report,
            EvidenceFormat.AzureToken => VerificationPlan.Token,
            _ => VerificationPlan.Quote,
        };
        if (parts.Format == EvidenceFormat.HclReport || (parts.Format == EvidenceFormat.AzureToken && !parts.Rest.IsEmpty))
        {
            plan = plan.Then(VerificationPlan.Paravisor).Then(VerificationPlan.Tpm);
        }

        return new EvidenceReport(
            plan.Show(result as EvidenceRefused, NotChecked((result as EvidenceVerified)?.Facts)), CertificatesOf(hardware, collateral));
    }

    /// <summary>What the hardware made, also where a paravisor hands it out.</summary>
    private static EvidenceParts HardwareOf(EvidenceParts parts) =>
        parts.Format != EvidenceFormat.HclReport || !ParavisorEvidence.TryParse(parts.Evidence, parts.Rest, out var evidence, out _) ? parts
        : evidence.Report.Type == HclReportType.Tdx ? new EvidenceParts(EvidenceFormat.Quote, evidence.Hardware, default)
        : new EvidenceParts(EvidenceFormat.SnpReport, evidence.Report.HardwareReport, evidence.Hardware);

    private static Dictionary<string, string> NotChecked(EvidenceFacts? facts) => facts switch
    {
        { IsDevelopment: true } => VerificationPlan.OfDevelopment(),
        { Guest.RevocationChecked: false } => new() { [VerificationPlan.Revocation] = "there was no revocation list" },
        _ => [],
    };

    private static ImmutableArray<CertificateSummary> CertificatesOf(EvidenceParts parts, CollateralBundle? collateral) => parts.Format switch
    {
        EvidenceFormat.Quote when collateral is DcapBundle { PckChain.IsEmpty: false } bundle => OfPem(bundle.PckChain.Span),
        EvidenceFormat.Quote when DcapQuote.TryParse(parts.Evidence, out var quote, out _) => OfPem(quote.CertificationData),
        EvidenceFormat.SnpReport when collateral is SnpBundle bundle => OfSnp(bundle.Certificates),
        EvidenceFormat.SnpReport when SnpReport.TryParse(parts.Evidence, out var report, out _)
            && SnpCertificateTable.TryParse(parts.Rest, out var table)
            && SnpCertificates.TryFind(table, report.KeyInfo.SigningKey, out var certificates) => OfSnp(certificates),
        _ => [],
    };

    private static ImmutableArray<CertificateSummary> OfSnp(SnpCertificates certificates) =>
        [.. Summarise([certificates.EndorsementKey, certificates.SigningKey, certificates.RootKey])];

    private static ImmutableArray<CertificateSummary> OfPem(ReadOnlySpan<byte> pem) =>
        CertificatePem.TryDecode(pem.TrimEnd((byte)0), out var certificates)
            ? [.. Summarise([.. certificates.Select(certificate => (ReadOnlyMemory<byte>)certificate)])]
            : [];

    private static IEnumerable<CertificateSummary> Summarise(ReadOnlyMemory<byte>[] certificates)
    {
        foreach (var der in certificates)
        {
            if (Certificate.TryParse(der, out var certificate, out _))
            {
                yield return new CertificateSummary(
                    Encoding.UTF8.GetString(certificate.SubjectCommonName),
                    Encoding.UTF8.GetString(certificate.IssuerCommonName),
                    certificate.Validity.NotBefore,
                    certificate.Validity.NotAfter);
            }
        }
    }
}

/// <summary>A certificate as people recognise it.</summary>
/// <param name="Subject">Whose key it is: the common name.</param>
/// <param name="Issuer">Who signed it: the common name.</param>
/// <param name="NotBefore">The first second of its validity.</param>
/// <param name="NotAfter">The last second of its validity.</param>
public sealed record CertificateSummary(string Subject, string Issuer, DateTimeOffset NotBefore, DateTimeOffset NotAfter);
