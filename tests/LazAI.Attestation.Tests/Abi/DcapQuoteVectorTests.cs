using System.Buffers.Binary;
using System.Globalization;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Attestation.Tests;

/// <summary>The parser on genuine quotes, on their truncations and mutations, and on the vectors' own malformed quotes.</summary>
public sealed class DcapQuoteVectorTests(ITestOutputHelper output)
{
    /// <summary>The index counts these as malformed. They have a sound layout; the verifier refuses them for the missing chain.</summary>
    private static readonly string[] WellFormed = ["neg-tdx4-certtype-4", "neg-tdx4-certtype-7"];

    private const string Genuine = "dcap/quotes/tdx-v4-phala-2025.bin";

    [VectorTheory]
    [MemberData(nameof(AttestationVectors.ParsedQuotes), MemberType = typeof(AttestationVectors))]
    public void GenuineQuoteVector_Parsed_HasTheFieldsOfTheIndex(string file)
    {
        var expected = AttestationVectors.Index.GetProperty("quotes_parsed").GetProperty(file);

        // Members of the PCK certificate are held against the index where certificates are read.
        var names = expected.EnumerateObject().Select(member => member.Name)
            .Where(name => !name.StartsWith("pck_", StringComparison.Ordinal) && name is not ("fmspc" or "pceid"));
        var bytes = AttestationVectors.Read(file);

        Assert.True(DcapQuote.TryParse(bytes, out var quote, out var error));

        Assert.Equal(QuoteParseError.None, error);
        Assert.True(quote.Header.QeVendorId.SequenceEqual(QuoteHeader.IntelQeVendorId));
        Assert.All(names, name => Assert.Equal(expected.GetProperty(name).ToString(), FieldOf(quote, bytes, name)));
    }

    [VectorTheory]
    [MemberData(nameof(AttestationVectors.ParsedQuotes), MemberType = typeof(AttestationVectors))]
    public void GenuineQuoteVector_Parsed_HasIntelsModuleAndQuotingEnclave(string file)
    {
        Assert.True(DcapQuote.TryParse(AttestationVectors.Read(file), out var quote, out _));

        if (quote.IsTdx)
        {
            Assert.True(quote.TdReport.MrSignerSeam.IsZero);
            Assert.Equal(0UL, quote.TdReport.SeamAttributes);
        }

        // The quoting enclave of each TEE: signer and product number as in Intel's QE and TD_QE identities.
        Assert.StartsWith(quote.IsTdx ? "0xdc9e2a7c" : "0x8c4f5775", quote.QeReport.MrSigner.ToString(), StringComparison.Ordinal);
        Assert.Equal(quote.IsTdx ? 2 : 1, quote.QeReport.IsvProdId);
        Assert.False(quote.QeReport.IsDebug);
        Assert.Equal(32, quote.QeAuthenticationData.Length);
        Assert.True(quote.CertificationData.StartsWith("-----BEGIN CERTIFICATE-----"u8));
    }

    [VectorTheory]
    [MemberData(nameof(AttestationVectors.ParsedQuotes), MemberType = typeof(AttestationVectors))]
    public void GenuineQuoteVector_Truncated_IsRefusedAtEveryLength(string file)
    {
        var bytes = AttestationVectors.Read(file);
        Assert.True(DcapQuote.TryParse(bytes, out var whole, out _));

        for (var length = 0; length < whole.Bytes.Length; length++)
        {
            Assert.False(DcapQuote.TryParse(bytes.AsMemory(0, length), out _, out var error));
            Assert.Equal(
                length < 48 ? QuoteParseError.HeaderTruncated
                : length < whole.SignedBytes.Length ? QuoteParseError.BodyTruncated
                : QuoteParseError.SignatureDataTruncated,
                error);
        }
    }

    [VectorFact]
    public void EveryQuoteVector_Parsed_AllocatesNothing()
    {
        var files = AttestationVectors.QuoteFiles();
        var quotes = files.Select(AttestationVectors.Read).ToArray();
        var parsed = quotes.Count(IsQuote);

        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var bytes in quotes)
        {
            parsed -= IsQuote(bytes) ? 1 : 0;
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.NotEmpty(quotes);
        Assert.Equal(0, parsed);
        Assert.Equal(0, allocated);
    }

