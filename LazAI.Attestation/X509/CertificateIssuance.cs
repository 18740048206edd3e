using System.Security.Cryptography.X509Certificates;

namespace LazAI.Attestation;

/// <summary>One link of path validation (RFC 5280, 6.1.3 and 6.1.4), without time and revocation.</summary>
internal static class CertificateIssuance
{
    /// <summary>
    /// Why <paramref name="issuer"/> did not issue <paramref name="certificate"/>, for people; null when it did: names follow, the
    /// issuer is an authority for certificates and for a path as long as this one, and its key signed.
    /// </summary>
    /// <param name="issuerKey">The issuer's key.</param>
    /// <param name="authoritiesBelow">How many authorities stand between the issuer and the last certificate.</param>
    public static string? FaultOf(Certificate certificate, Certificate issuer, CertificateKey issuerKey, int authoritiesBelow) =>
        !certificate.Issuer.SequenceEqual(issuer.Subject) ? "the issuer has another name"
        : !issuer.IsAuthority ? "the issuer is no authority"
        : issuer.PathLengthMaximum < authoritiesBelow ? "the issuer's path is too short"
        : issuer.KeyUsage?.HasFlag(X509KeyUsageFlags.KeyCertSign) == false ? "the issuer's key is not for certificates"
        : !issuerKey.Signed(certificate) ? "the issuer did not sign it"
        : null;
}
