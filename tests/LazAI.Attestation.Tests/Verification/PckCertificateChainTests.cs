using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using LazAI.Attestation.Development;
using LazAI.Cryptography;

namespace LazAI.Attestation.Tests;

/// <summary>Chains that a trusted root's owner should never sign, or that somebody put together from genuine parts.</summary>
public sealed class PckCertificateChainTests : IDisposable
{
    private const string PckName = "CN=LazAI Development PCK Certificate";

    private readonly DevelopmentPlatform _platform = new();
    private readonly ECDsa _rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa _issuerKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa _pckKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public static TheoryData<string> Rearrangements() => new(Rearranged.Keys);

    private static Dictionary<string, (string Code, Func<byte[][], byte[][]> Change)> Rearranged { get; } = new()
    {
        ["none"] = (AttestationErrors.ChainMalformed, _ => []),
        ["leaf only"] = (AttestationErrors.ChainMalformed, chain => [chain[0]]),
        ["no root"] = (AttestationErrors.ChainMalformed, chain => [chain[0], chain[1]]),
        ["root twice"] = (AttestationErrors.ChainMalformed, chain => [chain[0], chain[1], chain[2], chain[2]]),
        ["reversed"] = (AttestationErrors.RootUntrusted, chain => [chain[2], chain[1], chain[0]]),
        ["leaf and issuer swapped"] = (AttestationErrors.ChainInvalid, chain => [chain[1], chain[0], chain[2]]),
        ["leaf twice"] = (AttestationErrors.ChainInvalid, chain => [chain[0], chain[0], chain[2]]),
        ["root in place of the issuer"] = (AttestationErrors.ChainInvalid, chain => [chain[0], chain[2], chain[2]]),
        ["byte behind the leaf"] = (AttestationErrors.ChainInvalid, chain => [[.. chain[0], 0], chain[1], chain[2]]),
        ["PEM inside PEM"] = (AttestationErrors.ChainInvalid, chain => [QuoteForge.Pem(chain[0]), chain[1], chain[2]]),
        ["empty leaf"] = (AttestationErrors.ChainInvalid, chain => [[], chain[1], chain[2]]),
        ["leaf that is no certificate"] = (AttestationErrors.ChainInvalid, chain => [[0x30, 0x03, 0x02, 0x01, 0x00], chain[1], chain[2]]),
    };

    [Theory]
    [MemberData(nameof(Rearrangements))]
    public void Chain_Rearranged_IsRefused(string name)
    {
        var (code, change) = Rearranged[name];
        var quote = _platform.Quote();

        Assert.Equal(code, RefusalCode(_platform.Verifier, QuoteForge.WithCertificates(quote, change(QuoteForge.Certificates(quote)))));
    }

    [Theory]
    [InlineData("-----BEGIN CERTIFICATE-----", "text\n-----BEGIN CERTIFICATE-----")]
    [InlineData("-----END CERTIFICATE-----\n", "-----END CERTIFICATE-----\n\0")]
    [InlineData("CERTIFICATE-----", "X509 CERTIFICATE-----")]
    [InlineData("-----END CERTIFICATE-----", "-----END CERTIFICATE----")]
    public void Chain_WithOtherTextInThePem_IsRefused(string from, string to)
    {
        var quote = _platform.Quote();
        var pem = Encoding.ASCII.GetString(quote[QuoteForge.ChainOffset(quote)..]);
        var changed = QuoteForge.WithChain(quote, Encoding.ASCII.GetBytes(pem.Replace(from, to, StringComparison.Ordinal)));

        Assert.Equal(AttestationErrors.ChainMalformed, RefusalCode(_platform.Verifier, changed));
    }

    [Fact]
    public void Chain_WithTheFormsThatGenuineQuotesHave_IsTheSameChain()
    {
        var quote = _platform.Quote();
        var genuine = _platform.Verifier.Verify(quote, null, DevelopmentPlatform.Now);
        var pem = Encoding.ASCII.GetString(quote[QuoteForge.ChainOffset(quote)..]);

        foreach (var form in new[] { pem + "\0", pem.TrimEnd(), pem.Replace("\n", "\r\n", StringComparison.Ordinal) })
        {
            var changed = QuoteForge.WithChain(quote, Encoding.ASCII.GetBytes(form));
            Assert.Equal(genuine, _platform.NewVerifier().Verify(changed, null, DevelopmentPlatform.Now));
        }
    }

    [Fact]
    public void Chain_MadeByHandAsItShouldBe_IsAccepted() => AssertChain(null, Root(), Issuer(), Leaf());

    [Fact]
    public void Chain_WhoseIssuerIsNoAuthority_IsRefused() =>
        AssertChain(AttestationErrors.ChainInvalid, Root(), Issuer(authority: false), Leaf());

    [Fact]
    public void Chain_WhoseIssuerMayNotSignCertificates_IsRefused() =>
        AssertChain(AttestationErrors.ChainInvalid, Root(), Issuer(usage: X509KeyUsageFlags.DigitalSignature), Leaf());

