using LazAI.Enclave.Evidence;
using LazAI.Enclave.Hosting;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;

namespace LazAI.Enclave.Tests.Worker;

public sealed class WorkerOptionsValidatorTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public static TheoryData<string, Action<WorkerOptions>> Faults => new()
    {
        { "Worker:Gateway ", options => options.Gateway = new Uri("ftp://example.org") },
        { "Worker:OperatorKey ", options => options.OperatorKey = "/nowhere" },
        { "Worker:OperatorPassphrase ", options => options.OperatorPassphrase = "/nowhere" },
        { "Worker:DevelopmentRoot ", options => options.DevelopmentRoot = "" },
        { "Worker:DevelopmentRoot ", options => options.DevelopmentRoot = "/nowhere" },
        { "Worker:DevelopmentRoot ", options => options.EvidenceSource = "sev-guest" },
        { "Worker:EvidenceSource ", options => options.EvidenceSource = "other" },
        { "Worker:AzureAttestationInstance ", options => options.AzureAttestationInstance = "https://sharedweu.weu.attest.azure.net" },
        { "Worker:Capacity ", options => options.Capacity = 0 },
        { "Worker:Capacity ", options => options.Capacity = 100_001 },
        { "Worker:Parallelism ", options => options.Parallelism = 0 },
        { "Worker:PollItemsMaximum ", options => options.PollItemsMaximum = 1_001 },
        { "Worker:PollItemsMaximum ", options => options.ResultBatchMaximum = 0 },
        { "Worker:ResultLinger ", options => options.ResultLinger = TimeSpan.FromSeconds(2) },
        { "Worker:DrainTimeout ", options => options.DrainTimeout = TimeSpan.Zero },
        { "Worker:InputBytesMaximum ", options => options.InputBytesMaximum = 0 },
        { "Worker:IpfsGateway ", options => options.IpfsGateway = "http://127.0.0.1:8081" },
        { "Worker:ArweaveGateway ", options => options.ArweaveGateway = "file:///" },
        { "Worker:ModelServer ", options => options.ModelServer = "http://localhost:8000/" },
        { "Worker:ModelServer ", options => options.ModelServer = "http://10.0.0.1:8000/" },
        { "Worker:ModelServerTimeout ", options => options.ModelServerTimeout = TimeSpan.Zero },
        { "Worker:ModelServerParallelism ", options => options.ModelServerParallelism = 0 },
        { "Worker:DataSetBytesMaximum ", options => options.DataSetBytesMaximum = -1 },
        { "Worker:DataSetBytesMaximum ", options => options.DataSetBytesMaximum = long.MaxValue },
        { "Worker:DataSetTimeout ", options => options.DataSetTimeout = TimeSpan.Zero },
        { "Worker:DataSetTimeout ", options => options.DataSetTimeout = TimeSpan.FromHours(2) },
        { "Worker:Health ", options => options.Health = "http://0.0.0.0:80" },
    };

    [Fact]
    public void Validate_DefaultsWithTheirFiles_AreAccepted() => Assert.True(Validate(Options(), "Development").Succeeded);

    [Theory]
    [MemberData(nameof(Faults))]
    public void Validate_OneFault_IsRefusedByItsName(string name, Action<WorkerOptions> spoil)
    {
        var options = Options();
        spoil(options);

        var result = Validate(options, "Development");

        Assert.StartsWith(name, Assert.Single(result.Failures!), StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_DevelopmentRootOutsideDevelopment_IsRefused() =>
        Assert.StartsWith("Worker:DevelopmentRoot ", Assert.Single(Validate(Options(), "Production").Failures!), StringComparison.Ordinal);

    [Fact]
    public void Validate_NoDevelopmentRootWhereTheMachineHasHardware_IsAcceptedInProduction()
    {
        var options = Options();
        options.DevelopmentRoot = "";
        var paths = Nothing with { SevGuest = _file };

        Assert.True(Validate(options, "Production", paths).Succeeded);
        options.EvidenceSource = "sev-guest";
        Assert.True(Validate(options, "Production", Nothing).Succeeded);
        options.EvidenceSource = "development";
        Assert.StartsWith("Worker:DevelopmentRoot ", Assert.Single(Validate(options, "Development", paths).Failures!), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://sharedweu.weu.attest.azure.net", true)]
    [InlineData("https://sharedweu.weu.attest.azure.net/", false)]
    [InlineData("https://sharedweu.weu.attest.azure.net/certs", false)]
    [InlineData("https://user@sharedweu.weu.attest.azure.net", false)]
    [InlineData("https://SharedWeu.weu.attest.azure.net", false)]
    [InlineData("http://sharedweu.weu.attest.azure.net", false)]
    [InlineData("sharedweu.weu.attest.azure.net", false)]
    [InlineData("https://", false)]
    public void Validate_InstanceOfAzureAttestation_IsAnAddressAsTokensNameIt(string instance, bool isAccepted)
    {
        var options = Options();
        (options.DevelopmentRoot, options.EvidenceSource, options.AzureAttestationInstance) = ("", "azure-vtpm", instance);

        var result = Validate(options, "Production");

        Assert.Equal(isAccepted, result.Succeeded);
        Assert.All(result.Failures ?? [], failure => Assert.StartsWith("Worker:AzureAttestationInstance ", failure, StringComparison.Ordinal));
    }

    [Fact]
    public void Validate_NothingAtAll_SaysWhatWasLookedFor()
    {
        var options = Options();
        options.DevelopmentRoot = "";

        Assert.Contains("/nowhere/tsm", Assert.Single(Validate(options, "Production").Failures!), StringComparison.Ordinal);
    }

    public void Dispose() => File.Delete(_file);

    private static EvidencePaths Nothing { get; } = new()
    {
        ConfigfsTsm = "/nowhere/tsm",
        TdxGuest = "/nowhere/tdx",
        SevGuest = "/nowhere/sev",
        Tpm = "/nowhere/tpm",
    };

    private static Microsoft.Extensions.Options.ValidateOptionsResult Validate(
        WorkerOptions options, string environment, EvidencePaths? paths = null) =>
        new WorkerOptionsValidator(new FakeEnvironment(environment), new EvidenceSources(TimeProvider.System, paths ?? Nothing))
            .Validate(null, options);

    private WorkerOptions Options() => new() { OperatorKey = _file, DevelopmentRoot = _file };

    private sealed class FakeEnvironment(string name) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = name;

        public string ApplicationName { get; set; } = "";

        public string ContentRootPath { get; set; } = "";

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
