using System.Buffers.Binary;
using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LazAI.Attestation;
using LazAI.Enclave.Evidence;
using LazAI.Testing;
using LazAI.Testing.Vectors;

namespace LazAI.Enclave.Tests.Sources;

public sealed class AzureVtpmSourceTests
{
    private const int RuntimeDataOffset = 1236;

    private readonly ManualTime _time = new(DateTimeOffset.UnixEpoch);
    private readonly FakeTpm _tpm = new();

    [VectorFact(Recorded.Folder)]
    public async Task Tdx_HasTheTdReportTurnedIntoAQuote()
    {
        _tpm.Indices[AzureVtpmSource.ReportIndex] = Recorded.AzureTdxReport();
        var metadata = new FakeMetadata(_ => Json(new { quote = Base64Url.EncodeToString(Recorded.AzureTdxQuote()) }));

        var evidence = await ReadAsync(metadata, default);

        Assert.Equal(EvidencePlatform.Tdx, evidence.Platform);
        Assert.Equal(Recorded.AzureTdxQuote(), evidence.Report.ToArray());
        var (request, body) = Assert.Single(metadata.Requests);
        Assert.Equal("POST http://169.254.169.254/acc/tdquote", request);
        using var sent = JsonDocument.Parse(body);
        Assert.Equal(
            Recorded.AzureTdxReport().AsSpan(32, 1024).ToArray(), Base64Url.DecodeFromChars(sent.RootElement.GetProperty("report").GetString()));

        var recorded = Recorded.AzureTpmQuote();
        Assert.Equal(recorded.Message, evidence.TpmQuote!.Message.ToArray());
        Assert.Equal(recorded.Signature, evidence.TpmQuote.Signature.ToArray());
        Assert.Equal(recorded.Pcrs, evidence.TpmQuote.Pcrs.Select(pcr => pcr.ToArray()));
        Assert.Equal(SHA256.HashData(new byte[64]), _tpm.Nonce);

        // The bytes are read by whoever verifies them, and the quote is bound to the runtime data.
        var parts = EvidenceParts.Split(evidence.ToBytes());
        Assert.True(ParavisorEvidence.TryParse(parts.Evidence, parts.Rest, out var read, out var refusal), refusal?.ToString());
        Assert.Equal(Recorded.AzureTdxQuote(), read.Hardware.ToArray());
        Assert.Equal(recorded.Message, read.TpmQuote.Bytes.ToArray());
        Assert.Equal(recorded.Signature, read.TpmSignature.ToArray());
        Assert.Equal(recorded.Pcrs, read.Pcrs.Select(pcr => pcr.AsSpan().ToArray()));
        Assert.Equal(default, read.UserData);
        Assert.Equal(SHA256.HashData(read.Report.RuntimeData.Span), evidence.ReportData.AsSpan()[..32].ToArray());
    }

    [VectorFact(Recorded.Folder)]
    public async Task Snp_HasTheCertificatesOfTheProcessorFetched()
    {
        _tpm.Indices[AzureVtpmSource.ReportIndex] = Recorded.AzureSnpReport();
        var metadata = new FakeMetadata(request =>
        {
            Assert.Equal("true", Assert.Single(request.Headers.GetValues("Metadata")));
            return Json(new { vcekCert = "VCEK\n", certificateChain = "ASK\nARK\n", tcbm = "00" });
        });

        var evidence = await ReadAsync(metadata, default);

        Assert.Equal(EvidencePlatform.SevSnp, evidence.Platform);
        Assert.Equal(Recorded.AzureSnpReport().AsSpan(32, 1184).ToArray(), evidence.Report.ToArray());
        Assert.Equal("VCEK\nASK\nARK\n", Encoding.UTF8.GetString(evidence.Certificates.Span));
        Assert.Equal("GET http://169.254.169.254/metadata/THIM/amd/certification", Assert.Single(metadata.Requests).Request);
        var parts = EvidenceParts.Split(evidence.ToBytes());
        Assert.True(ParavisorEvidence.TryParse(parts.Evidence, parts.Rest, out var read, out var refusal), refusal?.ToString());
        Assert.Equal("VCEK\nASK\nARK\n", Encoding.UTF8.GetString(read.Hardware.Span));
        Assert.Equal(24, read.Pcrs.Length);
        Assert.Equal(SHA256.HashData(read.Report.RuntimeData.Span), evidence.ReportData.AsSpan()[..32].ToArray());
    }

