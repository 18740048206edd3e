using System.Globalization;
using System.Text;
using LazAI.Enclave.Evidence;

namespace LazAI.Enclave.Tests.Sources;

/// <summary>
/// Configfs-tsm in a folder of the test's: files come and go with their folder, writes count the generation, and answers are recorded
/// ones. Reading and writing go through the product's own code.
/// </summary>
internal sealed class FakeConfigfs : KernelFiles, IDisposable
{
    private readonly string _provider;
    private readonly byte[] _report;

    public FakeConfigfs(string provider, byte[] report, byte[]? auxiliary = null)
    {
        _provider = provider;
        _report = report;
        Auxiliary = auxiliary;
    }

    public string Root { get; } = Directory.CreateTempSubdirectory("lazai-tsm-").FullName;

    public byte[]? Auxiliary { get; }

    /// <summary>Answers <c>outblob</c> with this error number so many times.</summary>
    public (int Error, int Times) Failure { get; set; }

    /// <summary>Somebody else writes in between so many times.</summary>
    public int Races { get; set; }

    public int PrivilegeFloor { get; set; }

    public List<string> Made { get; } = [];

    public List<byte[]> Written { get; } = [];

    public string? PrivilegeLevel { get; private set; }

    public override void MakeFolder(string path)
    {
        base.MakeFolder(path);
        Made.Add(path);
        foreach (var (name, value) in new[]
        {
            ("inblob", ""), ("outblob", ""), ("generation", "0\n"), ("provider", _provider + "\n"), ("privlevel", ""),
            ("privlevel_floor", PrivilegeFloor.ToString(CultureInfo.InvariantCulture) + "\n"),
        })
        {
            File.WriteAllText(Path.Combine(path, name), value);
        }
    }

    public override void RemoveFolder(string path)
    {
        foreach (var file in Directory.GetFiles(path))
        {
            File.Delete(file);
        }

        base.RemoveFolder(path);
    }

    public override void Write(string path, ReadOnlySpan<byte> value)
    {
        base.Write(path, value);
        var folder = Path.GetDirectoryName(path)!;
        Count(folder);
        if (Path.GetFileName(path) == "privlevel")
        {
            PrivilegeLevel = Encoding.ASCII.GetString(value);
            return;
        }

        Assert.Equal("inblob", Path.GetFileName(path));
        Written.Add(value.ToArray());
        File.WriteAllBytes(Path.Combine(folder, "outblob"), _report);
        if (Auxiliary is not null)
        {
            File.WriteAllBytes(Path.Combine(folder, "auxblob"), Auxiliary);
        }
    }

    public override byte[] Read(string path, int bytesMaximum)
    {
        if (Path.GetFileName(path) == "outblob")
        {
            if (Failure.Times > 0)
            {
                Failure = Failure with { Times = Failure.Times - 1 };
                throw new IOException("busy", Failure.Error);
            }

            if (Races > 0)
            {
                Races--;
                Count(Path.GetDirectoryName(path)!);
            }
        }

        return base.Read(path, bytesMaximum);
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private static void Count(string folder)
    {
        var file = Path.Combine(folder, "generation");
        var generation = int.Parse(File.ReadAllText(file), CultureInfo.InvariantCulture);
        File.WriteAllText(file, (generation + 1).ToString(CultureInfo.InvariantCulture) + "\n");
    }
}
