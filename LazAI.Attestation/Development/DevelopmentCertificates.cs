using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LazAI.Attestation.Development;

/// <summary>Makes the three kinds of development certificate in the shape of the genuine ones.</summary>
internal static class DevelopmentCertificates
{
    private const int SerialLength = 20;

    public static X509Certificate2 Root(ECDsa key, ValidityPeriod validity, RandomNumberGenerator random) =>
        Sign(Authority(DevelopmentNames.Root, key, pathLength: 1), DevelopmentNames.Root, key, validity, random);

    public static X509Certificate2 Issuer(ECDsa key, ECDsa rootKey, ValidityPeriod validity, RandomNumberGenerator random) =>
        Sign(Authority(DevelopmentNames.Issuer, key, pathLength: 0), DevelopmentNames.Root, rootKey, validity, random);

    public static X509Certificate2 Pck(
        ECDsa key, PckExtension platform, ECDsa issuerKey, ValidityPeriod validity, RandomNumberGenerator random)
    {
        var request = new CertificateRequest(DevelopmentNames.Pck, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.NonRepudiation, critical: true));
        request.CertificateExtensions.Add(new X509Extension(PckExtension.Oid, PckExtensionWriter.Encode(platform), critical: false));
        return Sign(request, DevelopmentNames.Issuer, issuerKey, validity, random);
    }

    private static CertificateRequest Authority(X500DistinguishedName subject, ECDsa key, int pathLength)
    {
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, pathLength, critical: true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        return request;
    }

    private static X509Certificate2 Sign(
        CertificateRequest request, X500DistinguishedName issuer, ECDsa issuerKey, ValidityPeriod validity, RandomNumberGenerator random)
    {
        // RFC 5280, 4.1.2.2: a positive number of at most 20 bytes.
        var serial = new byte[SerialLength];
        random.GetBytes(serial);
        serial[0] = (byte)((serial[0] & 0x7f) | 0x40);
        return request.Create(issuer, X509SignatureGenerator.CreateForECDsa(issuerKey), validity.NotBefore, validity.NotAfter, serial);
    }
}
