namespace LazAI.Attestation;

/// <summary>
/// Shows whether a TDX quote is authentic: Intel's quote verification, section by section in trust order, as far as it goes
/// without collateral. That suffices for development roots; a genuine platform, whose certificates may be revoked and whose
/// firmware may be old, is refused with <see cref="AttestationErrors.CollateralRequired"/> after all its signatures were checked.
/// </summary>
/// <remarks>
/// A pure function of quote, roots and time: it reads no clock, file or network, and hostile bytes make it refuse, never throw.
/// One instance serves any number of threads and keeps the attestation keys that it has certified.
/// </remarks>
public sealed class TdxQuoteVerifier
{
    private const int KeptKeysMaximum = 4096;

    private readonly AttestationKeyCertifier _certifier;

    /// <summary>A verifier for chains that end in one of the given roots.</summary>
    public TdxQuoteVerifier(IEnumerable<TrustedRoot> roots)
        : this(roots, KeptKeysMaximum)
    {
    }

    internal TdxQuoteVerifier(IEnumerable<TrustedRoot> roots, int keptKeysMaximum) =>
        _certifier = new AttestationKeyCertifier([.. roots], keptKeysMaximum);

    internal int KeptKeysCount => _certifier.KeptCount;

    /// <summary>What is true of the quote at the given time, or the first reason to refuse it.</summary>
    public EvidenceVerification Verify(ReadOnlyMemory<byte> evidence, DateTimeOffset at)
    {
        // 1. The layout is that of a TDX quote with an ECDSA P-256 key and a PCK chain.
        if (!DcapQuote.TryParse(evidence, out var quote, out var error))
        {
            return new EvidenceRefused(AttestationErrors.QuoteMalformed, error.ToString());
        }

        if (!quote.IsTdx)
        {
            return new EvidenceRefused(AttestationErrors.QuoteMalformed, "an SGX quote");
        }

        // 2. The quoting enclave is of a known make.
        if (!quote.Header.QeVendorId.SequenceEqual(QuoteHeader.IntelQeVendorId))
        {
            return new EvidenceRefused(AttestationErrors.QeVendorUnknown, Convert.ToHexStringLower(quote.Header.QeVendorId));
        }

        if (quote.CertificationDataType != CertificationDataType.PckCertificateChain)
        {
            return new EvidenceRefused(AttestationErrors.PckChainRequired, quote.CertificationDataType.ToString());
        }

        // 3. The PCK chain ends in a trusted root, 4. is valid at the time, 5. its key signed the QE report,
        // 6. which binds the attestation key.
        var key = _certifier.Certify(quote, at, out var refusal);
        if (key is null)
        {
            return refusal!;
        }

        // 7. The attestation key signed header and TD report.
        if (!key.Signed(quote.SignedBytes, quote.Signature))
        {
            return new EvidenceRefused(AttestationErrors.SignatureInvalid, "the attestation key did not sign the quote");
        }

        // 8. Revocation, TCB level, QE and module identity of a genuine platform are in Intel's collateral.
        return key.Root.Kind == EvidenceRoot.Development
            ? new EvidenceVerified(EvidenceKind.TdxQuote, key, quote.TdReport)
            : new EvidenceRefused(AttestationErrors.CollateralRequired, $"platform FMSPC {key.Platform?.Fmspc ?? "unknown"}");
    }
}
