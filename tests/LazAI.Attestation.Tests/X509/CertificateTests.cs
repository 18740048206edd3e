using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Attestation.Tests;

/// <summary>The certificate reader beside .NET's own, on every certificate of the vectors.</summary>
public sealed class CertificateTests(ITestOutputHelper output)
{
    [VectorTheory]
    [MemberData(nameof(CertificateVectors.Certificates), MemberType = typeof(CertificateVectors))]
    public void VectorCertificate_Parsed_HasTheFieldsThatTheFrameworkFinds(string name)
    {
        var der = CertificateVectors.Certificate(name);
        using var expected = X509CertificateLoader.LoadCertificate(der);

        Assert.True(Certificate.TryParse(der, out var certificate, out var error), error.ToString());

        Assert.Equal(expected.SerialNumber.PadLeft(40, '0')[^40..], certificate.Serial.ToString(), ignoreCase: true);
        Assert.Equal(expected.SubjectName.RawData, certificate.Subject);
        Assert.Equal(expected.IssuerName.RawData, certificate.Issuer);
        Assert.Equal(expected.GetNameInfo(X509NameType.SimpleName, forIssuer: false), Encoding.UTF8.GetString(certificate.SubjectCommonName));
        Assert.Equal(expected.GetNameInfo(X509NameType.SimpleName, forIssuer: true), Encoding.UTF8.GetString(certificate.IssuerCommonName));
        Assert.Equal(expected.NotBefore.ToUniversalTime(), certificate.Validity.NotBefore.UtcDateTime);
        Assert.Equal(expected.NotAfter.ToUniversalTime(), certificate.Validity.NotAfter.UtcDateTime);
        Assert.Equal(TimeSpan.Zero, certificate.Validity.NotAfter.Offset);
        Assert.Equal(expected.PublicKey.ExportSubjectPublicKeyInfo(), certificate.SubjectPublicKeyInfo);
        Assert.Equal(AlgorithmOf(expected), certificate.SignatureAlgorithm);
        Assert.Equal(KindOf(expected), certificate.KeyKind);
        var basic = expected.Extensions.OfType<X509BasicConstraintsExtension>().SingleOrDefault();
        Assert.Equal(basic?.CertificateAuthority ?? false, certificate.IsAuthority);
        Assert.Equal(basic is { HasPathLengthConstraint: true } ? basic.PathLengthConstraint : null, certificate.PathLengthMaximum);
        Assert.Equal(expected.Extensions.OfType<X509KeyUsageExtension>().SingleOrDefault()?.KeyUsages, certificate.KeyUsage);
    }

    [VectorTheory]
    [MemberData(nameof(CertificateVectors.Certificates), MemberType = typeof(CertificateVectors))]
    public void VectorCertificate_EachExtension_IsFoundByItsIdentifier(string name)
    {
        var der = CertificateVectors.Certificate(name);
        using var expected = X509CertificateLoader.LoadCertificate(der);
        Assert.True(Certificate.TryParse(der, out var certificate, out _));

        Assert.NotEmpty(expected.Extensions);
        Assert.All(expected.Extensions, extension =>
        {
            Assert.True(certificate.TryGetExtension(Oids.Encode(extension.Oid!.Value!), out var value));
            Assert.Equal(extension.RawData, value);
        });
        Assert.False(certificate.TryGetExtension(Oids.Encode("2.5.29.99"), out _));
    }

    [VectorTheory]
    [MemberData(nameof(CertificateVectors.IssuedCertificates), MemberType = typeof(CertificateVectors))]
    public void VectorCertificate_UnderItsIssuersKey_IsSignedAndWithAnyBitChangedIsNot(string name)
    {
        var random = TestSeed.Create(output);
        var der = CertificateVectors.Certificate(name);
        Assert.True(Certificate.TryParse(der, out var certificate, out _));
        var issuer = CertificateVectors.IssuerOf(certificate.Issuer, key => key.Signed(certificate));
        using var key = CertificateKey.TryImport(issuer)!;
        Assert.Null(CertificateIssuance.FaultOf(certificate, issuer, key, authoritiesBelow: 0));

        for (var offset = 0; offset < der.Length; offset++)
        {
            var changed = QuoteForge.Flip(der, offset, (byte)(1 << random.Next(8)));
            Assert.False(Certificate.TryParse(changed, out var other, out _) && key.Signed(other), $"byte {offset} changed");
        }
    }

