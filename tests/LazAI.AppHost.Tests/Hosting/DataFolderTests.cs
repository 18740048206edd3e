using LazAI.AppHost.Hosting;

namespace LazAI.AppHost.Tests.Hosting;

public sealed class DataFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_TakenByAnother_SaysSo()
    {
        using var first = DataFolder.Open(_folder.Path);

        var refusal = Assert.Throws<LocalSystemException>(() => DataFolder.Open(_folder.Path));

        Assert.Contains("--data", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OpenEmpty_WithThingsFromBefore_RemovesThem()
    {
        var path = _folder.In("demo");
        Directory.CreateDirectory(Path.Combine(path, "keys"));
        File.WriteAllText(Path.Combine(path, "keys", "old.json"), "{}");

        using var opened = DataFolder.OpenEmpty(path);

        Assert.Equal(path, opened.Path);
        Assert.Equal(["system.lock"], Directory.GetFileSystemEntries(path).Select(Path.GetFileName));
    }

    [Fact]
    public void OpenEmpty_TakenByAnother_GivesTheNextOne()
    {
        var path = _folder.In("demo");
        using var first = DataFolder.OpenEmpty(path);
        File.WriteAllText(first.In("theirs"), "");

        using var second = DataFolder.OpenEmpty(path);

        Assert.Equal(path + "-2", second.Path);
        Assert.True(File.Exists(first.In("theirs")));
    }
}