    [VectorFact(Recorded.Folder)]
    public async Task ReportData_AreWrittenAndWaitedFor()
    {
        var reportData = new ReportData(SHA512.HashData("session"u8));
        _tpm.Indices[AzureVtpmSource.ReportIndex] = Recorded.AzureSnpReport();
        var reads = 0;
        _tpm.OnWrite = () => reads = _tpm.Commands.Count;
        var source = new AzureVtpmSource(_tpm, new AzureMetadata(Certificates(), _time), _time);

        var reading = source.ReadAsync(reportData, default);
        Assert.Equal(reportData.AsSpan().ToArray(), _tpm.Indices[AzureVtpmSource.UserDataIndex]);
        Assert.True(_tpm.Commands.Count > reads, "the report is read after the data were written");
        await _time.WhenTimersAsync(ahead => ahead > TimeSpan.Zero);
        Assert.False(reading.IsCompleted);

        // Now the paravisor has made its new report.
        _tpm.Indices[AzureVtpmSource.ReportIndex] = WithUserData(Recorded.AzureSnpReport(), reportData);
        var evidence = await Patience.WaitAsync(_time, reading);

        Assert.Contains(
            Convert.ToHexStringLower(reportData.AsSpan()), Encoding.UTF8.GetString(RuntimeData(evidence.HclReport.ToArray())), StringComparison.Ordinal);
    }

    [VectorFact(Recorded.Folder)]
    public async Task Paravisor_ThatNeverTakesTheData_IsGivenUp()
    {
        _tpm.Indices[AzureVtpmSource.ReportIndex] = Recorded.AzureSnpReport();

        await Assert.ThrowsAsync<EvidenceSourceException>(() => ReadAsync(new FakeMetadata(_ => Json(new { })), new ReportData([1])));
    }