    [Fact]
    public void Chain_WhoseRootAllowsNoIssuer_IsRefused() =>
        AssertChain(AttestationErrors.ChainInvalid, Root(pathLength: 0), Issuer(), Leaf());

    [Fact]
    public void Chain_WhoseIssuerHasAnotherName_IsRefused() =>
        AssertChain(AttestationErrors.ChainInvalid, Root(), Issuer(name: "CN=Another"), Leaf());

    [Fact]
    public void Chain_WhoseIssuerIsSignedByAnotherRoot_IsRefused()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        AssertChain(AttestationErrors.ChainInvalid, Root(), Issuer(signer: other), Leaf());
    }

    [Fact]
    public void Chain_WhoseLeafIsSignedByTheRootPastTheIssuer_IsRefused() =>
        AssertChain(AttestationErrors.ChainInvalid, Root(), Issuer(), Leaf(issuer: "CN=Root", signer: _rootKey));

    [Fact]
    public void Chain_WhoseLeafIsAnAuthority_IsRefused() =>
        AssertChain(AttestationErrors.ChainInvalid, Root(), Issuer(pathLength: 1), Leaf(authority: true));

    [Fact]
    public void Chain_WhoseLeafMayNotSign_IsRefused() =>
        AssertChain(AttestationErrors.ChainInvalid, Root(), Issuer(), Leaf(usage: X509KeyUsageFlags.KeyAgreement));

    [Theory]
    [InlineData("CN=Intel SGX PCK Certificate")]
    [InlineData("CN=LazAI Development Other Certificate")]
    public void Chain_WhoseLeafHasAnotherName_IsRefused(string name) =>
        AssertChain(AttestationErrors.ChainInvalid, Root(), Issuer(), Leaf(name: name));

    [Fact]
    public void Chain_SignedWithAnotherHash_IsRefused() =>
        AssertChain(AttestationErrors.ChainInvalid, Root(), Issuer(), Leaf(hash: HashAlgorithmName.SHA384));

    [Fact]
    public void Chain_WithAnUnknownCriticalExtension_IsRefused() =>
        AssertChain(
            AttestationErrors.ChainInvalid, Root(), Issuer(), Leaf(extension: new X509Extension("1.2.3.4", [5, 0], critical: true)));

    [Fact]
    public void Chain_WhosePckKeyIsOnAnotherCurve_IsRefused()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        AssertChain(AttestationErrors.ChainInvalid, Root(), Issuer(), Leaf(key: key));
    }

    [Fact]
    public void Chain_WhosePckKeyIsRsa_IsRefused()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest(PckName, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        AssertChain(AttestationErrors.ChainInvalid, Root(), Issuer(), Sign(request, "CN=Issuer", _issuerKey));
    }

    [Fact]
    public void Chain_WhoseIssuerAloneHasExpired_IsRefused() => AssertChain(
        AttestationErrors.CertificateExpired, Root(), Issuer(notAfter: DevelopmentPlatform.Now.AddSeconds(-1)), Leaf());

    [Fact]
    public void QeReport_WithDataBehindTheHash_IsRefused()
    {
        var (verifier, quote) = Forge(Root(), Issuer(), Leaf());
        var changed = QuoteForge.WithQeReport(quote, _pckKey, report => report[^1] = 1);

        Assert.Equal(AttestationErrors.AttestationKeyInvalid, RefusalCode(verifier, changed));
    }

    [Fact]
    public void AttestationKey_BoundButNoPointOfTheCurve_IsRefused()
    {
        var (verifier, quote) = Forge(Root(), Issuer(), Leaf());
        quote[763] ^= 1;
        var authenticationData = quote[QuoteForge.AuthenticationDataOffset..(QuoteForge.ChainOffset(quote) - 6)];
        var changed = QuoteForge.WithQeReport(
            quote, _pckKey, report => SHA256.HashData([.. quote[700..764], .. authenticationData]).CopyTo(report, 320));

        var refused = Assert.IsType<EvidenceRefused>(verifier.Verify(changed, null, DevelopmentPlatform.Now));

        Assert.Equal(AttestationErrors.AttestationKeyInvalid, refused.Code);
        Assert.Contains("no point", refused.Detail, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _platform.Dispose();
        _rootKey.Dispose();
        _issuerKey.Dispose();
        _pckKey.Dispose();
    }

    private static string RefusalCode(DcapQuoteVerifier verifier, byte[] quote) =>
        Assert.IsType<EvidenceRefused>(verifier.Verify(quote, null, DevelopmentPlatform.Now)).Code;

    private void AssertChain(string? code, byte[] root, byte[] issuer, byte[] leaf)
    {
        var (verifier, quote) = Forge(root, issuer, leaf);

        Assert.Equal(code, (verifier.Verify(quote, null, DevelopmentPlatform.Now) as EvidenceRefused)?.Code);
    }

    /// <summary>
    /// The bytes behind a signature of version 4 can be laid out so that they are a quote of version 3, too, with another QE report in them.
    /// A key that was certified by the one must not pass for certified by the other.
    /// </summary>
    [Fact]
    public void Certification_ReadInAnotherLayoutThanItWasCertifiedIn_IsNotBelieved()
    {
        const int HeaderAndDomain = 632;
        const int CertificationOffset = 700;
        const int QeSignatureOffset = 454;
        const int CertificationDataOffset = 558;
        byte[][] chain = [Leaf(), Issuer(), Root()];
        using var platform = DevelopmentQuoteIssuer.Provision(_pckKey, [chain[0], chain[1], chain[2]]);
        var verifier = new DcapQuoteVerifier([TrustedRoot.Development(new Bytes32(SHA256.HashData(chain[2])))]);

        // Version 3 reads the length of the authentication data six bytes before the end of version 4's signature; it is to end in the chain.
        byte[] quote;
        int length;
        do
        {
            quote = QuoteForge.WithQeReport(platform.Issue(DevelopmentPlatform.Domain, DevelopmentPlatform.Data), _pckKey, _ => { });
            length = BinaryPrimitives.ReadUInt16LittleEndian(quote.AsSpan(CertificationOffset + QeSignatureOffset + 58));
        }
        while (length is < 44 or > 20_000);

        var data = new byte[514 + length + 6 - CertificationDataOffset];
        data[^6] = (byte)CertificationDataType.Ppid;
        quote = QuoteForge.WithChain(quote, data);
        byte[] other = [3, 0, .. quote[2..4], 0, 0, 0, 0, .. quote[8..48], .. new byte[384], .. quote[HeaderAndDomain..]];
        Assert.True(DcapQuote.TryParse(other, out var parsed, out var error), error.ToString());
        Assert.True(DcapQuote.TryParse(quote, out var genuine, out error), error.ToString());
        Assert.Equal(genuine.AttestationKeyCertification, parsed.AttestationKeyCertification);

        Assert.IsType<DcapQuoteVerified>(verifier.Verify(quote, null, DevelopmentPlatform.Now, QuoteForge.Pem(chain)));
        var refused = Assert.IsType<EvidenceRefused>(verifier.Verify(other, null, DevelopmentPlatform.Now, QuoteForge.Pem(chain)));

        Assert.Equal(AttestationErrors.QeReportSignatureInvalid, refused.Code);
    }

    private (DcapQuoteVerifier Verifier, byte[] Quote) Forge(byte[] root, byte[] issuer, byte[] leaf)
    {
        using var platform = DevelopmentQuoteIssuer.Provision(_pckKey, [leaf, issuer, root]);
        var trusted = TrustedRoot.Development(new Bytes32(SHA256.HashData(root)));
        return (new DcapQuoteVerifier([trusted]), platform.Issue(DevelopmentPlatform.Domain, DevelopmentPlatform.Data));
    }

    private byte[] Root(int pathLength = 1) =>
        Sign(Authority("CN=Root", _rootKey, true, pathLength, X509KeyUsageFlags.KeyCertSign), "CN=Root", _rootKey);

    private byte[] Issuer(
        string name = "CN=Issuer",
        bool authority = true,
        int pathLength = 0,
        X509KeyUsageFlags usage = X509KeyUsageFlags.KeyCertSign,
        ECDsa? signer = null,
        DateTimeOffset? notAfter = null) =>
        Sign(Authority(name, _issuerKey, authority, pathLength, usage), "CN=Root", signer ?? _rootKey, notAfter);

    private byte[] Leaf(
        string name = PckName,
        bool authority = false,
        X509KeyUsageFlags usage = X509KeyUsageFlags.DigitalSignature,
        ECDsa? key = null,
        HashAlgorithmName? hash = null,
        X509Extension? extension = null,
        string issuer = "CN=Issuer",
        ECDsa? signer = null)
    {
        var request = Authority(name, key ?? _pckKey, authority, 0, usage, hash);
        if (extension is not null)
        {
            request.CertificateExtensions.Add(extension);
        }

        return Sign(request, issuer, signer ?? _issuerKey);
    }

    private static CertificateRequest Authority(
        string name, ECDsa key, bool authority, int pathLength, X509KeyUsageFlags usage, HashAlgorithmName? hash = null)
    {
        var request = new CertificateRequest(name, key, hash ?? HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(authority, authority, pathLength, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(usage, critical: true));
        return request;
    }

    private static byte[] Sign(CertificateRequest request, string issuer, ECDsa key, DateTimeOffset? notAfter = null)
    {
        var generator = X509SignatureGenerator.CreateForECDsa(key);
        using var certificate = request.Create(
            new X500DistinguishedName(issuer), generator, DevelopmentPlatform.NotBefore, notAfter ?? DevelopmentPlatform.NotAfter, [1]);
        return certificate.RawData;
    }
}
