namespace LazAI.AppHost.Hosting;

/// <summary>Files of the repository that this program was built in.</summary>
public static class RepositoryFiles
{
    /// <summary>The nearest folder upwards that holds the solution, else the current folder.</summary>
    public static string Root { get; } = FindRoot(AppContext.BaseDirectory) ?? Environment.CurrentDirectory;

    /// <summary>Folder of the digit model.</summary>
    public static string Digits => Path.Combine(Root, "models", "digits");

    /// <summary>Folder of the model of 8 x 8 digits, which is small enough to be proven.</summary>
    public static string SmallDigits => Path.Combine(Root, "models", "digits-8x8");

    internal static string? FindRoot(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "LazAI.Orleans.sln")))
            {
                return folder.FullName;
            }
        }

        return null;
    }
}
