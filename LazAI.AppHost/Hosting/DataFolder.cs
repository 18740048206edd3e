namespace LazAI.AppHost.Hosting;

/// <summary>The folder that one running system has to itself: keys, genesis, logs, database.</summary>
public sealed class DataFolder : IDisposable
{
    private readonly FileStream _ownerLock;

    private DataFolder(string path, FileStream ownerLock) => (Path, _ownerLock) = (path, ownerLock);

    /// <summary><c>.data</c> in the repository, else in the current folder.</summary>
    public static string Default { get; } = System.IO.Path.Combine(RepositoryFiles.Root, ".data");

    public string Path { get; }

    public string Keys => In("keys");

    public string Logs => In("logs");

    public string Genesis => In("genesis.json");

    public string ModelCache => In("model-cache");

    /// <summary>Makes the folder where it is missing and takes it.</summary>
    /// <exception cref="LocalSystemException">Another system runs in it.</exception>
    public static DataFolder Open(string path)
    {
        Directory.CreateDirectory(path);
        return TryTake(path) ?? throw new LocalSystemException($"Another system runs in {path}. Stop it, or use another folder with --data.");
    }

    /// <summary>A folder without anything from before: <paramref name="path"/>, or <c>path-2</c> and so on while others use those.</summary>
    public static DataFolder OpenEmpty(string path)
    {
        for (var number = 1; ; number++)
        {
            var candidate = number == 1 ? path : $"{path}-{number}";
            Directory.CreateDirectory(candidate);
            if (TryTake(candidate) is { } folder)
            {
                folder.Clear();
                return folder;
            }
        }
    }

    public string In(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Lets go of the folder.</summary>
    public void Dispose() => _ownerLock.Dispose();

    private static DataFolder? TryTake(string path)
    {
        try
        {
            // On Unix this is flock, which the system lets go of however its owner ends.
            var file = System.IO.Path.Combine(path, "system.lock");
            return new DataFolder(path, new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException)
        {
            return null;
        }
    }

    private void Clear()
    {
        foreach (var entry in new DirectoryInfo(Path).EnumerateFileSystemInfos().Where(entry => entry.FullName != _ownerLock.Name))
        {
            if (entry is DirectoryInfo folder)
            {
                folder.Delete(recursive: true);
            }
            else
            {
                entry.Delete();
            }
        }
    }
}
