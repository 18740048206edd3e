using System.Buffers.Binary;
using System.Buffers.Text;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using LazAI.Cryptography;

namespace LazAI.Attestation.Tests;

/// <summary>TPM quotes under a key of the test's own, of a selection that no genuine sample has.</summary>
public sealed class VtpmQuoteVerifierTests
{
    private static readonly byte[] s_nonce = "nonce"u8.ToArray();

    /// <summary>Whoever runs the machine chooses what its TPM quotes. Values beside the selection must not pass for proven.</summary>
    [Fact]
    public void Quote_OfTwoRegisters_ProvesNoOther()
    {
        using var key = RSA.Create(2048);
        var pcrs = Enumerable.Range(1, 40).Select(value => DevelopmentPlatform.FilledBytes32((byte)value)).ToImmutableArray();
        var quote = Quote(selection: 0b1000_0001, SHA256.HashData([.. pcrs[0].AsSpan(), .. pcrs[7].AsSpan()]));

        var verified = Assert.IsType<VtpmQuoteVerified>(Verify(key, quote, pcrs));

        Assert.Equal(0b1000_0001u, verified.PcrSelection);
        Assert.Equal(pcrs.Select((value, number) => number is 0 or 7 ? value : default(Bytes32?)), verified.Pcrs);
    }

    [Fact]
    public void Quote_OfNoRegister_ProvesNone()
    {
        using var key = RSA.Create(2048);

        var verified = Assert.IsType<VtpmQuoteVerified>(
            Verify(key, Quote(selection: 0, SHA256.HashData([])), [DevelopmentPlatform.FilledBytes32(1)]));

        Assert.Equal((Bytes32?[])[null], verified.Pcrs);
    }

    [Fact]
    public void Quote_OfOtherValues_IsRefused()
    {
        using var key = RSA.Create(2048);
        ImmutableArray<Bytes32> pcrs = [DevelopmentPlatform.FilledBytes32(1)];

        var refused = Assert.IsType<EvidenceRefused>(Verify(key, Quote(selection: 1, SHA256.HashData([])), pcrs));

        Assert.Equal(AttestationErrors.TpmPcrDigestMismatch, refused.Code);
    }

    private static EvidenceVerification Verify(RSA key, byte[] quote, ImmutableArray<Bytes32> pcrs)
    {
        var numbers = key.ExportParameters(includePrivateParameters: false);
        var text = Encoding.ASCII.GetBytes(
            $$"""{"keys":[{"kid":"HCLAkPub","kty":"RSA","e":"{{Base64Url.EncodeToString(numbers.Exponent)}}","n":"{{Base64Url.EncodeToString(numbers.Modulus)}}"}]}""");
        var hardware = new ReportData(SHA256.HashData(text));
        var signature = key.SignData(quote, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return VtpmQuoteVerifier.Verify(HclReport(text, SHA256.HashData(text)), hardware, quote, signature, s_nonce, pcrs);
    }

    // Magic, type, signer of 4 bytes, nonce, clock and firmware version, one selection of SHA-256, digest.
    private static byte[] Quote(byte selection, byte[] digest) =>
    [
        0xff, 0x54, 0x43, 0x47, 0x80, 0x18, 0, 4, 1, 2, 3, 4, 0, 5, .. s_nonce, .. new byte[25], 0, 0, 0, 1, 0, 0x0b, 3, selection, 0, 0, 0, 32,
        .. digest,
    ];

    private static byte[] HclReport(byte[] text, byte[] reportData)
    {
        var bytes = new byte[1236 + text.Length];
        "HCLA"u8.CopyTo(bytes);
        reportData.CopyTo(bytes.AsSpan(32 + SnpReport.ReportDataOffset));
        foreach (var (offset, value) in new[]
        {
            (4, 2), (8, bytes.Length), (12, 2), (1216, 20 + text.Length), (1220, 1), (1224, 2), (1228, 1), (1232, text.Length),
        })
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(offset), value);
        }

        text.CopyTo(bytes.AsSpan(1236));
        return bytes;
    }
}
