using System.Security.Cryptography;
using System.Text;

namespace LazAI.Attestation.Tests;

public sealed class CertificatePemTests
{
    private static readonly byte[] One = Enumerable.Range(0, 100).Select(value => (byte)value).ToArray();
    private static readonly byte[] Two = [1, 2, 3];

    [Theory]
    [InlineData("\n", "\n")]
    [InlineData("\n", "")]
    [InlineData("\r\n", "\r\n")]
    [InlineData("\r\n", "")]
    [InlineData("\n", "\n\0")]
    [InlineData("\n", "\0\0\0")]
    [InlineData("\n", " \t\r\n\n")]
    public void Pem_WithThisLineEnd_GivesTheCertificatesInOrder(string lineEnd, string end)
    {
        var text = (Block(One) + "\n" + Block(Two)).Replace("\n", lineEnd, StringComparison.Ordinal) + end;

        Assert.True(CertificatePem.TryDecode(Encoding.ASCII.GetBytes(text), out var certificates));
        Assert.Equal([One, Two], certificates);
    }

    [Fact]
    public void Pem_OfAsManyAsAllowed_IsReadAndOneMoreIsNot()
    {
        var most = string.Concat(Enumerable.Repeat(Block(One) + "\n", CertificatePem.CountMaximum));

        Assert.True(CertificatePem.TryDecode(Encoding.ASCII.GetBytes(most), out var certificates));
        Assert.Equal(CertificatePem.CountMaximum, certificates.Length);
        Assert.False(CertificatePem.TryDecode(Encoding.ASCII.GetBytes(most + Block(One)), out _));
    }

    public static TheoryData<string> Refused() =>
    [
        "",
        "\0",
        " \r\n",
        "certificate",
        Block(One) + "\0" + Block(Two),
        "x" + Block(One),
        Block(One) + " x",
        Block(One).Replace("CERTIFICATE", "PUBLIC KEY", StringComparison.Ordinal),
        Block(One).Replace("END CERTIFICATE", "END PUBLIC KEY", StringComparison.Ordinal),
        Block(One)[..^1],
        Block(One).Replace("AAECAw", "AA?CAw", StringComparison.Ordinal),
        new string(' ', CertificatePem.LengthMaximum + 1) + Block(One),
    ];

    [Theory]
    [MemberData(nameof(Refused))]
    public void Pem_OfAnythingElse_IsRefused(string text)
    {
        Assert.False(CertificatePem.TryDecode(Encoding.ASCII.GetBytes(text), out var certificates));
        Assert.Empty(certificates);
    }

    [Fact]
    public void Pem_CutAnywhere_NeverThrowsAndGivesOnlyWholeCertificates()
    {
        var text = Encoding.ASCII.GetBytes(Block(One) + "\n" + Block(Two));
        for (var length = 0; length < text.Length; length++)
        {
            if (CertificatePem.TryDecode(text.AsSpan(0, length), out var certificates))
            {
                Assert.Equal([One], certificates);
            }
        }
    }

    private static string Block(byte[] bytes) => PemEncoding.WriteString("CERTIFICATE", bytes);
}
