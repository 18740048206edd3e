using System.Buffers.Binary;
using System.Text;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Attestation.Tests;

/// <summary>The readers of HCL reports, runtime data and TPM quotes on made-up bytes.</summary>
public sealed class HclReportTests(ITestOutputHelper output)
{
    private static readonly string Modulus = string.Concat(Enumerable.Repeat("_", 341)) + "w";
    private static readonly string Key = $$"""{"kid":"HCLAkPub","kty":"RSA","e":"AQAB","n":"{{Modulus}}"}""";

    [Theory]
    [InlineData(0, 0x48434c42, HclReportParseError.MagicWrong)]
    [InlineData(4, 0, HclReportParseError.VersionUnsupported)]
    [InlineData(4, 3, HclReportParseError.VersionUnsupported)]
    [InlineData(16, 1, HclReportParseError.StatusNotZero)]
    [InlineData(1224, 3, HclReportParseError.ReportTypeUnsupported)]
    [InlineData(1228, 2, HclReportParseError.HashTypeUnsupported)]
    [InlineData(1232, 11, HclReportParseError.LengthWrong)]
    [InlineData(1232, 0xffffffff, HclReportParseError.LengthWrong)]
    [InlineData(1232, 0xffffffec, HclReportParseError.LengthWrong)]
    [InlineData(1216, 29, HclReportParseError.LengthWrong)]
    [InlineData(8, 1245, HclReportParseError.LengthWrong)]
    [InlineData(1246, 1, HclReportParseError.TrailingBytes)]
    [InlineData(20, 0, HclReportParseError.None)]
    public void HclReport_WithOneNumberWrong_IsRefusedForIt(int offset, uint value, HclReportParseError expected)
    {
        var bytes = Report("{ \"a\":1 } "u8, 4);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(offset), value);

