namespace LazAI.AppHost.Processes;

/// <summary>Where the programs lie that were built along with this one, and the host that runs them.</summary>
internal static class ProgramFiles
{
    /// <summary>The <c>dotnet</c> that runs this process: two folders above its framework.</summary>
    public static string DotNet { get; } = Path.GetFullPath(
        Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "../../..", "dotnet"));

    /// <summary>Folder of another project's output: <c>…/bin/&lt;project&gt;/&lt;configuration&gt;/</c>, as this one's.</summary>
    public static string Folder(string project) => Folder(AppContext.BaseDirectory, project);

    internal static string Folder(string ownFolder, string project)
    {
        var own = new DirectoryInfo(ownFolder);
        return Path.Combine(own.Parent!.Parent!.FullName, project, own.Name);
    }

    /// <summary>The assembly that another project's output starts with.</summary>
    /// <exception cref="FileNotFoundException">It has not been built.</exception>
    public static string Assembly(string project)
    {
        var file = Path.Combine(Folder(project), project + ".dll");
        return File.Exists(file)
            ? file
            : throw new FileNotFoundException($"{file} has not been built. Run: dotnet build LazAI.AppHost", file);
    }
}
