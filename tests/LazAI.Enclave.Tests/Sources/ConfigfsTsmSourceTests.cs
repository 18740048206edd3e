using LazAI.Attestation;
using LazAI.Enclave.Evidence;
using LazAI.Testing;
using LazAI.Testing.Vectors;

namespace LazAI.Enclave.Tests.Sources;

public sealed class ConfigfsTsmSourceTests
{
    private const int Busy = 16;
    private const int NoDevice = 19;

    private readonly ManualTime _time = new(DateTimeOffset.UnixEpoch);

    [VectorFact(Recorded.Folder)]
    public async Task Tdx_AsksInAFolderOfItsOwnAndRemovesIt()
    {
        using var kernel = new FakeConfigfs("tdx_guest", Recorded.TdxQuote());
        var reportData = DataOf(EvidencePlatform.Tdx, Recorded.TdxQuote());

        var evidence = await ReadAsync(kernel, reportData);

        Assert.Equal(EvidencePlatform.Tdx, evidence.Platform);
        Assert.Equal(Recorded.TdxQuote(), evidence.Report.ToArray());
        Assert.True(evidence.Certificates.IsEmpty);
        Assert.Equal(Recorded.TdxQuote(), evidence.ToBytes().ToArray());
        Assert.Equal(reportData.AsSpan().ToArray(), Assert.Single(kernel.Written));
        Assert.Equal(kernel.Root, Path.GetDirectoryName(Assert.Single(kernel.Made)));
        Assert.Empty(Directory.GetFileSystemEntries(kernel.Root));
        Assert.Null(kernel.PrivilegeLevel);
    }

    [VectorFact(Recorded.Folder)]
    public async Task Snp_GivesReportAndCertificateTable()
    {
        using var kernel = new FakeConfigfs("sev_guest", Recorded.SnpReport(), Recorded.SnpCertificates());

        var evidence = await ReadAsync(kernel, DataOf(EvidencePlatform.SevSnp, Recorded.SnpReport()));

        Assert.Equal(EvidencePlatform.SevSnp, evidence.Platform);
        Assert.Equal(Recorded.SnpReport(), evidence.Report.ToArray());
        Assert.Equal(Recorded.SnpCertificates(), evidence.Certificates.ToArray());
        Assert.Equal([.. Recorded.SnpReport(), .. Recorded.SnpCertificates()], evidence.ToBytes().ToArray());
        Assert.Equal(new Measurement48(Recorded.SnpReport().AsSpan(0x90, 48)), evidence.Measurement);
    }

    [VectorFact(Recorded.Folder)]
    public async Task Requests_OneAfterTheOther_HaveFoldersOfTheirOwn()
    {
        using var kernel = new FakeConfigfs("tdx_guest", Recorded.TdxQuoteV5());
        var reportData = DataOf(EvidencePlatform.Tdx, Recorded.TdxQuoteV5());

        await ReadAsync(kernel, reportData);
        var evidence = await ReadAsync(kernel, reportData);

        Assert.Distinct(kernel.Made);
        Assert.Equal(2, kernel.Made.Count);
        Assert.Equal(new Measurement48(Recorded.TdxQuoteV5().AsSpan(54 + 136, 48)), evidence.Measurement);
    }

    [VectorTheory]
    [InlineData(Busy)]
    [InlineData(11)]
    [InlineData(4)]
    public async Task Kernel_BusyForAWhile_IsAskedAgain(int error)
    {
        using var kernel = new FakeConfigfs("tdx_guest", Recorded.TdxQuote()) { Failure = (error, KernelRetry.AttemptsMaximum - 1) };

        await ReadAsync(kernel, DataOf(EvidencePlatform.Tdx, Recorded.TdxQuote()));

        Assert.Equal(KernelRetry.AttemptsMaximum, kernel.Written.Count);
        Assert.Single(kernel.Made);
    }

