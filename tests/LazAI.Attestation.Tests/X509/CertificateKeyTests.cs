using System.Security.Cryptography;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Attestation.Tests;

public sealed class CertificateKeyTests(ITestOutputHelper output)
{
    private static readonly byte[] Data = "attested"u8.ToArray();

    [Theory]
    [InlineData(CertificateKeyKind.P256, 32)]
    [InlineData(CertificateKeyKind.P384, 48)]
    public void EcdsaKey_OfAPoint_VerifiesBothFormsOfSignature(CertificateKeyKind kind, int length)
    {
        using var signer = ECDsa.Create(kind == CertificateKeyKind.P256 ? ECCurve.NamedCurves.nistP256 : ECCurve.NamedCurves.nistP384);
        var (hash, algorithm) = kind == CertificateKeyKind.P256
            ? (HashAlgorithmName.SHA256, X509SignatureAlgorithm.EcdsaSha256)
            : (HashAlgorithmName.SHA384, X509SignatureAlgorithm.EcdsaSha384);
        var point = signer.ExportParameters(false).Q;
        using var key = CertificateKey.TryImportPoint(kind, point.X, point.Y)!;
        var fixedLength = signer.SignData(Data, hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        var der = signer.SignData(Data, hash, DSASignatureFormat.Rfc3279DerSequence);

        Assert.Equal(2 * length, fixedLength.Length);
        Assert.True(key.VerifyEcdsa(Data, fixedLength));
        Assert.True(key.Verify(algorithm, Data, der));
        Assert.All(Enum.GetValues<X509SignatureAlgorithm>().Where(other => other != algorithm), other => Assert.False(key.Verify(other, Data, der)));
        Assert.False(key.VerifyEcdsa("attacked"u8, fixedLength));
        Assert.False(key.VerifyEcdsa(Data, fixedLength.AsSpan(1)));
        Assert.False(key.VerifyEcdsa(Data, new byte[2 * length]));
        Assert.False(key.VerifyEcdsa(Data, Enumerable.Repeat((byte)0xff, 2 * length).ToArray()));
        Assert.False(key.VerifyRsaPkcs1Sha256(Data, fixedLength));

        // Every cut and every added byte of the DER form, too: there is one encoding of each signature.
        Assert.All(Enumerable.Range(0, der.Length), cut => Assert.False(key.Verify(algorithm, Data, der.AsSpan(0, cut))));
        Assert.False(key.Verify(algorithm, Data, [.. der, 0]));
    }

    [Theory]
    [InlineData(CertificateKeyKind.P256, 32)]
    [InlineData(CertificateKeyKind.P384, 48)]
    public void Point_NotOnTheCurve_IsNoKey(CertificateKeyKind kind, int length)
    {
        var random = TestSeed.Create(output);
        Assert.Null(CertificateKey.TryImportPoint(kind, new byte[length], new byte[length]));
        Assert.Null(CertificateKey.TryImportPoint(kind, new byte[length - 1], new byte[length]));
        Assert.Null(CertificateKey.TryImportPoint(kind, Enumerable.Repeat((byte)0xff, length).ToArray(), new byte[length]));
        Assert.Null(CertificateKey.TryImportPoint(CertificateKeyKind.Rsa, new byte[length], new byte[length]));

        // A random pair is on the curve with a chance of one in 2^length.
        for (var round = 0; round < 200; round++)
        {
            var (x, y) = (new byte[length], new byte[length]);
            random.NextBytes(x);
            random.NextBytes(y);
            Assert.Null(CertificateKey.TryImportPoint(kind, x, y));
        }
    }

    [Fact]
    public void RsaKey_OfItsNumbers_VerifiesPssAndPkcs1()
    {
        using var signer = RSA.Create(2048);
        var numbers = signer.ExportParameters(false);
        using var key = CertificateKey.TryImportRsa(numbers.Modulus, numbers.Exponent)!;
        var pss = signer.SignData(Data, HashAlgorithmName.SHA384, RSASignaturePadding.Pss);
        var pkcs1 = signer.SignData(Data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

        Assert.True(key.Verify(X509SignatureAlgorithm.RsaPssSha384, Data, pss));
        Assert.True(key.VerifyRsaPkcs1Sha256(Data, pkcs1));
        Assert.False(key.Verify(X509SignatureAlgorithm.RsaPssSha384, Data, pkcs1));
        Assert.False(key.VerifyRsaPkcs1Sha256(Data, pss));
        Assert.False(key.Verify(X509SignatureAlgorithm.EcdsaSha384, Data, pss));
        Assert.False(key.VerifyEcdsa(Data, pss));
        Assert.False(key.VerifyRsaPkcs1Sha256(Data, []));
        Assert.False(key.VerifyRsaPkcs1Sha256(Data, pkcs1.AsSpan(1)));
        Assert.False(key.VerifyRsaPkcs1Sha256(Data, Enumerable.Repeat((byte)0xff, 256).ToArray()));
    }

    [Theory]
    [InlineData(1024, "010001")]
    [InlineData(2047, "010001")]
    [InlineData(4097, "010001")]
    [InlineData(16384, "010001")]
    [InlineData(2048, "")]
    [InlineData(2048, "01")]
    [InlineData(2048, "010000")]
    [InlineData(2048, "0100000001")]
    [InlineData(0, "010001")]
    public void RsaNumbers_OutsideOfTheLimits_AreNoKey(int bits, string exponent)
    {
        var modulus = new byte[(bits + 7) / 8];
        modulus.AsSpan().Fill(0xff);
        if (bits % 8 != 0)
        {
            modulus[0] = (byte)((1 << bits % 8) - 1);
        }

        Assert.Null(CertificateKey.TryImportRsa(modulus, Convert.FromHexString(exponent)));
    }

    /// <summary>Odd numbers of the right size that are no product of two primes: a key that verifies nothing and does not throw.</summary>
    [Fact]
    public void RsaModulus_OfAnyOddNumber_VerifiesNothingAndDoesNotThrow()
    {
        var random = TestSeed.Create(output);
        for (var round = 0; round < 50; round++)
        {
            var (modulus, signature) = (new byte[256], new byte[256]);
            random.NextBytes(modulus);
            random.NextBytes(signature);
            modulus[0] |= 0x80;
            modulus[^1] |= 1;
            using var key = CertificateKey.TryImportRsa(modulus, [3]);
            Assert.False(key?.VerifyRsaPkcs1Sha256(Data, signature) ?? false);
            Assert.False(key?.Verify(X509SignatureAlgorithm.RsaPssSha384, Data, signature) ?? false);
        }
    }

    [Fact]
    public void Key_OnManyThreads_GivesTheSameAnswers()
    {
        using var signer = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var point = signer.ExportParameters(false).Q;
        using var key = CertificateKey.TryImportPoint(CertificateKeyKind.P256, point.X, point.Y)!;
        var signature = signer.SignData(Data, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        var wrong = QuoteForge.Flip(signature, 3, 1);

        Parallel.For(0, 400, round => Assert.Equal(round % 2 == 0, key.VerifyEcdsa(Data, round % 2 == 0 ? signature : wrong)));
    }
}
