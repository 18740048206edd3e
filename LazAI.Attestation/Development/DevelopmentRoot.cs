using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LazAI.Cryptography;

namespace LazAI.Attestation.Development;

/// <summary>
/// INSECURE by nature: a root of trust that is a key in a file. Whoever reads the file can make evidence for anything, so every
/// deployment makes its own, and it counts only where a verifier and a policy name its fingerprint.
/// </summary>
public sealed class DevelopmentRoot : IDisposable
{
    private const string KeyLabel = "PRIVATE KEY";
    private const string CertificateLabel = "CERTIFICATE";

    private readonly X509Certificate2 _certificate;

    private DevelopmentRoot(ECDsa key, X509Certificate2 certificate)
    {
        Key = key;
        _certificate = certificate;
        Fingerprint = new Bytes32(SHA256.HashData(certificate.RawDataMemory.Span));
    }

    /// <summary>SHA-256 of the certificate: the name under which verifiers and policies know this root.</summary>
    public Bytes32 Fingerprint { get; }

    /// <summary>This root for a <see cref="DcapQuoteVerifier"/>.</summary>
    public TrustedRoot TrustedRoot => TrustedRoot.Development(Fingerprint);

    /// <summary>The DER certificate.</summary>
    public ReadOnlyMemory<byte> Certificate => _certificate.RawDataMemory;

    internal ECDsa Key { get; }

    /// <summary>
    /// Makes a root with a fresh P-256 key from the operating system; <paramref name="random"/> gives its serial number. Certificates
    /// count whole seconds, so parts of a second are cut off.
    /// </summary>
    public static DevelopmentRoot Create(RandomNumberGenerator random, DateTimeOffset notBefore, DateTimeOffset notAfter)
    {
        ArgumentNullException.ThrowIfNull(random);
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new DevelopmentRoot(key, DevelopmentCertificates.Root(key, new ValidityPeriod(notBefore, notAfter), random));
    }

    /// <summary>Certificate and unencrypted private key (PKCS #8) as one PEM text: a secret of the deployment.</summary>
    public string ExportPem() =>
        PemEncoding.WriteString(CertificateLabel, _certificate.RawDataMemory.Span)
        + "\n"
        + PemEncoding.WriteString(KeyLabel, Key.ExportPkcs8PrivateKey())
        + "\n";

    /// <summary>Reads what <see cref="ExportPem"/> wrote; false when the text holds no development root with its own key.</summary>
    public static bool TryImportPem(string pem, [NotNullWhen(true)] out DevelopmentRoot? root)
    {
        ArgumentNullException.ThrowIfNull(pem);
        root = null;
        X509Certificate2? certificate = null;
        ECDsa? key = null;
        try
        {
            certificate = X509Certificate2.CreateFromPem(pem);
            key = ECDsa.Create();
            key.ImportFromPem(pem);
            using var certified = certificate.GetECDsaPublicKey();
            if (certified is not null
                && certificate.SubjectName.RawData.AsSpan().SequenceEqual(DevelopmentNames.Root.RawData)
                && certified.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key.ExportSubjectPublicKeyInfo()))
            {
                root = new DevelopmentRoot(key, certificate);
            }
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            // Not a certificate and its key: answered below.
        }

        if (root is null)
        {
            certificate?.Dispose();
            key?.Dispose();
        }

        return root is not null;
    }

    /// <summary>Forgets the key.</summary>
    public void Dispose()
    {
        Key.Dispose();
        _certificate.Dispose();
    }
}