    [VectorFact(Recorded.Folder)]
    public async Task Kernel_BusyForEver_IsGivenUp()
    {
        using var kernel = new FakeConfigfs("tdx_guest", Recorded.TdxQuote()) { Failure = (Busy, int.MaxValue) };

        await Assert.ThrowsAsync<EvidenceSourceException>(() => ReadAsync(kernel, DataOf(EvidencePlatform.Tdx, Recorded.TdxQuote())));

        Assert.Equal(KernelRetry.AttemptsMaximum, kernel.Written.Count);
        Assert.Empty(Directory.GetFileSystemEntries(kernel.Root));
    }

    [VectorFact(Recorded.Folder)]
    public async Task AnotherError_IsNotTriedAgain()
    {
        using var kernel = new FakeConfigfs("tdx_guest", Recorded.TdxQuote()) { Failure = (NoDevice, 1) };

        await Assert.ThrowsAsync<EvidenceSourceException>(() => ReadAsync(kernel, DataOf(EvidencePlatform.Tdx, Recorded.TdxQuote())));

        Assert.Single(kernel.Written);
        Assert.Empty(Directory.GetFileSystemEntries(kernel.Root));
    }

    [VectorFact(Recorded.Folder)]
    public async Task AnotherWriter_BetweenWritingAndReading_IsNoticedByTheGeneration()
    {
        using var kernel = new FakeConfigfs("tdx_guest", Recorded.TdxQuote()) { Races = 2 };

        await ReadAsync(kernel, DataOf(EvidencePlatform.Tdx, Recorded.TdxQuote()));

        Assert.Equal(3, kernel.Written.Count);
    }

    [VectorFact(Recorded.Folder)]
    public async Task Report_AboutOtherData_IsNeverGivenOut()
    {
        using var kernel = new FakeConfigfs("tdx_guest", Recorded.TdxQuote());

        await Assert.ThrowsAsync<EvidenceSourceException>(() => ReadAsync(kernel, new ReportData([1, 2, 3])));
    }

    [VectorFact(Recorded.Folder)]
    public async Task PrivilegeLevel_IsAskedForIfTheGuestMay()
    {
        using var kernel = new FakeConfigfs("sev_guest", Recorded.SnpReport()) { PrivilegeFloor = 1 };
        var reportData = DataOf(EvidencePlatform.SevSnp, Recorded.SnpReport());

        await ReadAsync(kernel, reportData, privilegeLevel: 2);
        Assert.Equal("2", kernel.PrivilegeLevel);

        var refusal = await Assert.ThrowsAsync<EvidenceSourceException>(() => ReadAsync(kernel, reportData, privilegeLevel: 0));
        Assert.Contains("VMPL 0", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Provider_OfAnotherKind_IsRefusedByName()
    {
        using var kernel = new FakeConfigfs("arm_cca_guest", new byte[2048]);

        var refusal = await Assert.ThrowsAsync<EvidenceSourceException>(() => ReadAsync(kernel, default));

        Assert.Contains("arm_cca_guest", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_TooShortOrTooLong_IsRefused()
    {
        foreach (var length in new[] { 0, 3, 500, 64 * 1024 + 1 })
        {
            using var kernel = new FakeConfigfs("tdx_guest", new byte[length]);
            await Assert.ThrowsAsync<EvidenceSourceException>(() => ReadAsync(kernel, default));
        }
    }

    [Fact]
    public async Task Machine_WithoutConfigfs_SaysWhatItNeeds()
    {
        var source = new ConfigfsTsmSource(new KernelFiles(), _time, "/proc/lazai-no-such-folder");

        var refusal = await Assert.ThrowsAsync<EvidenceSourceException>(() => source.ReadAsync(default, default));

        Assert.Contains("/proc/lazai-no-such-folder", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("tdx_guest", refusal.Message, StringComparison.Ordinal);
    }

    private static ReportData DataOf(EvidencePlatform platform, byte[] report) => new PlatformEvidence(platform, report).ReportData;

    private Task<PlatformEvidence> ReadAsync(FakeConfigfs kernel, ReportData reportData, int? privilegeLevel = null) => Patience.WaitAsync(
        _time, new ConfigfsTsmSource(kernel, _time, kernel.Root, privilegeLevel).ReadAsync(reportData, default));
}
