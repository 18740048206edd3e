using LazAI.Enclave.Evidence;
using LazAI.Testing;
using LazAI.Testing.Vectors;

namespace LazAI.Enclave.Tests.Sources;

public sealed class EvidenceSourcesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lazai-machine-").FullName;
    private readonly ManualTime _time = new(DateTimeOffset.UnixEpoch);

    [Fact]
    public void Machine_WithEverything_IsAskedInTheOrderOfTheNames()
    {
        Directory.CreateDirectory(Place("tsm"));
        foreach (var device in new[] { "tdx", "sev", "tpm" })
        {
            File.WriteAllText(Place(device), "");
        }

        File.WriteAllText(Place("tag"), "7783-7084-3265-9085-8269-3286-77\n");
        var sources = Sources();
        var found = new List<string>();
        foreach (var remove in new Action[]
        {
            () => Directory.Delete(Place("tsm")), () => File.Delete(Place("tdx")), () => File.Delete(Place("sev")), () => File.Delete(Place("tpm")),
        })
        {
            found.Add(sources.Detect()!);
            Assert.Equal(found[^1], sources.Open("").Name);
            remove();
        }

        Assert.Equal(EvidenceSources.HardwareNames, found);
        Assert.Null(sources.Detect());
    }

    [Fact]
    public void Tpm_OfAnotherMaker_IsNoEvidence()
    {
        File.WriteAllText(Place("tpm"), "");
        Assert.Null(Sources().Detect());
        File.WriteAllText(Place("tag"), "Default string\n");
        Assert.Null(Sources().Detect());
    }

    [Fact]
    public void Name_ThatIsGiven_OverridesWhatTheMachineHas()
    {
        Directory.CreateDirectory(Place("tsm"));
        foreach (var name in EvidenceSources.HardwareNames)
        {
            Assert.Equal(name, Sources().Open(name).Name);
        }
    }

    [Fact]
    public void Machine_WithNothing_SaysWhatWasLookedForAndWhatToDo()
    {
        var message = Assert.Throws<EvidenceSourceException>(() => Sources().Open("")).Message;

        foreach (var part in new[] { Place("tsm"), Place("tdx"), Place("sev"), Place("tpm"), "Intel TDX", "AMD SEV-SNP", "Worker:DevelopmentRoot" })
        {
            Assert.Contains(part, message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("other")]
    [InlineData(EvidenceSources.Development)]
    public void Name_ThatIsNoHardware_IsRefusedWithTheNames(string name)
    {
        var message = Assert.Throws<EvidenceSourceException>(() => Sources().Open(name)).Message;

        Assert.All(EvidenceSources.HardwareNames, known => Assert.Contains(known, message, StringComparison.Ordinal));
    }

    [VectorFact(Recorded.Folder)]
    public async Task Provider_OfHardware_KnowsItsMeasurementAndProves()
    {
        using var kernel = new FakeConfigfs("tdx_guest", Zeroed(Recorded.TdxQuote()));
        var provider = await HardwareEvidenceProvider.CreateAsync(new ConfigfsTsmSource(kernel, _time, kernel.Root), default);

        Assert.Equal(new PlatformEvidence(EvidencePlatform.Tdx, Recorded.TdxQuote()).Measurement, provider.Measurement);
        Assert.Contains("configfs-tsm", provider.Description, StringComparison.Ordinal);
        Assert.Equal(Zeroed(Recorded.TdxQuote()), (await provider.ProveAsync(default, default)).ToArray());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>The quote as the same domain would give it for report data of zeros, but for the signature.</summary>
    private static byte[] Zeroed(byte[] quote)
    {
        quote.AsSpan(48 + 520, 64).Clear();
        return quote;
    }

    private string Place(string name) => Path.Combine(_folder, name);

    private EvidenceSources Sources() => new(_time, new EvidencePaths
    {
        ConfigfsTsm = Place("tsm"),
        TdxGuest = Place("tdx"),
        SevGuest = Place("sev"),
        Tpm = Place("tpm"),
        ChassisAssetTag = Place("tag"),
    });
}
