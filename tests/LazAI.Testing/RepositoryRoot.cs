namespace LazAI.Testing;

/// <summary>Where this repository lies: the nearest folder upwards that holds the solution.</summary>
public static class RepositoryRoot
{
    public static string Path { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "LazAI.Orleans.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"LazAI.Orleans.sln is in no folder above {AppContext.BaseDirectory}.");
    }
}
