using LazAI.AppHost.Processes;

namespace LazAI.AppHost.Tests.Processes;

public sealed class BoundedLogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Write_ManyLines_KeepsTwoFilesOfBoundedSizeWithTheNewestLines()
    {
        const int BytesMaximum = 1_000;
        using (var log = new BoundedLog(_folder.In("a.log"), BytesMaximum))
        {
            for (var line = 0; line < 1_000; line++)
            {
                log.Write($"line {line}");
            }
        }

        var files = Directory.GetFiles(_folder.Path).Order(StringComparer.Ordinal).ToArray();
        Assert.Equal([_folder.In("a.log"), _folder.In("a.log.1")], files);
        Assert.All(files, file => Assert.InRange(new FileInfo(file).Length, 0, BytesMaximum + 10));
        Assert.Equal("line 999", File.ReadLines(files[1]).Concat(File.ReadLines(files[0])).Last());
    }

    [Fact]
    public void Write_ToAnExistingFile_ContinuesIt()
    {
        for (var run = 1; run <= 2; run++)
        {
            using var log = new BoundedLog(_folder.In("a.log"));
            log.Write($"run {run}");
        }

        Assert.Equal(["run 1", "run 2"], File.ReadLines(_folder.In("a.log")));
    }

    [Fact]
    public void Recent_MoreLinesThanItRemembers_HoldsTheLast()
    {
        using var log = new BoundedLog(_folder.In("a.log"), recentMaximum: 2);
        log.Write("1");
        log.Write("2");
        log.Write("3");

        Assert.Equal(["2", "3"], log.Recent);
    }
}
