using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LazAI.Attestation.Development;

namespace LazAI.Attestation.Tests;

public sealed class DevelopmentRootTests
{
    [Fact]
    public void Root_ExportedAndImported_StillMakesAcceptedQuotes()
    {
        using var platform = new DevelopmentPlatform();

        Assert.True(DevelopmentRoot.TryImportPem(platform.Root.ExportPem(), out var imported));

        using (imported)
        {
            Assert.Equal(platform.Root.Fingerprint, imported.Fingerprint);
            Assert.Equal(platform.Root.Certificate.ToArray(), imported.Certificate.ToArray());
            using var issuer = DevelopmentQuoteIssuer.Create(
                imported, platform.Random, DevelopmentPlatform.NotBefore, DevelopmentPlatform.NotAfter);
            var quote = issuer.Issue(DevelopmentPlatform.Domain, DevelopmentPlatform.Data);
            Assert.IsType<DcapQuoteVerified>(platform.Verifier.Verify(quote, null, DevelopmentPlatform.Now));
        }
    }

    [Fact]
    public void Root_MadeTwice_IsAnotherEachTime()
    {
        using var first = new DevelopmentPlatform();
        using var second = new DevelopmentPlatform();

        Assert.NotEqual(first.Root.Fingerprint, second.Root.Fingerprint);
    }

    [Fact]
    public void Certificates_OfADevelopmentQuote_SayInTheirNamesThatTheyAreInsecure()
    {
        using var platform = new DevelopmentPlatform();

        Assert.All(QuoteForge.Certificates(platform.Quote()), der =>
        {
            using var certificate = X509CertificateLoader.LoadCertificate(der);
            Assert.Contains("Development", certificate.Subject, StringComparison.Ordinal);
            Assert.Contains("INSECURE", certificate.Subject, StringComparison.Ordinal);
            Assert.DoesNotContain("Intel", certificate.Subject, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void PckCertificate_OfADevelopmentQuote_StatesItsPlatform()
    {
        using var platform = new DevelopmentPlatform();
        Assert.True(Certificate.TryParse(QuoteForge.Certificates(platform.Quote())[0], out var pck, out _));

        Assert.Equal(new PckExtension("00000000DE00", "0000", default, 0, default), PckExtension.Read(pck));
    }

    [Fact]
    public void PckExtension_WrittenAndRead_IsTheSame()
    {
        byte[] components = [.. Enumerable.Range(120, 16).Select(value => (byte)value)];
        byte[] cpuSvn = [.. Enumerable.Range(1, 16).Select(value => (byte)value)];
        var written = new PckExtension("00906ED50000", "00FF", new TcbSvn(components), ushort.MaxValue, new TcbSvn(cpuSvn));

        Assert.True(PckExtension.TryDecode(PckExtensionWriter.Encode(written), out var read));
        Assert.Equal(written, read);
    }

    [Fact]
    public void PckExtension_Truncated_IsRefusedAtEveryLength()
    {
        var der = PckExtensionWriter.Encode(new PckExtension("00906ED50000", "0000", default, 11, default));

        Assert.All(Enumerable.Range(0, der.Length), length => Assert.False(PckExtension.TryDecode(der.AsSpan(0, length), out _)));
    }

    [Fact]
    public void Import_OfTextThatIsNoDevelopmentRoot_IsRefused()
    {
        using var platform = new DevelopmentPlatform();
        using var other = new DevelopmentPlatform();
        using var foreignKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pem = platform.Root.ExportPem();
        var keyStart = pem.IndexOf("-----BEGIN PRIVATE KEY", StringComparison.Ordinal);
        var otherKey = other.Root.ExportPem()[other.Root.ExportPem().IndexOf("-----BEGIN PRIVATE KEY", StringComparison.Ordinal)..];
        using var vendorLike = new CertificateRequest("CN=Intel SGX Root CA", foreignKey, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DevelopmentPlatform.NotBefore, DevelopmentPlatform.NotAfter);

        foreach (var text in new[]
        {
            string.Empty,
            "no PEM",
            pem[..keyStart],
            pem[keyStart..],
            pem[..keyStart] + otherKey,
            vendorLike.ExportCertificatePem() + "\n" + foreignKey.ExportPkcs8PrivateKeyPem(),
        })
        {
            Assert.False(DevelopmentRoot.TryImportPem(text, out _));
        }
    }
}
