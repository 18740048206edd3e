namespace LazAI.Storage.Tests;

public sealed class PostgresProgramsTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void Find_WithSeveralVersions_TakesTheNewest()
    {
        Install("usr/lib/postgresql/9/bin");
        var newest = Install("usr/lib/postgresql/16/bin");
        Install("usr/lib/postgresql/15/bin");
        Assert.Equal(newest, PostgresPrograms.Find([], _temporary.In("usr")).Folder);
    }

    [Fact]
    public void Find_WithProgramsInThePath_TakesThose()
    {
        Install("usr/lib/postgresql/16/bin");
        var chosen = Install("opt/mine");
        Assert.Equal(chosen, PostgresPrograms.Find([_temporary.In("empty"), chosen], _temporary.In("usr")).Folder);
    }

    [Fact]
    public void Find_ThroughLinks_ReachesTheRealFolder()
    {
        var real = Install("usr/lib/postgresql/15/bin");
        var links = _temporary.In("links");
        Directory.CreateDirectory(links);
        foreach (var program in (string[])["initdb", "pg_ctl", "postgres"])
        {
            File.CreateSymbolicLink(Path.Combine(links, program), Path.Combine(real, program));
        }

        Assert.Equal(real, PostgresPrograms.Find([links], _temporary.In("nothing")).Folder);
    }

    [Fact]
    public void Find_WithAClientOnlyInstallation_GoesOn()
    {
        Directory.CreateDirectory(_temporary.In("client"));
        File.WriteAllText(_temporary.In("client/pg_ctl"), "");
        var local = Install("usr/local/pgsql/bin");
        Assert.Equal(local, PostgresPrograms.Find([_temporary.In("client")], _temporary.In("usr")).Folder);
    }

    [Fact]
    public void Find_WithoutPostgres_SaysWhatToInstall()
    {
        var missing = Assert.Throws<PostgresMissingException>(() => PostgresPrograms.Find([_temporary.In("empty")], _temporary.In("usr")));
        Assert.Contains("apt-get install -y postgresql", missing.Message, StringComparison.Ordinal);
    }

    private string Install(string folder)
    {
        Directory.CreateDirectory(_temporary.In(folder));
        foreach (var program in (string[])["initdb", "pg_ctl", "postgres"])
        {
            File.WriteAllText(Path.Combine(_temporary.In(folder), program), "");
        }

        return _temporary.In(folder);
    }
}
