using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using LazAI.Cryptography;

namespace LazAI.Attestation.Tests;

/// <summary>Revocation lists count only under keys whose certificates are for them.</summary>
public sealed class DcapListSignerTests : IDisposable
{
    private const X509KeyUsageFlags Both = X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign;

    private readonly ECDsa _rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa _authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    [VectorTheory]
    [InlineData(Both, Both, "not of the authority that issued")]
    [InlineData(X509KeyUsageFlags.KeyCertSign, Both, "the root's key is not for revocation lists")]
    [InlineData(Both, X509KeyUsageFlags.KeyCertSign, "the authority's key is not for revocation lists")]
    public void Lists_SignedByAKeyThatIsNotForThem_AreRefusedBeforeTheyAreLookedAt(X509KeyUsageFlags root, X509KeyUsageFlags authority, string detail)
    {
        var attempt = DcapAttempt.Of("tdx-v4-phala-2025");
        var rootDer = Authority("CN=Root", _rootKey, "CN=Root", 1, root);
        var changed = (attempt with { Roots = [.. attempt.Roots, new TrustedRoot(EvidenceRoot.Intel, new Bytes32(SHA256.HashData(rootDer)))] })
            .With("pck_crl_issuer_chain", _ => Encoding.ASCII.GetString(QuoteForge.Pem(Authority("CN=Authority", _authorityKey, "CN=Root", 0, authority), rootDer)))
            .With("root_ca_crl", _ => List("CN=Root", _rootKey, attempt.At))
            .With("pck_crl", _ => List("CN=Authority", _authorityKey, attempt.At));

        var refused = Assert.IsType<EvidenceRefused>(changed.Verify());

        Assert.Equal(AttestationErrors.CrlInvalid, refused.Code);
        Assert.Contains(detail, refused.Detail, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _rootKey.Dispose();
        _authorityKey.Dispose();
    }

    private byte[] Authority(string name, ECDsa key, string issuer, int pathLength, X509KeyUsageFlags usage)
    {
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, pathLength, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(usage, critical: true));
        using var certificate = request.Create(
            new X500DistinguishedName(issuer), X509SignatureGenerator.CreateForECDsa(_rootKey), new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero),
            new(2040, 1, 1, 0, 0, 0, TimeSpan.Zero), [1]);
        return certificate.RawData;
    }

    private static string List(string issuer, ECDsa key, DateTimeOffset at) => Convert.ToHexString(new CertificateRevocationListBuilder().Build(
        new X500DistinguishedName(issuer), X509SignatureGenerator.CreateForECDsa(key), 1, at.AddDays(1), HashAlgorithmName.SHA256,
        X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(new X509SubjectKeyIdentifierExtension([1, 2], false)), at.AddDays(-1)));
}