    [VectorTheory]
    [MemberData(nameof(CertificateVectors.Certificates), MemberType = typeof(CertificateVectors))]
    public void VectorCertificate_TruncatedOrExtended_IsRefused(string name)
    {
        var der = CertificateVectors.Certificate(name);
        for (var length = 0; length < der.Length; length++)
        {
            Assert.False(Certificate.TryParse(der.AsMemory(0, length), out _, out _));
        }

        Assert.False(Certificate.TryParse((byte[])[.. der, 0], out _, out _));
    }

    /// <summary>One certificate of each shape, every byte changed to every other value: a value or a refusal, never an exception.</summary>
    [VectorTheory]
    [InlineData("snp/certs/turin-vcek.der")]
    [InlineData("snp/certs/snp-v3-milan-vlek-trustee-ek.der")]
    [InlineData("snp/certs/amd-milan-vcek-ask-ark.pem#0")]
    [InlineData("dcap/quotes/tdx-v4-phala-2025-padded.bin#0")]
    [InlineData("dcap/roots/intel-sgx-root-ca.der")]
    public void VectorCertificate_EveryByteChangedToEveryValue_NeverThrows(string name)
    {
        var der = CertificateVectors.Certificate(name);
        var changed = der.ToArray();
        var parsed = 0;
        for (var offset = 0; offset < der.Length; offset++)
        {
            for (var mask = 1; mask < 256; mask++)
            {
                changed[offset] = (byte)(der[offset] ^ mask);
                if (Certificate.TryParse(changed, out var certificate, out var error))
                {
                    parsed++;
                    _ = certificate.TryGetExtension(Oids.Encode("1.3.6.1.4.1.3704.1.4"), out _);
                }
                else
                {
                    Assert.NotEqual(X509ParseError.None, error);
                }
            }

            changed[offset] = der[offset];
        }

        // Most of the bytes are numbers of keys and signatures, which may have any value.
        Assert.InRange(parsed, 1, 255 * der.Length - 1);
        output.WriteLine($"{parsed} of {255 * der.Length} changes still parse");
    }

    [Fact]
    public void Certificate_AboveTheLimit_IsTooLarge()
    {
        Assert.False(Certificate.TryParse(new byte[Certificate.LengthMaximum + 1], out _, out var error));
        Assert.Equal(X509ParseError.TooLarge, error);
    }

    [Theory]
    [InlineData(false, X509ParseError.None)]
    [InlineData(true, X509ParseError.CriticalExtensionUnknown)]
    public void Certificate_WithAnUnknownExtension_IsRefusedIfItIsCritical(bool critical, X509ParseError expected)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Test", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509Extension("1.2.3.4", [0x05, 0x00], critical));
        using var made = request.CreateSelfSigned(DevelopmentPlatform.NotBefore, DevelopmentPlatform.NotAfter);

        Assert.Equal(expected == X509ParseError.None, Certificate.TryParse(made.RawDataMemory, out _, out var error));
        Assert.Equal(expected, error);
    }

    [Fact]
    public void Certificate_SignedWithAnotherAlgorithm_IsRefused()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=Test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var made = request.CreateSelfSigned(DevelopmentPlatform.NotBefore, DevelopmentPlatform.NotAfter);

        Assert.False(Certificate.TryParse(made.RawDataMemory, out _, out var error));
        Assert.Equal(X509ParseError.SignatureAlgorithmUnsupported, error);
    }

    [Fact]
    public void Certificate_WithTwoCommonNames_HasNone()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=One, CN=Two", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 3, true));
        using var made = request.CreateSelfSigned(DevelopmentPlatform.NotBefore, DevelopmentPlatform.NotAfter);

        Assert.True(Certificate.TryParse(made.RawDataMemory, out var certificate, out _));
        Assert.True(certificate.SubjectCommonName.IsEmpty);
        Assert.Equal(3, certificate.PathLengthMaximum);
    }

    private static X509SignatureAlgorithm AlgorithmOf(X509Certificate2 certificate) => certificate.SignatureAlgorithm.Value switch
    {
        "1.2.840.10045.4.3.2" => X509SignatureAlgorithm.EcdsaSha256,
        "1.2.840.10045.4.3.3" => X509SignatureAlgorithm.EcdsaSha384,
        "1.2.840.113549.1.1.10" => X509SignatureAlgorithm.RsaPssSha384,
        var other => throw new InvalidDataException(other),
    };

    private static CertificateKeyKind KindOf(X509Certificate2 certificate)
    {
        using var ec = certificate.GetECDsaPublicKey();
        using var rsa = certificate.GetRSAPublicKey();
        return rsa is not null ? CertificateKeyKind.Rsa
            : ec!.KeySize == 256 ? CertificateKeyKind.P256
            : CertificateKeyKind.P384;
    }
}
