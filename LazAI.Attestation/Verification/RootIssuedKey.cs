using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;

namespace LazAI.Attestation;

/// <summary>
/// A certificate directly under a trusted root, verified but for time and revocation, and its key: a PCK authority or Intel's signer
/// of collateral.
/// </summary>
internal sealed class RootIssuedKey
{
    private RootIssuedKey(Certificate certificate, Certificate rootCertificate, CertificateKey key, CertificateKey rootKey)
    {
        Certificate = certificate;
        RootCertificate = rootCertificate;
        Key = key;
        RootKey = rootKey;
        Validity = certificate.Validity.Intersect(rootCertificate.Validity);
    }

    public Certificate Certificate { get; }

    public Certificate RootCertificate { get; }

    public CertificateKey Key { get; }

    public CertificateKey RootKey { get; }

    public ValidityPeriod Validity { get; }

    /// <summary>Verifies the chain certificate, root; null, with what is wrong for people, unless it holds.</summary>
    /// <param name="mayIssue">Whether the certificate must be an authority's (of the lowest level) or must not.</param>
    public static RootIssuedKey? Verify(ImmutableArray<Certificate> chain, TrustedRootKeys roots, bool mayIssue, out string? fault)
    {
        if (chain is not [var certificate, var rootCertificate])
        {
            fault = "not two certificates";
            return null;
        }

        if (!roots.TryFind(rootCertificate.Der.Span, out var root))
        {
            fault = $"untrusted root {root.Fingerprint}";
            return null;
        }

        return Verify(certificate, rootCertificate, root, roots, mayIssue, out fault);
    }

    /// <inheritdoc cref="Verify(ImmutableArray{Certificate}, TrustedRootKeys, bool, out string?)"/>
    public static RootIssuedKey? Verify(
        Certificate certificate, Certificate rootCertificate, TrustedRoot root, TrustedRootKeys roots, bool mayIssue, out string? fault)
    {
        fault = !roots.TryGetKey(root, rootCertificate, out var rootKey) ? "the root's key is none"
            : mayIssue != certificate.IsAuthority ? "the certificate is for another use"
            : !mayIssue && !MaySign(certificate) ? "the certificate's key is not for signatures"
            : certificate.KeyKind != CertificateKeyKind.P256 ? "the certificate's key is not on P-256"
            : CertificateIssuance.FaultOf(certificate, rootCertificate, rootKey, authoritiesBelow: mayIssue ? 1 : 0);
        if (fault is not null)
        {
            return null;
        }

        var key = CertificateKey.TryImport(certificate);
        fault = key is null ? "the certificate's key is no point of P-256" : null;
        return key is null ? null : new RootIssuedKey(certificate, rootCertificate, key, rootKey!);
    }

    /// <summary>Key usage, where it is stated, allows digital signatures.</summary>
    public static bool MaySign(Certificate certificate) => certificate.KeyUsage?.HasFlag(X509KeyUsageFlags.DigitalSignature) != false;

    /// <summary>Key usage, where it is stated, allows signing revocation lists (RFC 5280, 6.3.3 f).</summary>
    public static bool MaySignLists(Certificate certificate) => certificate.KeyUsage?.HasFlag(X509KeyUsageFlags.CrlSign) != false;
}
