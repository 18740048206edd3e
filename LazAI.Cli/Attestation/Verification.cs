using System.Collections.Immutable;
using LazAI.Attestation;
using LazAI.Cryptography;

namespace LazAI.Cli.Attestation;

/// <summary>What verifying one piece of evidence came to, before any policy.</summary>
/// <param name="Result">What is true of the evidence, or why it is refused.</param>
/// <param name="Plan">The steps that were to be taken.</param>
/// <param name="Bundle">The collateral that was used; null where none was.</param>
internal sealed record Verification(EvidenceVerification Result, VerificationPlan Plan, CollateralBundle? Bundle)
{
    /// <summary>Steps that were passed over, and why.</summary>
    public Dictionary<string, string> NotChecked { get; init; } = [];

    /// <summary>What is unusual.</summary>
    public ImmutableArray<string> Remarks { get; init; } = [];

    /// <summary>What a paravisor's TPM showed; null where none is in between, and without registers where it was not asked.</summary>
    public VtpmFacts? Vtpm { get; init; }

    /// <summary>The guest's own 64 bytes, where a paravisor has the hardware's report data for itself and a quote of its TPM came along.</summary>
    public ReportData? GuestData { get; init; }

    public EvidenceRefused? Refusal => Result as EvidenceRefused;

    /// <summary>What policies judge; null where the evidence was refused.</summary>
    public EvidenceFacts? Facts(Bytes32 hash) => HardwareFacts(hash) is { } facts
        ? facts with { Vtpm = Vtpm ?? facts.Vtpm, ReportData = GuestData?.ToString()[2..] ?? facts.ReportData }
        : null;

    public ReportData? ReportData => GuestData ?? Result switch
    {
        DcapQuoteVerified quote => quote.ReportData,
        SnpReportVerified report => report.ReportData,
        AzureTokenVerified token => token.Claims.Tee?.ReportData,
        EvidenceVerified { Facts.ReportData: { } reportData } => new ReportData(Convert.FromHexString(reportData)),
        _ => null,
    };

    private EvidenceFacts? HardwareFacts(Bytes32 hash) => Result switch
    {
        DcapQuoteVerified quote => EvidenceFacts.Of(quote, hash, Bundle?.ComputeHash()),
        SnpReportVerified report => EvidenceFacts.Of(report, hash, Bundle?.ComputeHash()),
        AzureTokenVerified token => EvidenceFacts.Of(token, hash),
        EvidenceVerified any => any.Facts,
        _ => null,
    };
}
