namespace LazAI.Attestation;

/// <summary>
/// Shows whether an SEV-SNP report is authentic: AMD's chain up to a pinned root, revocation, the report's signature, and that the
/// certificate is for this product, kind of key, chip and TCB. All in one call, because a report under another chip's valid certificate
/// must never pass for verified.
/// </summary>
/// <remarks>
/// A pure function of report, certificates, list, roots and time: it reads no clock, file or network, and hostile bytes make it refuse,
/// never throw. One instance serves any number of threads and keeps the chains that held.
/// </remarks>
public sealed class SnpReportVerifier
{
    private const int KeptChainsMaximum = 4096;

    private readonly SnpEndorser _endorser;

    /// <summary>A verifier for chains that end in one of the given roots; <see cref="SnpTrustedRoot.Amd"/> are AMD's.</summary>
    public SnpReportVerifier(IEnumerable<SnpTrustedRoot> roots)
        : this(roots, KeptChainsMaximum)
    {
    }

    internal SnpReportVerifier(IEnumerable<SnpTrustedRoot> roots, int keptChainsMaximum) =>
        _endorser = new SnpEndorser([.. roots], keptChainsMaximum);

    internal int KeptChainsCount => _endorser.KeptCount;

    /// <summary>
    /// What is true of the report at the given time (<see cref="SnpReportVerified"/>), or the first reason to refuse it.
    /// </summary>
    /// <param name="evidence">The report, alone or in the firmware's buffer.</param>
    /// <param name="certificates">The certificates under it.</param>
    /// <param name="revocationList">The root's list; null leaves revocation unchecked, and the result says so.</param>
    /// <param name="at">The time of verification.</param>
    public EvidenceVerification Verify(
        ReadOnlyMemory<byte> evidence, SnpCertificates certificates, CertificateRevocationList? revocationList, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(certificates);

        // 1. The layout is that of a report of a known version.
        if (!SnpReport.TryParse(evidence, out var report, out var error))
        {
            return new EvidenceRefused(AttestationErrors.SnpReportMalformed, error.ToString());
        }

        // 2. The certificates lead to a pinned root of AMD, under AMD's names.
        var endorsement = _endorser.Endorse(certificates, out var refusal);
        if (endorsement is null)
        {
            return refusal!;
        }

        // 3. All of them are valid at the time, 4. and the root's list revokes none.
        refusal = endorsement.Validity.Check(at)
            ?? (revocationList is null ? null : endorsement.CheckRevocation(revocationList, at));
        if (refusal is not null)
        {
            return refusal;
        }

        // 5. The endorsement key signed the report. From here on what the report says is the firmware's word.
        if (!endorsement.Signed(report))
        {
            return new EvidenceRefused(AttestationErrors.SignatureInvalid, "the endorsement key did not sign the report");
        }

        return CheckProduct(report, endorsement)
            ?? CheckSigningKey(report.KeyInfo, endorsement)
            ?? CheckChip(report, endorsement)
            ?? CheckTcb(report, endorsement)
            ?? (EvidenceVerification)new SnpReportVerified(report, endorsement, revocationList is not null);
    }

    /// <summary>The same with the certificates of the host's table, which must hold all three.</summary>
    /// <param name="evidence">The report, alone or in the firmware's buffer.</param>
    /// <param name="certificateTable">The table beside it, see <see cref="SnpCertificateTable"/>.</param>
    /// <param name="revocationList">The root's list; null leaves revocation unchecked, and the result says so.</param>
    /// <param name="at">The time of verification.</param>
    public EvidenceVerification Verify(
        ReadOnlyMemory<byte> evidence,
        ReadOnlyMemory<byte> certificateTable,
        CertificateRevocationList? revocationList,
        DateTimeOffset at)
    {
        if (!SnpReport.TryParse(evidence, out var report, out var error))
        {
            return new EvidenceRefused(AttestationErrors.SnpReportMalformed, error.ToString());
        }

        if (!SnpCertificateTable.TryParse(certificateTable, out var table))
        {
            return new EvidenceRefused(AttestationErrors.SnpCertificateTableMalformed, "no certificate table");
        }

        return SnpCertificates.TryFind(table, report.KeyInfo.SigningKey, out var certificates)
            ? Verify(evidence, certificates, revocationList, at)
            : new EvidenceRefused(AttestationErrors.ChainMalformed, "the table lacks a certificate");
    }

    /// <summary>
    /// 6. The processor is of the root's product line. Version 2 does not name it; there Turin, whose TCB has another layout, is refused.
    /// </summary>
    private static EvidenceRefused? CheckProduct(in SnpReport report, SnpEndorsement endorsement)
    {
        var product = endorsement.Root.Product;
        return report.Processor is { } processor
            ? processor.Product == product ? null : Refuse($"{processor} under a key for {product}")
            : product == SnpProduct.Turin ? Refuse("a report of version 2 cannot be Turin's") : null;

        static EvidenceRefused Refuse(string detail) => new(AttestationErrors.SnpProductMismatch, detail);
    }

    /// <summary>7. The firmware says that it signed with this kind of key.</summary>
    private static EvidenceRefused? CheckSigningKey(SnpKeyInfo info, SnpEndorsement endorsement) =>
        info.SigningKey == endorsement.Kind
            ? null
            : new EvidenceRefused(AttestationErrors.SnpSigningKeyMismatch, $"{info.SigningKey} named, {endorsement.Kind} given");

    /// <summary>
    /// 8. The chip is the certificate's. A masked chip key signs nothing, so a report under a VCEK that says its key is masked
    /// contradicts itself; a masked identifier alone is allowed, and one of the report's conditions.
    /// </summary>
    private static EvidenceRefused? CheckChip(in SnpReport report, SnpEndorsement endorsement)
    {
        if (endorsement.Extensions.ChipId is not { } certified)
        {
            return null;
        }

        return report.KeyInfo.IsChipKeyMasked ? new(AttestationErrors.SnpChipKeyMasked, "the chip's key is masked, and yet it signed")
            : report.ChipId != certified && !report.ChipId.IsZero
                ? new(AttestationErrors.SnpChipIdMismatch, $"report of {report.ChipId}, certificate of {certified}")
            : null;
    }

    /// <summary>9. The TCB that the firmware reports is, byte by byte, the one that the key was made for.</summary>
    private static EvidenceRefused? CheckTcb(in SnpReport report, SnpEndorsement endorsement)
    {
        var reported = report.ReportedTcb(endorsement.Root.Product);
        return reported == endorsement.Extensions.Tcb
            ? null
            : new EvidenceRefused(AttestationErrors.SnpTcbMismatch, $"reported {reported}; certificate {endorsement.Extensions.Tcb}");
    }
}
