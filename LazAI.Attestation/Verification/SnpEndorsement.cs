namespace LazAI.Attestation;

/// <summary>
/// An endorsement key whose certificate leads to a trusted root, for the times of <see cref="Validity"/>. Revocation depends on a list
/// that changes, and is asked anew each time.
/// </summary>
internal sealed class SnpEndorsement(
    SnpTrustedRoot root,
    SnpSigningKey kind,
    SnpKeyExtensions extensions,
    ValidityPeriod validity,
    CertificateKey key,
    Certificate signer,
    Certificate rootCertificate,
    CertificateKey rootKey)
{
    public SnpTrustedRoot Root { get; } = root;

    public SnpSigningKey Kind { get; } = kind;

    public SnpKeyExtensions Extensions { get; } = extensions;

    public ValidityPeriod Validity { get; } = validity;

    /// <summary>
    /// Whether the root's list says that AMD's signing key still holds. The list is the root's by name and key, and current at the time:
    /// an old one would hide what came after.
    /// </summary>
    public EvidenceRefused? CheckRevocation(CertificateRevocationList list, DateTimeOffset at) =>
        !list.Issuer.SequenceEqual(rootCertificate.Subject)
        || !RootIssuedKey.MaySignLists(rootCertificate)
        || !rootKey.Signed(list) ? new(AttestationErrors.CrlInvalid, "the list is not signed by the root of this chain")
        : at < list.ThisUpdate ? new(AttestationErrors.CrlNotYetValid, $"list of {list.ThisUpdate.UtcDateTime:u}")
        : !list.IsCurrent(at) ? new(AttestationErrors.CrlExpired, $"the next list was due {list.NextUpdate.UtcDateTime:u}")
        : list.Revokes(signer) ? new(AttestationErrors.CertificateRevoked, $"AMD signing key, serial {signer.Serial}")
        : list.Revokes(rootCertificate) ? new(AttestationErrors.CertificateRevoked, $"root key, serial {rootCertificate.Serial}")
        : null;

    /// <summary>Whether the key signed the report: R and S little-endian in 72 bytes each, of which only 48 may be used.</summary>
    public bool Signed(in SnpReport report)
    {
        const int NumberLength = 48;
        Span<byte> signature = stackalloc byte[2 * NumberLength];
        if (report.SignatureR[NumberLength..].ContainsAnyExcept((byte)0) || report.SignatureS[NumberLength..].ContainsAnyExcept((byte)0))
        {
            return false;
        }

        report.SignatureR[..NumberLength].CopyTo(signature);
        report.SignatureS[..NumberLength].CopyTo(signature[NumberLength..]);
        signature[..NumberLength].Reverse();
        signature[NumberLength..].Reverse();
        return key.VerifyEcdsa(report.SignedBytes, signature);
    }
}