    [VectorFact]
    public void QuoteVectorWithEncryptedPpid_Parsed_NamesItsPlatformAndIsSigned()
    {
        var entry = AttestationVectors.Case("sgx-v3-encrypted-ppid");
        var expected = entry.GetProperty("expected");

        Assert.True(DcapQuote.TryParse(AttestationVectors.Quote(entry), out var quote, out _));

        Assert.Equal(expected.GetProperty("certification_data_type").GetInt32(), (int)quote.CertificationDataType);
        Assert.Equal(expected.GetProperty("certification_data_size").GetInt32(), quote.CertificationData.Length);
        using var key = CertificateKey.TryImportPoint(CertificateKeyKind.P256, quote.AttestationKey[..32], quote.AttestationKey[32..])!;
        Assert.Equal(expected.GetProperty("quote_signature_ok").GetBoolean(), key.VerifyEcdsa(quote.SignedBytes, quote.Signature));
    }

    [VectorFact]
    public void PaddedQuoteVector_Parsed_IsTheUnpaddedQuote()
    {
        Assert.True(DcapQuote.TryParse(AttestationVectors.Read(Genuine), out var quote, out _));
        Assert.True(DcapQuote.TryParse(AttestationVectors.Read("dcap/quotes/tdx-v4-phala-2025-padded.bin"), out var padded, out _));

        Assert.Equal(quote.Bytes.ToArray(), padded.Bytes.ToArray());
    }

    [VectorTheory]
    [MemberData(nameof(AttestationVectors.QuoteCases), MemberType = typeof(AttestationVectors))]
    public void QuoteVector_Parsed_IsRefusedExactlyWhenItsFormatIsWrong(string id)
    {
        var entry = AttestationVectors.Case(id);
        var malformed = entry.GetProperty("expected").GetProperty("reject_reason").GetString() == "quote-format"
            && !WellFormed.Contains(id);

        var parsed = DcapQuote.TryParse(AttestationVectors.Quote(entry), out _, out var error);

        Assert.Equal(!malformed, parsed);
        Assert.Equal(malformed, error != QuoteParseError.None);
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
            if (DcapQuote.TryParse(mutated, out var quote, out _))
            {
                QuoteMutation.ReadEveryField(quote);
                parsed++;
            }
        }

        // Some mutations miss every length, some do not: the loop has been through both ends of the parser.
        Assert.InRange(parsed, 1, 19_999);
    }

    private static bool IsQuote(byte[] bytes) => DcapQuote.TryParse(bytes, out _, out _);

    private static string FieldOf(DcapQuote quote, byte[] bytes, string name) => name switch
    {
        "version" => Number(quote.Header.Version),
        "tee_type" => quote.IsTdx ? "TDX" : "SGX",
        "body_type" => quote.BodyType switch
        {
            QuoteBodyType.EnclaveReport => "SGX enclave report",
            QuoteBodyType.TdReport10 => "TD report 1.0",
            _ => "TD report 1.5",
        },
        "file_length" => Number(bytes.Length),
        "quote_length" => Number(quote.Bytes.Length),
        "signature_data_length" => Number(quote.Bytes.Length - quote.SignedBytes.Length - sizeof(uint)),
        "certification_data_type" => Number((int)quote.CertificationDataType),
        "report_data" => Hex(quote.ReportData.AsSpan()),
        "debug" => (quote.IsTdx ? quote.TdReport.Attributes.IsUnderDebug : quote.EnclaveReport.IsDebug).ToString(),
        "mrenclave" => Hex(quote.EnclaveReport.MrEnclave.AsSpan()),
        "mrsigner" => Hex(quote.EnclaveReport.MrSigner.AsSpan()),
        "isvprodid" => Number(quote.EnclaveReport.IsvProdId),
        "isvsvn" => Number(quote.EnclaveReport.IsvSvn),
        "teetcbsvn" => quote.TdReport.TeeTcbSvn.ToString()[2..],
        "teetcbsvn2" => quote.TdReport.TeeTcbSvn2.ToString()![2..],
        "mrservicetd" => Hex(quote.TdReport.MrServiceTd!.Value.AsSpan()),
        "mrseam" => Hex(quote.TdReport.MrSeam.AsSpan()),
        "mrtd" => Hex(quote.TdReport.MrTd.AsSpan()),
        "tdattr" => LittleEndianHex(quote.TdReport.Attributes.Value),
        "xfam" => LittleEndianHex(quote.TdReport.Xfam),
        _ => $"the test does not know {name}",
    };

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);

    private static string LittleEndianHex(ulong value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        return Hex(bytes);
    }
}
