namespace LazAI.Storage.Tests;

/// <summary>A folder for one test, gone behind it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("lazai-test-").FullName;

    public TemporaryFolder()
    {
        // Its owner may be another than the server's account, which must be able to pass.
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Path, (UnixFileMode)0b111_101_101);
        }
    }

    public string In(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
