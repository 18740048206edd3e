using LazAI.Attestation;

namespace LazAI.Interop.Tests.Attestation;

/// <summary>Our answer to a case beside a judge's.</summary>
internal sealed class DcapComparison(DcapCase asked, PeerVerdict theirs)
{
    private readonly EvidenceVerification _ours = asked.Verify();

    public DcapCase Case { get; } = asked;

    public PeerVerdict Theirs { get; } = theirs;

    public DcapQuoteVerified? Verified => _ours as DcapQuoteVerified;

    public string? OurCode => (_ours as EvidenceRefused)?.Code;

    public string OurDetail => (_ours as EvidenceRefused)?.Detail ?? "";

    public string? OurStatus => Verified?.Tcb?.Status.ToString();

    public bool TheyAccept => Theirs.Status is not null;

    /// <summary>Both refuse, or both come to the same status.</summary>
    public bool Agrees => OurStatus == Theirs.Status;

    public DcapQuote? Quote => DcapQuote.TryParse(Case.Quote, out var quote, out _) ? quote : null;

    /// <summary>The TDX module is of a major version that has levels of its own.</summary>
    public bool HasModuleLevels => Quote is { IsTdx: true } quote && quote.TdReport.TeeTcbSvn[1] > 0;

    public bool RefusedFor(params ReadOnlySpan<string> codes) => OurCode is { } code && codes.Contains(code);

    public override string ToString() =>
        $"{Case.Name} at {Case.At:u}: we say {OurStatus ?? $"{OurCode} ({OurDetail})"}, they say {Theirs.Status ?? Theirs.Refused}";
}
