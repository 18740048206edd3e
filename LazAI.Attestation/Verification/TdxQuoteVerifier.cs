namespace LazAI.Attestation;

/// <summary>
/// Shows whether a TDX quote is authentic without collateral. That suffices for development roots; a genuine platform, whose
/// certificates may be revoked and whose firmware may be old, is refused with <see cref="AttestationErrors.CollateralRequired"/>
/// after all its signatures were checked. See <see cref="DcapQuoteVerifier"/> for the steps.
/// </summary>
public sealed class TdxQuoteVerifier
{
    private readonly DcapQuoteVerifier _verifier;

    /// <summary>A verifier for chains that end in one of the given roots.</summary>
    public TdxQuoteVerifier(IEnumerable<TrustedRoot> roots) => _verifier = new DcapQuoteVerifier(roots);

    internal TdxQuoteVerifier(IEnumerable<TrustedRoot> roots, int keptKeysMaximum) =>
        _verifier = new DcapQuoteVerifier(roots, keptKeysMaximum);

    internal int KeptKeysCount => _verifier.KeptKeysCount;

    /// <summary>What is true of the quote at the given time, or the first reason to refuse it.</summary>
    public EvidenceVerification Verify(ReadOnlyMemory<byte> evidence, DateTimeOffset at) => _verifier.Verify(evidence, null, at) switch
    {
        DcapQuoteVerified { TrustDomain: not null } verified => new EvidenceVerified(verified),
        DcapQuoteVerified => new EvidenceRefused(AttestationErrors.QuoteMalformed, "an SGX quote"),
        var refused => refused,
    };
}
