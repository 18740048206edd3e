using LazAI.Testing;

namespace LazAI.Architecture.Tests;

/// <summary>The arrows of docs/architecture.md, checked on what was compiled.</summary>
public sealed class ReferenceArrowTests
{
    private static readonly Dictionary<string, string[]> s_allowed = new()
    {
        ["LazAI.Cryptography"] = [],
        ["LazAI.LocalRuntime"] = [],
        ["LazAI.Engines"] = ["LazAI.Cryptography"],
        ["LazAI.Protocol"] = ["LazAI.Attestation", "LazAI.Cryptography", "LazAI.Engines"],
        ["LazAI.Attestation"] = ["LazAI.Cryptography"],
        ["LazAI.Grains.Interfaces"] = ["LazAI.Attestation", "LazAI.Cryptography", "LazAI.LocalRuntime", "LazAI.Protocol"],
        ["LazAI.Grains"] = ["LazAI.Attestation", "LazAI.Cryptography", "LazAI.Engines", "LazAI.Grains.Interfaces", "LazAI.LocalRuntime", "LazAI.Protocol"],
        ["LazAI.Storage"] = ["LazAI.Cryptography", "LazAI.Grains.Interfaces", "LazAI.LocalRuntime", "LazAI.Protocol"],
        ["LazAI.Client"] = ["LazAI.Attestation", "LazAI.Cryptography", "LazAI.Engines", "LazAI.Protocol"],
        ["LazAI.Enclave"] = ["LazAI.Attestation", "LazAI.Client", "LazAI.Cryptography", "LazAI.Engines", "LazAI.Protocol"],
        ["LazAI.Validator"] = ["LazAI.Client", "LazAI.Cryptography", "LazAI.Engines", "LazAI.Protocol"],
        ["LazAI.Cli"] = ["LazAI.Attestation", "LazAI.Client", "LazAI.Cryptography", "LazAI.Protocol"],
    };

    /// <summary>Those that put the others together; what they must not mention is tested by itself, or nothing is forbidden to them.</summary>
    private static readonly string[] s_compositionRoots = ["LazAI.AppHost", "LazAI.Gateway", "LazAI.Silo"];

    public static TheoryData<string> Assemblies => [.. s_allowed.Keys];

    [Fact]
    public void Projects_OfTheRepository_AreAllInTheTable() =>
        Assert.Equal(
            s_allowed.Keys.Concat(s_compositionRoots).Order(StringComparer.Ordinal),
            Directory.GetDirectories(RepositoryRoot.Path, "LazAI.*")
                .Where(folder => Directory.EnumerateFiles(folder, "*.csproj").Any())
                .Select(folder => Path.GetFileName(folder)!)
                .Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Assembly_Compiled_RefersOnlyDownTheTable(string name)
    {
        // The command line is named as people type it.
        using var assembly = new CompiledAssembly(name == "LazAI.Cli" ? "lazai" : name);
        Assert.Empty(assembly.OwnReferences().Except(s_allowed[name]));
    }

    [Theory]
    [InlineData("LazAI.Cryptography")]
    [InlineData("LazAI.Engines")]
    [InlineData("LazAI.Protocol")]
    [InlineData("LazAI.Attestation")]
    public void PureLibrary_Compiled_ReadsNoClockDrawsNothingAndNeverSleeps(string name)
    {
        string[] banned =
        [
            "System.DateTime::get_Now", "System.DateTime::get_UtcNow", "System.DateTime::get_Today",
            "System.DateTimeOffset::get_Now", "System.DateTimeOffset::get_UtcNow", "System.TimeProvider::get_System",
            "System.Environment::get_TickCount", "System.Environment::get_TickCount64",
            "System.Diagnostics.Stopwatch::GetTimestamp", "System.Diagnostics.Stopwatch::StartNew",
            "System.Random::.ctor", "System.Random::get_Shared", "System.Guid::NewGuid", "System.Guid::CreateVersion7",
            "System.Security.Cryptography.RandomNumberGenerator::Create", "System.Security.Cryptography.RandomNumberGenerator::Fill",
            "System.Security.Cryptography.RandomNumberGenerator::GetInt32", "System.Security.Cryptography.RandomNumberGenerator::GetHexString",
            "System.Threading.Thread::Sleep", "System.Threading.Tasks.Task::Delay", "System.Threading.Timer::.ctor",
            "System.Threading.PeriodicTimer::.ctor", "System.Environment::GetEnvironmentVariable",
            "System.IO.File::ReadAllBytes", "System.IO.File::ReadAllText", "System.IO.File::OpenRead", "System.Console::WriteLine",
        ];
        using var assembly = new CompiledAssembly(name);
        Assert.Empty(assembly.UsedMembers().Intersect(banned));
    }

    [Theory]
    [InlineData("LazAI.Silo")]
    [InlineData("LazAI.Storage")]
    [InlineData("LazAI.Grains")]
    public void Gateway_Compiled_UsesTheSiloOnlyInItsCompositionRoot(string hidden)
    {
        using var gateway = new CompiledAssembly("LazAI.Gateway");
        Assert.Empty(gateway.TypesThatUse(hidden).Except(["LazAI.Gateway.Program"]));
    }

    [Fact]
    public void Checker_OnAnAssemblyThatDoesUseAnother_FindsIt()
    {
        using var gateway = new CompiledAssembly("LazAI.Gateway");
        Assert.Contains("LazAI.Gateway.Program", gateway.TypesThatUse("LazAI.Silo"));
        Assert.Contains("LazAI.Grains.Interfaces", gateway.OwnReferences());
    }
}
