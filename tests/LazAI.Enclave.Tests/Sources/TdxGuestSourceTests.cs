using System.Buffers.Binary;
using LazAI.Attestation;
using LazAI.Enclave.Evidence;
using LazAI.Testing;
using LazAI.Testing.Vectors;

namespace LazAI.Enclave.Tests.Sources;

public sealed class TdxGuestSourceTests
{
    private readonly ManualTime _time = new(DateTimeOffset.UnixEpoch);

    [Fact]
    public void Request_HasTheNumberThatTheKernelsHeaderMakes() =>
        Assert.Equal((3u << 30) | ((64 + TdxGuestSource.TdReportLength) << 16) | ('T' << 8) | 1, TdxGuestSource.GetReport);

    [VectorFact(Recorded.Folder)]
    public async Task RecordedAnswers_OfDeviceAndQuotingService_GiveTheQuote()
    {
        var tdReport = Recorded.AzureTdxReport().AsSpan(32, TdxGuestSource.TdReportLength).ToArray();
        byte[] asked = [];
        var device = new FakeDevice(argument =>
        {
            asked = FakeDevice.Read(argument, 64);
            FakeDevice.Write(argument + 64, tdReport);
            return 0;
        });
        var host = new FakeHost(Answer(Recorded.TdxQuote()));
        var reportData = new PlatformEvidence(EvidencePlatform.Tdx, Recorded.TdxQuote()).ReportData;

        var evidence = await ReadAsync(device, host, reportData);

        Assert.Equal(TdxGuestSource.GetReport, Assert.Single(device.Requests));
        Assert.Equal(reportData.AsSpan().ToArray(), asked);
        Assert.Equal(Recorded.TdxQuote(), evidence.Report.ToArray());
        Assert.Equal(EvidencePlatform.Tdx, evidence.Platform);

        // Length, big-endian; version 1.0, type 0, size, no error; sizes of report and key list; the report.
        var sent = host.Sent.ToArray();
        Assert.Equal(4 + 16 + 8 + 1024, sent.Length);
        Assert.Equal(sent.Length - 4, BinaryPrimitives.ReadInt32BigEndian(sent));
        Assert.Equal([1, 0, 0, 0, 0, 0, 0, 0], sent[4..12]);
        Assert.Equal(sent.Length - 4, BinaryPrimitives.ReadInt32LittleEndian(sent.AsSpan(12)));
        Assert.Equal((0, 1024, 0), (Int32(sent, 16), Int32(sent, 20), Int32(sent, 24)));
        Assert.Equal(tdReport, sent[28..]);
    }

    [VectorFact(Recorded.Folder)]
    public async Task Quote_AboutOtherData_IsNeverGivenOut() => await Assert.ThrowsAsync<EvidenceSourceException>(
        () => ReadAsync(new FakeDevice(_ => 0), new FakeHost(Answer(Recorded.TdxQuote())), new ReportData([1])));

    [Fact]
    public async Task AnswersOfTheQuotingService_OfAnotherForm_AreRefused()
    {
        var good = Answer(new byte[800]);
        byte[][] answers =
        [
            [], good[..3], good[..^1], Changed(good, 0, 0xff), Changed(good, 3, 8), Changed(good, 4, 2), Changed(good, 8, 0), Changed(good, 16, 1),
            Changed(good, 23, 0xff), Changed(good, 24, 0xff), Changed(good, 27, 0xff), Answer([]),
        ];
        foreach (var answer in answers)
        {
            await Assert.ThrowsAsync<EvidenceSourceException>(
                () => new QuoteGenerationService(_ => Task.FromResult<Stream>(new FakeHost(answer))).QuoteAsync(new byte[1024], default));
        }
    }

    [Fact]
    public async Task Device_ThatRefuses_IsNotAskedAgain()
    {
        var device = new FakeDevice(_ => 22);

        await Assert.ThrowsAsync<EvidenceSourceException>(() => ReadAsync(device, new FakeHost([]), default));

        Assert.Single(device.Requests);
    }

    private static int Int32(byte[] bytes, int offset) => BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(offset));

    private static byte[] Changed(byte[] bytes, int offset, byte value)
    {
        var changed = bytes.ToArray();
        changed[offset] = value;
        return changed;
    }

    private static byte[] Answer(byte[] quote)
    {
        var answer = new byte[4 + 16 + 8 + quote.Length];
        BinaryPrimitives.WriteInt32BigEndian(answer, answer.Length - 4);
        answer[4] = 1;
        answer[8] = 1;
        BinaryPrimitives.WriteInt32LittleEndian(answer.AsSpan(12), answer.Length - 4);
        BinaryPrimitives.WriteInt32LittleEndian(answer.AsSpan(24), quote.Length);
        quote.CopyTo(answer, 28);
        return answer;
    }

    private Task<PlatformEvidence> ReadAsync(FakeDevice device, FakeHost host, ReportData reportData) => Patience.WaitAsync(
        _time,
        new TdxGuestSource(device, new QuoteGenerationService(_ => Task.FromResult<Stream>(host)), _time).ReadAsync(reportData, default));

    /// <summary>The other end of a connection: keeps what is sent, and answers what it was given.</summary>
    private sealed class FakeHost(byte[] answer) : Stream
    {
        private readonly MemoryStream _answer = new(answer);

        public MemoryStream Sent { get; } = new();

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        // A few bytes at a time, as a connection may.
        public override int Read(byte[] buffer, int offset, int count) => _answer.Read(buffer, offset, Math.Min(count, 100));

        public override void Write(byte[] buffer, int offset, int count) => Sent.Write(buffer, offset, count);

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
