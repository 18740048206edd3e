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
        var text = Encoding.ASCII.GetBytes(ParavisorForge.RuntimeData(key));
        var hardware = new ReportData(SHA256.HashData(text));
        var report = new byte[SnpReport.Length];
        hardware.AsSpan().CopyTo(report.AsSpan(SnpReport.ReportDataOffset));
        return VtpmQuoteVerifier.Verify(
            ParavisorForge.HclReport(text, HclReportType.Snp, report), hardware, quote, ParavisorForge.Sign(key, quote), s_nonce, pcrs);
    }

    private static byte[] Quote(byte selection, byte[] digest) => ParavisorForge.TpmQuote(s_nonce, selection, digest);
}