    [Fact]
    public async Task VirtualMachine_ThatIsNotConfidential_IsToldSo()
    {
        var refusal = await Assert.ThrowsAsync<EvidenceSourceException>(() => ReadAsync(Certificates(), default));

        Assert.Contains("no confidential one", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tpm_ThatRefuses_IsQuoted()
    {
        _tpm.Refusal = 0x921;

        var refusal = await Assert.ThrowsAsync<EvidenceSourceException>(() => ReadAsync(Certificates(), default));

        Assert.Contains("921", refusal.Message, StringComparison.Ordinal);
    }

    [VectorFact(Recorded.Folder)]
    public void Registers_ExtendedWhileTheyAreQuoted_AreReadAgain()
    {
        _tpm.Extensions = 2;
        var quote = new TpmQuoting(_tpm).Quote("nonce"u8);

        Assert.Equal(Recorded.AzureTpmQuote().Pcrs, quote.Pcrs.Select(pcr => pcr.ToArray()));
        Assert.Equal("nonce"u8.ToArray(), _tpm.Nonce);

        _tpm.Extensions = 3;
        Assert.Throws<EvidenceSourceException>(() => new TpmQuoting(_tpm).Quote("nonce"u8));
    }

    [VectorFact(Recorded.Folder)]
    public void Responses_CutShortOrChanged_NeverBreakTheReader()
    {
        _tpm.Indices[AzureVtpmSource.ReportIndex] = Recorded.AzureSnpReport();
        for (var length = 0; length < 400; length++)
        {
            _tpm.CutTo = length;
            Assert.Throws<EvidenceSourceException>(() => new TpmQuoting(_tpm).Quote("nonce"u8));
            Assert.Throws<EvidenceSourceException>(() => new TpmStorage(_tpm).TryRead(AzureVtpmSource.ReportIndex));
        }
    }

    [VectorFact(Recorded.Folder)]
    public async Task Reports_OfAnotherForm_AreRefused()
    {
        var good = Recorded.AzureSnpReport();
        foreach (var spoil in new Action<byte[]>[]
        {
            report => report[0] = 0,
            report => report[1224] = 3,
            report => report[1235] = 0xff,
            report => report[RuntimeDataOffset] = (byte)'[',
        })
        {
            var report = good.ToArray();
            spoil(report);
            _tpm.Indices[AzureVtpmSource.ReportIndex] = report;
            await Assert.ThrowsAsync<EvidenceSourceException>(() => ReadAsync(Certificates(), default));
        }

        _tpm.Indices[AzureVtpmSource.ReportIndex] = good[..100];
        await Assert.ThrowsAsync<EvidenceSourceException>(() => ReadAsync(Certificates(), default));
    }

    [Fact]
    public async Task MetadataService_OverloadedAtFirst_IsAskedAgain()
    {
        var metadata = new FakeMetadata(null!);
        metadata.Answer = _ => metadata.Requests.Count < 3
            ? new HttpResponseMessage(HttpStatusCode.TooManyRequests)
            : Json(new { vcekCert = "a", certificateChain = "b" });
        using var service = new AzureMetadata(metadata, _time);

        Assert.Equal("a\nb", Encoding.UTF8.GetString(await Patience.WaitAsync(_time, service.ReadSnpCertificatesAsync(default))));
        Assert.Equal(3, metadata.Requests.Count);
    }

    [Fact]
    public async Task MetadataService_AnsweringOtherwise_IsRefused()
    {
        Func<HttpResponseMessage>[] answers =
        [
            () => new HttpResponseMessage(HttpStatusCode.NotFound),
            () => new HttpResponseMessage(HttpStatusCode.InternalServerError),
            () => new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("no json") },
            () => new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(new byte[256 * 1024 + 1]) },
            () => Json(new { }),
            () => Json(new { quote = 1 }),
            () => Json(new { quote = "no base64!" }),
            () => throw new HttpRequestException("no route"),
        ];
        foreach (var answer in answers)
        {
            using var service = new AzureMetadata(new FakeMetadata(_ => answer()), _time);
            await Assert.ThrowsAsync<EvidenceSourceException>(() => Patience.WaitAsync(_time, service.QuoteAsync(new byte[1024], default)));
        }
    }

    private static FakeMetadata Certificates() => new(_ => Json(new { vcekCert = "a", certificateChain = "b" }));

    private static HttpResponseMessage Json<T>(T answer) => new(HttpStatusCode.OK) { Content = new StringContent(JsonSerializer.Serialize(answer)) };

    private static byte[] RuntimeData(byte[] report) =>
        report.AsSpan(RuntimeDataOffset, BinaryPrimitives.ReadInt32LittleEndian(report.AsSpan(1232))).ToArray();

    private static byte[] WithUserData(byte[] report, ReportData reportData)
    {
        var changed = report.ToArray();
        var place = changed.AsSpan().IndexOf(Encoding.ASCII.GetBytes("\"user-data\":\"" + new string('0', 128)));
        Encoding.ASCII.GetBytes(Convert.ToHexStringLower(reportData.AsSpan())).CopyTo(changed, place + 13);
        return changed;
    }

    private async Task<PlatformEvidence> ReadAsync(FakeMetadata metadata, ReportData reportData)
    {
        using var service = new AzureMetadata(metadata, _time);
        return await Patience.WaitAsync(_time, new AzureVtpmSource(_tpm, service, _time).ReadAsync(reportData, default));
    }

    private sealed class FakeMetadata(Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
    {
        public List<(string Request, string Body)> Requests { get; } = [];

        public Func<HttpRequestMessage, HttpResponseMessage> Answer { get; set; } = answer;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests.Add((
                $"{request.Method} {request.RequestUri}", request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken)));
            return Answer(request);
        }
    }
}
