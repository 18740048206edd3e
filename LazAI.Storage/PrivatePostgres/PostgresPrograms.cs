using System.Globalization;

namespace LazAI.Storage;

/// <summary>A folder with PostgreSQL's server programs.</summary>
/// <param name="Folder">Where <c>initdb</c>, <c>pg_ctl</c> and <c>postgres</c> lie.</param>
public sealed record PostgresPrograms(string Folder)
{
    private static readonly string[] Required = ["initdb", "pg_ctl", "postgres"];

    public string InitDb => Path.Combine(Folder, "initdb");

    public string PgCtl => Path.Combine(Folder, "pg_ctl");

    public string Postgres => Path.Combine(Folder, "postgres");

    /// <summary>Finds the programs: in PATH, then Debian's folders with the newest version first, then /usr/local.</summary>
    /// <exception cref="PostgresMissingException">They are nowhere; the message says what to install.</exception>
    public static PostgresPrograms Find() =>
        Find((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries), "/usr");

    internal static PostgresPrograms Find(IEnumerable<string> path, string prefix)
    {
        var debian = Path.Combine(prefix, "lib/postgresql");
        var versions = Directory.Exists(debian) ? Directory.GetDirectories(debian) : [];
        var candidates = path
            .Concat(versions.OrderByDescending(Version).Select(folder => Path.Combine(folder, "bin")))
            .Append(Path.Combine(prefix, "local/pgsql/bin"))
            .Append(Path.Combine(prefix, "local/bin"));
        return candidates.FirstOrDefault(IsComplete) is { } found
            ? new PostgresPrograms(RealFolder(found))
            : throw new PostgresMissingException();
    }

    private static int Version(string folder) =>
        int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : -1;

    private static bool IsComplete(string folder) => Required.All(program => File.Exists(Path.Combine(folder, program)));

    // A folder of links (Debian's alternatives) leads to the real one, where the optional programs lie as well.
    private static string RealFolder(string folder)
    {
        var postgres = new FileInfo(Path.Combine(folder, "postgres"));
        var target = postgres.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? postgres.FullName;
        var real = Path.GetDirectoryName(target)!;
        return IsComplete(real) ? real : folder;
    }
}

/// <summary>PostgreSQL's programs are not on this machine.</summary>
public sealed class PostgresMissingException()
    : Exception("PostgreSQL's server programs were not found. Install them with: apt-get install -y postgresql "
        + "(or set a connection string to a server that runs already).");
