using System.Collections.Immutable;

namespace LazAI.Attestation;

/// <summary>
/// What the signatures of one collateral are worth under some trusted roots. None of it depends on time or on a quote, so that it is
/// found out once; the checks take time and chain and cost no signature.
/// </summary>
internal sealed class VerifiedCollateral
{
    private readonly DcapCollateral _collateral;
    private readonly EvidenceRefused? _crlFault;
    private readonly EvidenceRefused? _signingChainFault;
    private readonly EvidenceRefused? _tcbInfoFault;
    private readonly EvidenceRefused? _qeIdentityFault;
    private readonly RootIssuedKey? _tcbInfoSigner;
    private readonly RootIssuedKey? _qeIdentitySigner;

    public VerifiedCollateral(DcapCollateral collateral, TrustedRootKeys roots)
    {
        _collateral = collateral;
        PckAuthority = RootIssuedKey.Verify(collateral.PckCrlIssuerChain, roots, mayIssue: true, out var fault);
        _crlFault = PckAuthority is null ? CrlInvalid($"issuer of the PCK CRL: {fault}") : FaultOfLists(collateral, PckAuthority);

        _tcbInfoSigner = VerifySigner(collateral.TcbInfoIssuerChain, roots, out var tcbInfoChainFault);
        _qeIdentitySigner = IsSame(collateral.QeIdentityIssuerChain, collateral.TcbInfoIssuerChain)
            ? _tcbInfoSigner
            : VerifySigner(collateral.QeIdentityIssuerChain, roots, out fault);
        _signingChainFault = _tcbInfoSigner is null ? SigningChainInvalid($"TCB info: {tcbInfoChainFault}")
            : _qeIdentitySigner is null ? SigningChainInvalid($"QE identity: {fault}")
            : null;
        if (_signingChainFault is null)
        {
            _tcbInfoFault = HasSigned(_tcbInfoSigner!, collateral.Parts.TcbInfo)
                ? null
                : new(AttestationErrors.TcbInfoSignatureInvalid, "the signature is not over this text");
            _qeIdentityFault = HasSigned(_qeIdentitySigner!, collateral.Parts.QeIdentity)
                ? null
                : new(AttestationErrors.QeIdentitySignatureInvalid, "the signature is not over this text");
        }
    }

    /// <summary>The authority whose revocation list this is; null when its chain does not hold.</summary>
    public RootIssuedKey? PckAuthority { get; }

    /// <summary>Whether the lists are the right ones for this chain, may be relied on at the time, and revoke none of it.</summary>
    public EvidenceRefused? CheckRevocation(PckCertificateChain chain, DateTimeOffset at)
    {
        if (_crlFault is not null)
        {
            return _crlFault;
        }

        // By name and key: an authority may have several certificates, and two authorities the same name.
        var authority = PckAuthority!.Certificate;
        if (!authority.Subject.SequenceEqual(chain.Issuer.Subject)
            || !authority.SubjectPublicKeyInfo.SequenceEqual(chain.Issuer.SubjectPublicKeyInfo)
            || !IsSameKey(PckAuthority.RootCertificate, chain.RootCertificate))
        {
            return CrlInvalid("the PCK CRL is not of the authority that issued the PCK certificate");
        }

        if (!PckAuthority.Validity.Contains(at))
        {
            return CrlInvalid("the PCK CRL's issuer chain is not valid at the time");
        }

        var (root, pck) = (_collateral.RootCrl, _collateral.PckCrl);
        return CheckCurrent(root.ThisUpdate, root.NextUpdate, at, "root CRL", AttestationErrors.CrlNotYetValid, null)
            ?? CheckCurrent(pck.ThisUpdate, pck.NextUpdate, at, "PCK CRL", AttestationErrors.CrlNotYetValid, null)
            ?? CheckCurrent(root.ThisUpdate, root.NextUpdate, at, "root CRL", null, AttestationErrors.CrlExpired)
            ?? CheckCurrent(pck.ThisUpdate, pck.NextUpdate, at, "PCK CRL", null, AttestationErrors.CrlExpired)
            ?? (root.Revokes(chain.Issuer) || root.Revokes(authority) ? Revoked(chain.Issuer) : null)
            ?? (pck.Revokes(chain.Pck) ? Revoked(chain.Pck) : null);
    }

    /// <summary>Whether those who signed TCB info and QE identity may have done so under the same root, at the time.</summary>
    public EvidenceRefused? CheckSigners(PckCertificateChain chain, DateTimeOffset at)
    {
        if (_signingChainFault is not null)
        {
            return _signingChainFault;
        }

        if (!IsSameKey(_tcbInfoSigner!.RootCertificate, chain.RootCertificate)
            || !IsSameKey(_qeIdentitySigner!.RootCertificate, chain.RootCertificate))
        {
            return SigningChainInvalid("another root than the quote's");
        }

        return _tcbInfoSigner.Validity.Intersect(_qeIdentitySigner.Validity).Check(
                at, AttestationErrors.TcbSigningCertificateNotYetValid, AttestationErrors.TcbSigningCertificateExpired)
            ?? CheckSignerRevocation(_tcbInfoSigner.Certificate)
            ?? CheckSignerRevocation(_qeIdentitySigner.Certificate);
    }

