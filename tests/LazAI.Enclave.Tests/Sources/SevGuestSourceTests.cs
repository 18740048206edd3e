using System.Buffers.Binary;
using System.Runtime.InteropServices;
using LazAI.Attestation;
using LazAI.Enclave.Evidence;
using LazAI.Testing;
using LazAI.Testing.Vectors;

namespace LazAI.Enclave.Tests.Sources;

public sealed class SevGuestSourceTests
{
    private const int InputOutputError = 5;

    private readonly ManualTime _time = new(DateTimeOffset.UnixEpoch);

    [Fact]
    public void Request_HasTheNumberThatTheKernelsHeaderMakes() =>
        Assert.Equal((3u << 30) | (SevGuestSource.RequestLength << 16) | ('S' << 8) | 2, SevGuestSource.GetExtendedReport);

    [VectorFact(Recorded.Folder)]
    public async Task RecordedAnswer_GivesReportAndCertificates()
    {
        byte[] request = [];
        var device = new FakeDevice(argument =>
        {
            Assert.Equal(1, Marshal.ReadByte(argument));
            var address = Marshal.ReadIntPtr(argument, 8);
            request = FakeDevice.Read(address, SevGuestSource.ExtendedRequestLength);
            FakeDevice.Write(Marshal.ReadIntPtr(argument, 16), Response(Recorded.SnpReport()));
            FakeDevice.Write(Marshal.ReadIntPtr(address, 96), Recorded.SnpCertificates());
            return 0;
        });
        var reportData = ReportDataOf(Recorded.SnpReport());

        var evidence = await ReadAsync(device, reportData, privilegeLevel: 1);

        Assert.Equal(SevGuestSource.GetExtendedReport, Assert.Single(device.Requests));
        Assert.Equal(Recorded.SnpReport(), evidence.Report.ToArray());
        // The memory is longer than the table; what is given out ends where the table does.
        Assert.Equal(TableOf(Recorded.SnpCertificates()), evidence.Certificates.ToArray());
        Assert.Equal(reportData.AsSpan().ToArray(), request[..64]);
        Assert.Equal(1, BinaryPrimitives.ReadInt32LittleEndian(request.AsSpan(64)));
        Assert.All(request[68..96], value => Assert.Equal(0, value));
        Assert.Equal(SevGuestSource.CertificatesLength, BinaryPrimitives.ReadInt32LittleEndian(request.AsSpan(104)));
    }

    [VectorFact(Recorded.Folder)]
    public async Task HostWithoutCertificates_GivesTheReportAlone()
    {
        var evidence = await ReadAsync(Answering(Response(Recorded.SnpReport()), []), ReportDataOf(Recorded.SnpReport()));

        Assert.True(evidence.Certificates.IsEmpty);
    }

    [VectorTheory]
    [InlineData(16)]
    [InlineData(11)]
    public async Task Device_BusyOnce_IsAskedAgain(int error)
    {
        var answer = Answering(Response(Recorded.SnpReport()), []);
        var device = new FakeDevice(null!);
        device = new FakeDevice(argument => device.Requests.Count == 1 ? error : answer.Control(0, argument));

        await ReadAsync(device, ReportDataOf(Recorded.SnpReport()));

        Assert.Equal(2, device.Requests.Count);
    }

    [Fact]
    public async Task Device_ThatRefuses_SaysWhatFirmwareAndHypervisorSaid()
    {
        var device = new FakeDevice(argument =>
        {
            Marshal.WriteInt64(argument, 24, 0x1_0000_0016);
            return InputOutputError;
        });

        var refusal = await Assert.ThrowsAsync<EvidenceSourceException>(() => ReadAsync(device, default));

        Assert.Contains("0000000100000016", refusal.Message, StringComparison.Ordinal);
        Assert.Single(device.Requests);
    }

    [VectorFact(Recorded.Folder)]
    public async Task Answers_OfAnotherForm_AreRefused()
    {
        var report = Recorded.SnpReport();
        var reportData = ReportDataOf(report);
        var (status, size) = (Response(report), Response(report));
        status[0] = 0x16;
        size[4]++;
        byte[] endless = new byte[SevGuestSource.CertificatesLength];
        endless.AsSpan().Fill(1);
        byte[] beyond = [.. Enumerable.Repeat((byte)1, 16), 0, 0x40, 0, 0, 1, 0, 0, 0];
        byte[] overflow = [.. Enumerable.Repeat((byte)1, 16), 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
        foreach (var (response, table) in new[] { (status, []), (size, []), (Response(report), endless), (Response(report), beyond), (Response(report), overflow) })
        {
            await Assert.ThrowsAsync<EvidenceSourceException>(() => ReadAsync(Answering(response, table), reportData));
        }

        await Assert.ThrowsAsync<EvidenceSourceException>(() => ReadAsync(Answering(Response(report), []), new ReportData([1])));
    }

    [Fact]
    public async Task Machine_WithoutTheDevice_SaysSo()
    {
        var source = new SevGuestSource(new KernelDevice("/dev/lazai-no-such-device"), _time);

        await Assert.ThrowsAsync<EvidenceSourceException>(() => source.ReadAsync(default, default));
    }

    private static ReportData ReportDataOf(byte[] report) => new PlatformEvidence(EvidencePlatform.SevSnp, report).ReportData;

    private static byte[] TableOf(byte[] auxiliary)
    {
        var end = 0;
        for (var offset = 0; auxiliary.AsSpan(offset, 24).ContainsAnyExcept((byte)0); offset += 24)
        {
            end = Math.Max(
                end,
                BinaryPrimitives.ReadInt32LittleEndian(auxiliary.AsSpan(offset + 16)) + BinaryPrimitives.ReadInt32LittleEndian(auxiliary.AsSpan(offset + 20)));
        }

        return auxiliary[..end];
    }

    private static byte[] Response(byte[] report)
    {
        var response = new byte[SevGuestSource.ResponseLength];
        BinaryPrimitives.WriteInt32LittleEndian(response.AsSpan(4), report.Length);
        report.CopyTo(response, SevGuestSource.ReportOffset);
        return response;
    }

    private static FakeDevice Answering(byte[] response, byte[] table) => new(argument =>
    {
        FakeDevice.Write(Marshal.ReadIntPtr(argument, 16), response);
        FakeDevice.Write(Marshal.ReadIntPtr(Marshal.ReadIntPtr(argument, 8), 96), table);
        return 0;
    });

    private Task<PlatformEvidence> ReadAsync(FakeDevice device, ReportData reportData, int privilegeLevel = 0) =>
        Patience.WaitAsync(_time, new SevGuestSource(device, _time, privilegeLevel).ReadAsync(reportData, default));
}
