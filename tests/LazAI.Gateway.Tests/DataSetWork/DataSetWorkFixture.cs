using System.CommandLine;
using LazAI.Attestation;
using LazAI.Cli;
using LazAI.Cli.Invocation;
using LazAI.Client;
using LazAI.Client.DataSets;
using LazAI.Client.Keys;
using LazAI.Cryptography;
using LazAI.Engines;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Ledger;
using LazAI.Protocol.Models;

namespace LazAI.Gateway.Tests.DataSetWork;

/// <summary>A network with a worker process that takes data sets, the models for them, and two owners who work from a shell.</summary>
public sealed class DataSetWorkFixture : IAsyncLifetime
{
    public const int DataSetBytesMaximum = 200_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("lazai-data-set-work-").FullName;

    public DataSetWorkFixture() => Network = new NetworkFixture
    {
        MoreMeasurement = WorkerProcess.Measurement,
        MoreAllocations = [.. new[] { Owner, Other }.Select(it => new Allocation(LedgerAccount.User(it.Address), Amount.FromTokens(100)))],
    };

    public Secp256k1PrivateKey Owner { get; } = Secp256k1PrivateKey.Generate(NetworkFixture.Random);

    public Secp256k1PrivateKey Other { get; } = Secp256k1PrivateKey.Generate(NetworkFixture.Random);

    public NetworkFixture Network { get; }

    internal WorkerProcess Worker { get; private set; } = null!;

    public ModelId Anchoring { get; private set; }

    public ModelId GroupSums { get; private set; }

    public DataSetClient DataSets => new(Network.Client);

    public async Task InitializeAsync()
    {
        await Network.InitializeAsync();
        Anchoring = await RegisterAsync(DataSetEngines.Anchor);
        GroupSums = await RegisterAsync(DataSetEngines.GroupSum);
        Worker = await WorkerProcess.StartAsync(
            Network, Network.Worker, ("Worker__DataSetBytesMaximum", $"{DataSetBytesMaximum}"), ("Worker__DataSetTimeout", "00:01:00"),
            ("Worker__LicenceTokensMaximum", "2"));
        KeyFile.WriteInsecurePlaintext(PathOf("owner.json"), Owner);
        KeyFile.WriteInsecurePlaintext(PathOf("other.json"), Other);
    }

    public async Task DisposeAsync()
    {
        await Worker.DisposeAsync();
        await Network.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    public string PathOf(string name) => Path.Combine(_folder, name);

    /// <summary>Options that name the evidence of the worker process.</summary>
    public string[] Trust() =>
    [
        "--accept-measurement", WorkerProcess.Measurement[2..], "--trust-development-root", Network.Root.Fingerprint.ToString(),
    ];

    /// <summary>What a command prints, which has to succeed.</summary>
    public async Task<string> ShellAsync(string key, params string[] arguments)
    {
        var (exit, output, error) = await TryShellAsync(key, arguments);
        Assert.True(exit == ExitCode.Success, $"{string.Join(' ', arguments)}: {exit} {error}");
        return output;
    }

    public async Task<(int Exit, string Output, string Error)> TryShellAsync(string key, params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = await LazAICommand.RunAsync(
            [.. arguments, "--gateway", Network.Address.ToString(), "--key", PathOf(key)], new InvocationConfiguration { Output = output, Error = error });
        return (exit, output.ToString(), error.ToString());
    }

    /// <summary>Submits one task in the name of <paramref name="key"/> and waits until nothing more becomes of it.</summary>
    internal async Task<TaskView> RunAsync(Secp256k1PrivateKey key, Action<TaskSubmissionBuilder> add)
    {
        var builder = new TaskSubmissionBuilder(Network.SignedBy(key));
        add(builder);
        return await EndAsync((await Network.Client.SubmitTasksAsync(builder.Build())).TaskIds[0]);
    }

    public async Task<TaskView> EndAsync(TaskId task)
    {
        while (true)
        {
            var view = await Network.Client.GetTaskAsync(task);
            if (view.Status is ComputeTaskStatus.Settled or ComputeTaskStatus.Expired or ComputeTaskStatus.Invalid)
            {
                return view;
            }

            await Task.Delay(50);
        }
    }

    /// <summary>Why the attempts at a task have failed.</summary>
    public async Task<string> FailuresAsync(TaskId task) =>
        string.Join('\n', (await Network.Client.ListFailuresAsync(task)).Items.Select(failure => $"{failure.Attempt}: {failure.Detail} ({failure.Reason})"));

    private async Task<ModelId> RegisterAsync(string engine)
    {
        var weights = DataSetEngines.WeightsOf(engine);
        var model = Network.Model with
        {
            Name = engine,
            Commitment = ModelCommitment.Compute(weights),
            WeightsHash = await Network.Client.PutWeightsAsync(weights),
            WeightsBytes = weights.Length,
            Determinism = new DeterminismConfig(engine, DataSetEngines.Version, "none", 0, false, 1),
            InputBytes = 0,
            Evidence = new EvidencePolicy([Network.Root.Fingerprint], [WorkerProcess.Measurement[2..]], false),
        };
        return (await Network.Client.RegisterModelAsync(Network.SignedBy(Network.Publisher).RegisterModel(model))).ModelId;
    }
}