        Assert.Equal(expected == HclReportParseError.None, HclReport.TryParse(bytes, out _, out var error));
        Assert.Equal(expected, error);
    }

    [Fact]
    public void HclReport_Truncated_IsRefused()
    {
        var bytes = Report("{}"u8, 0);
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.False(HclReport.TryParse(bytes.AsMemory(0, length), out _, out _));
        }

        Assert.True(HclReport.TryParse(bytes, out _, out _));
        Assert.False(HclReport.TryParse(new byte[HclReport.LengthMaximum + 1], out _, out var error));
        Assert.Equal(HclReportParseError.TooLarge, error);
    }

    public static TheoryData<string, bool> RuntimeData() => new()
    {
        { $$"""{"keys":[{{Key}}]}""", true },
        { $$"""{"keys":[{"kid":"HCLEkPub"},{{Key}}],"x":[[{}]],"user-data":"00"}""", true },
        { $$"""{"keys":[{{Key}},{{Key}}]}""", false },
        { $$"""{"keys":[{{Key}}],"keys":[]}""", false },
        { $$"""{"keys":[{{Key}}],"user-data":"","user-data":"1"}""", false },
        { $$"""{"keys":[{{Key}}]} x""", false },
        { $$"""{"keys":[{{Key}}]}{}""", false },
        { $$"""{"keys":[{{Key}}""", false },
        { $$"""[{"keys":[{{Key}}]}]""", false },
        { $$"""{"keys":{{Key}}}""", false },
        { $$"""{"\u006beys":[{{Key}}]}""", false },
        { $$"""{"keys":[{{Key.Replace("HCLAkPub", "\\u0048CLAkPub", StringComparison.Ordinal)}}]}""", false },
        { $$"""{"keys":[{{Key.Replace("RSA", "EC", StringComparison.Ordinal)}}]}""", false },
        { $$"""{"keys":[{{Key.Replace("AQAB", "A+AB", StringComparison.Ordinal)}}]}""", false },
        { $$"""{"keys":[{{Key.Replace("\"AQAB\"", "65537", StringComparison.Ordinal)}}]}""", false },
        { $$"""{"keys":[{{Key.Replace("\"kty\"", "\"kid\":\"other\",\"kty\"", StringComparison.Ordinal)}}]}""", false },
        { $$"""{"keys":[{{Key}}],"x":{{string.Concat(Enumerable.Repeat("[", 100))}}{{string.Concat(Enumerable.Repeat("]", 100))}}}""", false },
        { $$"""{"keys":[{{string.Concat(Enumerable.Repeat("{},", 16))}}{{Key}}]}""", false },
        { """{"keys":[]}""", false },
        { "{}", false },
        { "", false },
        { "null", false },
        { "\"\\ud800\"", false },
        { $$"""{"keys":[{{Key}}],"user-data":"\ud800"}""", false },
        { $$"""{"keys":[{{Key}}],"\ud800":"\ud800"}""", false },
        { $$"""{"keys":[{{Key}}],"x":"\ud800"}""", true },
    };

    [Theory]
    [MemberData(nameof(RuntimeData))]
    public void RuntimeData_OfThisForm_AreReadOrRefused(string json, bool expected)
    {
        Assert.Equal(expected, HclRuntimeData.TryParse(Encoding.UTF8.GetBytes(json), out var data));
        using var key = data?.ImportAttestationKey();
        Assert.Equal(expected, key is not null);
    }

    [Theory]
    [InlineData("")]
    [InlineData("AQAB")]
    [InlineData("AA")]
    public void RuntimeData_WithNumbersThatAreNoKey_GiveNone(string modulus)
    {
        var json = $$"""{"keys":[{{Key.Replace(Modulus, modulus, StringComparison.Ordinal)}}]}""";

        Assert.True(HclRuntimeData.TryParse(Encoding.UTF8.GetBytes(json), out var data));
        Assert.Null(data.ImportAttestationKey());
    }

    [Fact]
    public void TpmQuote_WithEachPart_IsReadAndTruncatedIsNot()
    {
        var bytes = Quote();

        Assert.True(TpmQuote.TryParse(bytes, out var quote, out var error), error.ToString());
        Assert.Equal("nonce"u8, quote.ExtraData);
        Assert.Equal(0x00030201u, quote.PcrSelection);
        Assert.Equal(Enumerable.Repeat((byte)7, 32), quote.PcrDigest.AsSpan().ToArray());
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.False(TpmQuote.TryParse(bytes.AsMemory(0, length), out _, out _));
        }

        Assert.False(TpmQuote.TryParse((byte[])[.. bytes, 0], out _, out _));
    }

    [Theory]
    [InlineData(0, 0x00, TpmQuoteParseError.MagicWrong)]
    [InlineData(5, 0x17, TpmQuoteParseError.TypeNotQuote)]
    [InlineData(6, 0x80, TpmQuoteParseError.Malformed)]
    [InlineData(7, 67, TpmQuoteParseError.Malformed)]
    [InlineData(47, 2, TpmQuoteParseError.PcrBankUnsupported)]
    [InlineData(44, 1, TpmQuoteParseError.PcrBankUnsupported)]
    [InlineData(49, 4, TpmQuoteParseError.PcrBankUnsupported)]
    [InlineData(50, 5, TpmQuoteParseError.Malformed)]
    [InlineData(55, 31, TpmQuoteParseError.Malformed)]
    public void TpmQuote_WithOneByteWrong_IsRefusedForIt(int offset, byte value, TpmQuoteParseError expected)
    {
        var bytes = Quote();
        bytes[offset] = value;

        Assert.False(TpmQuote.TryParse(bytes, out _, out var error));
        Assert.Equal(expected, error);
    }

    [Fact]
    public void AllReaders_OnMutatedBytes_NeverThrowAndViewsAllocateNothing()
    {
        var random = TestSeed.Create(output);
        var report = Report(Encoding.UTF8.GetBytes($$"""{"keys":[{{Key}}],"user-data":"00"}"""), 8);
        var quote = Quote();
        for (var round = 0; round < 20_000; round++)
        {
            var (changedReport, changedQuote) = (report.ToArray(), quote.ToArray());
            for (var change = random.Next(1, 4); change > 0; change--)
            {
                changedReport[random.Next(2) == 0 ? random.Next(32) : random.Next(1216, report.Length)] = (byte)random.Next(256);
                changedQuote[random.Next(quote.Length)] = (byte)random.Next(256);
            }

            var before = GC.GetAllocatedBytesForCurrentThread();
            var parsed = HclReport.TryParse(changedReport, out var read, out _);
            _ = TpmQuote.TryParse(changedQuote, out _, out _);
            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

            if (parsed && HclRuntimeData.TryParse(read.RuntimeData.Span, out var data))
            {
                data.ImportAttestationKey()?.Dispose();
            }
        }
    }

    private static byte[] Report(ReadOnlySpan<byte> text, int padding)
    {
        var bytes = new byte[1236 + text.Length + padding];
        "HCLA"u8.CopyTo(bytes);
        Write(4, 2);
        Write(8, 1236 + text.Length);
        Write(12, 2);
        Write(1216, 20 + text.Length);
        Write(1220, 1);
        Write(1224, 2);
        Write(1228, 1);
        Write(1232, text.Length);
        text.CopyTo(bytes.AsSpan(1236));
        return bytes;

        void Write(int offset, int value) => BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(offset), value);
    }

    // Magic, type, signer of 4 bytes, nonce, clock and firmware version, one selection of SHA-256, digest.
    private static byte[] Quote() =>
    [
        0xff, 0x54, 0x43, 0x47, 0x80, 0x18, 0, 4, 1, 2, 3, 4, 0, 5, .. "nonce"u8, .. new byte[25], 0, 0, 0, 1, 0, 0x0b, 3, 1, 2, 3, 0, 32,
        .. Enumerable.Repeat((byte)7, 32),
    ];
}
