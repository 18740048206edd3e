using System.Security.Cryptography;

namespace LazAI.Attestation;

/// <summary>Ties what a paravisor and its virtual TPM say to verified evidence of the hardware.</summary>
internal static class ParavisorBinding
{
    /// <summary>
    /// The hardware's facts with the guest's own 64 bytes as report data and the quoted PCRs, or the first link that does not hold: hardware
    /// to runtime data, runtime data to the TPM's key, key to quote, quote to the 64 bytes' hash, quote to the PCR values.
    /// </summary>
    public static EvidenceVerification Bind(EvidenceVerified hardware, ParavisorEvidence evidence)
    {
        var facts = hardware.Facts;
        var type = facts.Kind switch
        {
            EvidenceFacts.Tdx or EvidenceFacts.AzureTdx or EvidenceFacts.DevelopmentTdx => HclReportType.Tdx,
            EvidenceFacts.Snp or EvidenceFacts.AzureSnp => HclReportType.Snp,
            _ => default,
        };
        if (type != evidence.Report.Type)
        {
            return new EvidenceRefused(
                AttestationErrors.HclRuntimeDataMismatch, $"the paravisor's report is of {evidence.Report.Type}, the hardware's evidence of kind {facts.Kind}");
        }

        if (facts.ReportData is not { } reportData)
        {
            return new EvidenceRefused(AttestationErrors.HclRuntimeDataMismatch, "the token does not say the hardware's report data");
        }

        var nonce = SHA256.HashData(evidence.UserData.AsSpan());
        var result = VtpmQuoteVerifier.Verify(
            evidence.ReportBytes,
            new ReportData(Convert.FromHexString(reportData)),
            evidence.TpmQuote.Bytes,
            evidence.TpmSignature.Span,
            nonce,
            evidence.Pcrs);
        return result is VtpmQuoteVerified quote
            ? new EvidenceVerified(
                facts with { ReportData = evidence.UserData.ToString()[2..], Vtpm = VtpmFacts.Of(quote) }, hardware.Collateral)
            : result;
    }
}
