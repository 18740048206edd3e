using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Attestation.Tests;

/// <summary>The parser on genuine quotes, on their truncations and mutations, and on the vectors' own malformed quotes.</summary>
public sealed class TdxQuoteVectorTests(ITestOutputHelper output)
{
    private const string Genuine = "dcap/quotes/tdx-v4-phala-2025.bin";

    [VectorTheory]
    [MemberData(nameof(AttestationVectors.ParsedTdxV4Quotes), MemberType = typeof(AttestationVectors))]
    public void GenuineQuoteVector_Parsed_HasTheFieldsOfTheIndex(string file)
    {
        var expected = AttestationVectors.Index.GetProperty("quotes_parsed").GetProperty(file);
        var bytes = AttestationVectors.Read(file);

        Assert.True(TdxQuote.TryParse(bytes, out var quote, out var error));

        Assert.Equal(QuoteParseError.None, error);
        Assert.Equal(expected.GetProperty("version").GetInt32(), quote.Header.Version);
        Assert.Equal(QuoteHeader.TdxTeeType, quote.Header.TeeType);
        Assert.Equal(QuoteHeader.EcdsaP256KeyType, quote.Header.AttestationKeyType);
        Assert.True(quote.Header.QeVendorId.SequenceEqual(QuoteHeader.IntelQeVendorId));
        Assert.Equal("TD report 1.0", expected.GetProperty("body_type").GetString());
        Assert.Equal(expected.GetProperty("file_length").GetInt32(), bytes.Length);
        Assert.Equal(expected.GetProperty("quote_length").GetInt32(), quote.Bytes.Length);
        Assert.Equal(expected.GetProperty("signature_data_length").GetInt32(), quote.Bytes.Length - TdxQuote.SignatureDataOffset);
        Assert.Equal(TdxQuote.PckChainCertification, expected.GetProperty("certification_data_type").GetInt32());
        Assert.Equal("0x" + expected.GetProperty("report_data").GetString(), quote.Report.ReportData.ToString());
        Assert.Equal(expected.GetProperty("debug").GetBoolean(), quote.Report.Attributes.IsUnderDebug);
        Assert.Equal("0x" + expected.GetProperty("teetcbsvn").GetString(), quote.Report.TeeTcbSvn.ToString());
        Assert.Equal("0x" + expected.GetProperty("mrseam").GetString(), quote.Report.MrSeam.ToString());
        Assert.Equal("0x" + expected.GetProperty("mrtd").GetString(), quote.Report.MrTd.ToString());
        Assert.Equal("0x" + expected.GetProperty("tdattr").GetString(), LittleEndianHex(quote.Report.Attributes.Value));
        Assert.Equal("0x" + expected.GetProperty("xfam").GetString(), LittleEndianHex(quote.Report.Xfam));
    }

    [VectorTheory]
    [MemberData(nameof(AttestationVectors.ParsedTdxV4Quotes), MemberType = typeof(AttestationVectors))]
    public void GenuineQuoteVector_Parsed_HasIntelsModuleAndQuotingEnclave(string file)
    {
        Assert.True(TdxQuote.TryParse(AttestationVectors.Read(file), out var quote, out _));

        Assert.True(quote.Report.MrSignerSeam.IsZero);
        Assert.Equal(0UL, quote.Report.SeamAttributes);
        // The TD quoting enclave: signer and product number as in Intel's TD_QE identity.
        Assert.StartsWith("0xdc9e2a7c", quote.QeReport.MrSigner.ToString(), StringComparison.Ordinal);
        Assert.Equal(2, quote.QeReport.IsvProdId);
        Assert.False(quote.QeReport.IsDebug);
        Assert.Equal(32, quote.QeAuthenticationData.Length);
        Assert.True(quote.PckCertificateChain.StartsWith("-----BEGIN CERTIFICATE-----"u8));
    }

    [VectorTheory]
    [MemberData(nameof(AttestationVectors.ParsedTdxV4Quotes), MemberType = typeof(AttestationVectors))]
    public void GenuineQuoteVector_Truncated_IsRefusedAtEveryLength(string file)
    {
        var bytes = AttestationVectors.Read(file);
        Assert.True(TdxQuote.TryParse(bytes, out var whole, out _));

        for (var length = 0; length < whole.Bytes.Length; length++)
        {
            Assert.False(TdxQuote.TryParse(bytes.AsMemory(0, length), out _, out var error));
            Assert.Equal(
                length < 48 ? QuoteParseError.HeaderTruncated
                : length < 632 ? QuoteParseError.TdReportTruncated
                : QuoteParseError.SignatureDataTruncated,
                error);
        }
    }

    [VectorFact]
    public void PaddedQuoteVector_Parsed_IsTheUnpaddedQuote()
    {
        Assert.True(TdxQuote.TryParse(AttestationVectors.Read(Genuine), out var quote, out _));
        Assert.True(TdxQuote.TryParse(AttestationVectors.Read("dcap/quotes/tdx-v4-phala-2025-padded.bin"), out var padded, out _));

        Assert.Equal(quote.Bytes.ToArray(), padded.Bytes.ToArray());
    }

    [VectorTheory]
    [MemberData(nameof(AttestationVectors.TdxV4Cases), MemberType = typeof(AttestationVectors))]
    public void TdxV4Vector_Parsed_IsRefusedExactlyWhenItsFormatIsWrong(string id)
    {
        var entry = AttestationVectors.Case(id);
        var malformed = entry.GetProperty("expected").GetProperty("reject_reason").GetString() == "quote-format";

        var parsed = TdxQuote.TryParse(AttestationVectors.Quote(entry), out _, out var error);

        Assert.Equal(!malformed, parsed);
        Assert.Equal(malformed, error != QuoteParseError.None);
    }

    [VectorTheory]
    [MemberData(nameof(AttestationVectors.OtherQuoteCases), MemberType = typeof(AttestationVectors))]
    public void OtherQuoteVector_Parsed_IsRefusedByItsVersionOrType(string id)
    {
        Assert.False(TdxQuote.TryParse(AttestationVectors.Quote(AttestationVectors.Case(id)), out _, out var error));
        Assert.Contains(error, new[] { QuoteParseError.HeaderTruncated, QuoteParseError.VersionUnsupported, QuoteParseError.TeeTypeNotTdx });
    }

    [VectorFact]
    public void GenuineQuoteVector_MutatedAtRandom_NeverThrows()
    {
        var random = TestSeed.Create(output);
        var genuine = AttestationVectors.Read(Genuine);
        var parsed = 0;
        for (var round = 0; round < 20_000; round++)
        {
            var mutated = QuoteMutation.Apply(genuine, random);
            if (TdxQuote.TryParse(mutated, out var quote, out _))
            {
                QuoteMutation.ReadEveryField(quote);
                parsed++;
            }
        }

        // Some mutations miss every length, some do not: the loop has been through both ends of the parser.
        Assert.InRange(parsed, 1, 19_999);
    }

    private static string LittleEndianHex(ulong value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        return "0x" + Convert.ToHexStringLower(bytes);
    }
}