    /// <summary>Whether the TCB info is signed, current at the time, and about this kind of TEE and platform.</summary>
    public EvidenceRefused? CheckTcbInfo(bool isTdx, PckExtension platform, DateTimeOffset at)
    {
        var info = _collateral.TcbInfo;
        return _tcbInfoFault
            ?? CheckCurrent(
                info.IssueDate, info.NextUpdate, at, "TCB info", AttestationErrors.TcbInfoNotYetValid, AttestationErrors.TcbInfoExpired)
            ?? (info.IsTdx != isTdx ? Mismatch($"TCB info for {(info.IsTdx ? "TDX" : "SGX")}")
                : info.Fmspc != platform.Fmspc ? Mismatch($"FMSPC {info.Fmspc}, not {platform.Fmspc}")
                : info.PceId != platform.PceId ? Mismatch($"PCEID {info.PceId}, not {platform.PceId}")
                : null);

        static EvidenceRefused Mismatch(string detail) => new(AttestationErrors.TcbInfoMismatch, detail);
    }

    /// <summary>Whether the QE identity is signed, current at the time, and that of this quoting enclave.</summary>
    public EvidenceRefused? CheckQeIdentity(bool isTdx, EnclaveReport report, DateTimeOffset at)
    {
        var identity = _collateral.QeIdentity;
        var refusal = _qeIdentityFault
            ?? CheckCurrent(
                identity.IssueDate,
                identity.NextUpdate,
                at,
                "QE identity",
                AttestationErrors.QeIdentityNotYetValid,
                AttestationErrors.QeIdentityExpired);
        if (refusal is not null)
        {
            return refusal;
        }

        var mismatch = identity.Id != (isTdx ? QeIdentity.TdxId : QeIdentity.SgxId) ? $"identity {identity.Id}" : identity.MismatchOf(report);
        return mismatch is null ? null : new EvidenceRefused(AttestationErrors.QeIdentityMismatch, mismatch);
    }

    private static RootIssuedKey? VerifySigner(ImmutableArray<Certificate> chain, TrustedRootKeys roots, out string? fault)
    {
        if (chain is [var certificate, ..] && !certificate.SubjectCommonName.SequenceEqual(PckNames.IntelTcbSigning))
        {
            fault = "the first certificate is not for signing TCB info";
            return null;
        }

        return RootIssuedKey.Verify(chain, roots, mayIssue: false, out fault);
    }

    private static EvidenceRefused? FaultOfLists(DcapCollateral collateral, RootIssuedKey authority) =>
        !collateral.RootCrl.Issuer.SequenceEqual(authority.RootCertificate.Subject) ? CrlInvalid("the root CRL is another's")
        : !RootIssuedKey.MaySignLists(authority.RootCertificate) ? CrlInvalid("the root's key is not for revocation lists")
        : !authority.RootKey.Signed(collateral.RootCrl) ? CrlInvalid("the root did not sign the root CRL")
        : !collateral.PckCrl.Issuer.SequenceEqual(authority.Certificate.Subject) ? CrlInvalid("the PCK CRL is another's")
        : !RootIssuedKey.MaySignLists(authority.Certificate) ? CrlInvalid("the authority's key is not for revocation lists")
        : !authority.Key.Signed(collateral.PckCrl) ? CrlInvalid("its authority did not sign the PCK CRL")
        : null;

    private static bool HasSigned(RootIssuedKey signer, SignedText signed) =>
        signer.Key.VerifyEcdsa(signed.Text.Span, signed.Signature.Span);

    /// <summary>From its making on, until the next is due; a code that is null is not asked for.</summary>
    private static EvidenceRefused? CheckCurrent(
        DateTimeOffset made, DateTimeOffset nextUpdate, DateTimeOffset at, string what, string? notYetValid, string? expired) =>
        notYetValid is not null && at < made ? new(notYetValid, $"{what} of {made.UtcDateTime:u}")
        : expired is not null && at >= nextUpdate ? new(expired, $"{what}, the next was due {nextUpdate.UtcDateTime:u}")
        : null;

    private static bool IsSame(ImmutableArray<Certificate> one, ImmutableArray<Certificate> other)
    {
        var same = one.Length == other.Length;
        for (var index = 0; same && index < one.Length; index++)
        {
            same = one[index].Der.Span.SequenceEqual(other[index].Der.Span);
        }

        return same;
    }

    private static bool IsSameKey(Certificate one, Certificate other) =>
        one.SubjectPublicKeyInfo.SequenceEqual(other.SubjectPublicKeyInfo);

    private static EvidenceRefused CrlInvalid(string detail) => new(AttestationErrors.CrlInvalid, detail);

    private static EvidenceRefused SigningChainInvalid(string detail) => new(AttestationErrors.TcbSigningChainInvalid, detail);

    private static EvidenceRefused Revoked(Certificate certificate) =>
        new(AttestationErrors.CertificateRevoked, $"serial {certificate.Serial}");

    private EvidenceRefused? CheckSignerRevocation(Certificate signer) => _collateral.RootCrl.Revokes(signer)
        ? new(AttestationErrors.TcbSigningCertificateRevoked, $"serial {signer.Serial}")
        : null;
}
