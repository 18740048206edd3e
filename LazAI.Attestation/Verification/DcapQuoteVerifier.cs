using System.Runtime.CompilerServices;

namespace LazAI.Attestation;

/// <summary>
/// Shows whether an SGX or TDX quote is authentic and how up to date its platform is: Intel's quote verification in trust order,
/// completely. Each step rests on the ones before, and the first that fails gives the reason, so that
/// <see cref="AttestationErrors.InPrecedence"/> lists the reasons in the order of the steps.
/// </summary>
/// <remarks>
/// A pure function of quote, collateral, roots and time: it reads no clock, file or network, and hostile bytes make it refuse, never
/// throw. One instance serves any number of threads. It keeps what it has found out of collateral objects and attestation keys that
/// does not depend on time, so that a further quote costs only its own signatures.
/// </remarks>
public sealed class DcapQuoteVerifier
{
    private const int KeptKeysMaximum = 4096;

    private readonly TrustedRootKeys _roots;
    private readonly CertifiedKeys _keys;
    private readonly ConditionalWeakTable<DcapCollateral, VerifiedCollateral> _collaterals = [];

    /// <summary>A verifier for chains that end in one of the given roots.</summary>
    /// <param name="roots">The roots to trust, such as <see cref="TrustedRoot.Intel"/>.</param>
    /// <param name="keptKeysMaximum">
    /// How many attestation keys are kept, some 4 KiB each; 0 for none. With fewer than there are platforms their quotes cost more.
    /// </param>
    public DcapQuoteVerifier(IEnumerable<TrustedRoot> roots, int keptKeysMaximum = KeptKeysMaximum)
    {
        _roots = new TrustedRootKeys([.. roots]);
        _keys = new CertifiedKeys(keptKeysMaximum);
    }

    internal int KeptKeysCount => _keys.Count;

    /// <summary>What is true of the quote at the given time (<see cref="DcapQuoteVerified"/>), or the first reason to refuse it.</summary>
    /// <param name="evidence">The quote, and anything behind it, which is ignored.</param>
    /// <param name="collateral">Of the quote's platform. Not asked for under a development root, where it is not looked at.</param>
    /// <param name="at">The time of verification.</param>
    /// <param name="pckChain">
    /// PEM of PCK certificate, issuer and root, for a quote that only names its platform. Used in place of what the quote carries.
    /// </param>
    public EvidenceVerification Verify(
        ReadOnlyMemory<byte> evidence, DcapCollateral? collateral, DateTimeOffset at, ReadOnlyMemory<byte> pckChain = default)
    {
        // 1. The layout is that of a quote with an ECDSA P-256 key, made by a quoting enclave of a known make.
        if (!DcapQuote.TryParse(evidence, out var quote, out var error))
        {
            return new EvidenceRefused(AttestationErrors.QuoteMalformed, error.ToString());
        }

        if (!quote.Header.QeVendorId.SequenceEqual(QuoteHeader.IntelQeVendorId))
        {
            return new EvidenceRefused(AttestationErrors.QeVendorUnknown, Convert.ToHexStringLower(quote.Header.QeVendorId));
        }

        // 2. The PCK chain is there, 3. ends in a trusted root, 4. is valid at the time, 5. and not revoked;
        // 6. its key signed the QE report, 7. which binds the attestation key.
        var verified = collateral is null ? null : _collaterals.GetValue(collateral, created => new(created, _roots));
        var key = Certify(quote, verified, at, pckChain, out var refusal);
        if (key is null)
        {
            return refusal!;
        }

        // 8. The attestation key signed header and body.
        if (!key.Signed(quote))
        {
            return new EvidenceRefused(AttestationErrors.SignatureInvalid, "the attestation key did not sign the quote");
        }

        if (key.Chain.Root.Kind == EvidenceRoot.Development)
        {
            return new DcapQuoteVerified(quote, key.Chain, tcb: null);
        }

        var tcb = Evaluate(quote, key.Chain, collateral, verified, at, out refusal);
        return tcb is null ? refusal! : new DcapQuoteVerified(quote, key.Chain, tcb);
    }

    private CertifiedAttestationKey? Certify(
        DcapQuote quote, VerifiedCollateral? collateral, DateTimeOffset at, ReadOnlyMemory<byte> pckChain, out EvidenceRefused? refusal)
    {
        // 2.
        if (pckChain.IsEmpty && quote.CertificationDataType != CertificationDataType.PckCertificateChain)
        {
            refusal = new EvidenceRefused(AttestationErrors.PckChainRequired, quote.CertificationDataType.ToString());
            return null;
        }

        // 3.
        var digest = CertifiedKeys.DigestOf(quote, pckChain.Span);
        var known = _keys.Find(digest);
        refusal = null;
        var chain = known?.Chain ?? PckCertificateChain.Verify(
            pckChain.IsEmpty ? quote.CertificationData : pckChain.Span, _roots, collateral?.PckAuthority, out refusal);
        if (chain is null)
        {
            return null;
        }

        // 4. and 5. Whether a development root's key was stolen is known without a list.
        refusal = chain.Validity.Check(at);
        if (refusal is null && chain.Root.Kind != EvidenceRoot.Development)
        {
            refusal = collateral?.CheckRevocation(chain, at);
        }

        if (refusal is not null || known is not null)
        {
            return refusal is null ? known : null;
        }

        // 6. and 7.
        var key = CertifiedAttestationKey.Certify(quote, chain, out refusal);
        if (key is not null)
        {
            _keys.Keep(digest, key);
        }

        return key;
    }

    private static TcbEvaluation? Evaluate(
        DcapQuote quote,
        PckCertificateChain chain,
        DcapCollateral? collateral,
        VerifiedCollateral? verified,
        DateTimeOffset at,
        out EvidenceRefused? refusal)
    {
        // 9. How far a genuine platform can be trusted is known from collateral alone.
        var platform = chain.Platform!;
        if (collateral is null || verified is null)
        {
            refusal = new EvidenceRefused(AttestationErrors.CollateralRequired, $"platform FMSPC {platform.Fmspc}");
            return null;
        }

        // 10. Intel's signers signed it, 11. the TCB info is of this platform, 12. the TDX module is Intel's,
        // 13. and the identity is that of this quoting enclave.
        refusal = verified.CheckSigners(chain, at)
            ?? verified.CheckTcbInfo(quote.IsTdx, platform, at)
            ?? (quote.IsTdx ? TcbEvaluator.CheckModule(collateral.TcbInfo, quote.TdReport) : null)
            ?? verified.CheckQeIdentity(quote.IsTdx, quote.QeReport, at);

        // 14. The levels that platform, module and quoting enclave reach, and what they come to.
        return refusal is null ? TcbEvaluator.Evaluate(collateral, quote, platform, out refusal) : null;
    }
}
