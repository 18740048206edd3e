using System.Security.Cryptography;
using LazAI.Attestation;
using LazAI.Attestation.Development;
using LazAI.Client;
using LazAI.Client.Keys;
using LazAI.Cryptography;
using LazAI.Enclave.Hosting;
using LazAI.Engines;
using LazAI.Engines.Digits;
using LazAI.Protocol;
using LazAI.Protocol.Models;
using LazAI.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LazAI.Enclave.Tests.Worker;

/// <summary>A whole worker, as the process runs it, against a <see cref="FakeGateway"/>; its files live in a folder of its own.</summary>
internal sealed class WorkerUnderTest : IAsyncDisposable
{
    private static readonly byte[] s_weights = File.ReadAllBytes(Path.Combine(RepositoryRoot.Path, "models", "digits", "digits.int8mlp"));

    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();
    private readonly string _folder = Directory.CreateTempSubdirectory("lazai-worker-").FullName;
    private readonly DevelopmentRoot _root;
    private readonly TimeProvider _time;
    private readonly Action<WorkerOptions>? _configure;
    private IHost? _host;

    private WorkerUnderTest(
        TimeProvider time, ProtocolRules rules, Action<WorkerOptions>? configure, Func<ModelDescription, ModelDescription>? describe, byte[] weights)
    {
        _time = time;
        _configure = configure;
        _root = DevelopmentRoot.Create(_random, time.GetUtcNow().AddDays(-1), time.GetUtcNow().AddYears(1));
        File.WriteAllText(Path.Combine(_folder, "root.pem"), _root.ExportPem());
        using var key = Secp256k1PrivateKey.Generate(_random);
        KeyFile.WriteInsecurePlaintext(Path.Combine(_folder, "operator.json"), key);
        var model = new ModelDescription(
            key.Address, "digits", "1", ModelCommitment.Compute(weights), Keccak256.Hash(weights), weights.Length,
            new DeterminismConfig(Int8MlpEngine.Id, Int8MlpEngine.Version, "int8", 0, false, 10), Amount.FromTokens(1), 0, 0, 784,
            [VerifyMode.Tee], new EvidencePolicy([_root.Fingerprint], [], false));
        Gateway = new FakeGateway(time, _root, describe?.Invoke(model) ?? model, weights, rules);
    }

    /// <summary>Short slots, so that heart-beats come often.</summary>
    public static ProtocolRules Rules { get; } = ProtocolRules.Local with
    {
        SlotMilliseconds = 100,
        LeaseSlots = 5,
        SessionSlotsMaximum = 1_000_000,
        CommandDeadlineSlotsMaximum = 10_000,
    };

    public static HeldOutDigits Digits { get; } = ReadDigits();

    public static Bytes32 WeightsHash { get; } = Keccak256.Hash(s_weights);

    public FakeGateway Gateway { get; }

    /// <summary>Starts both; returns once the worker's first session is open.</summary>
    public static async Task<WorkerUnderTest> StartAsync(
        TimeProvider? time = null,
        ProtocolRules? rules = null,
        Action<WorkerOptions>? configure = null,
        Func<ModelDescription, ModelDescription>? describe = null,
        byte[]? weights = null)
    {
        var worker = new WorkerUnderTest(time ?? TimeProvider.System, rules ?? Rules, configure, describe, weights ?? s_weights);
        await worker.Gateway.StartAsync();
        worker.StartWorker();
        await worker.Gateway.WhenAsync(() => worker.Gateway.Sessions.Count == 1);
        return worker;
    }

    public Task StopWorkerAsync() => _host!.StopAsync();

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            using var now = new CancellationTokenSource();
            await now.CancelAsync();
            await _host.StopAsync(now.Token);
            _host.Dispose();
        }

        await Gateway.DisposeAsync();
        _root.Dispose();
        _random.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Tasks on the held-out digits, with their numbers as nonces.</summary>
    public Protocol.Api.WorkItem[] Tasks(int first, int count) =>
        [.. Enumerable.Range(first, count).Select(i => Gateway.Task((ulong)i, Digits.Pixels(i % Digits.Count).ToArray()))];

    private void StartWorker()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddOptions<WorkerOptions>().Configure(options =>
        {
            options.Gateway = Gateway.Address;
            options.OperatorKey = Path.Combine(_folder, "operator.json");
            options.DevelopmentRoot = Path.Combine(_folder, "root.pem");
            options.ModelCache = Path.Combine(_folder, "models");
            options.Parallelism = 2;
            _configure?.Invoke(options);
        });
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.AddSingleton(_time);

        // A test that moves the clock may be faster than a call; calls that hang are ended by the test's own patience.
        builder.Services.AddSingleton(new LazAIClientOptions { AttemptTimeout = TimeSpan.FromDays(1) });
        builder.Services.AddEnclaveWorker();
        _host = builder.Build();
        _host.Start();
    }

    private static HeldOutDigits ReadDigits()
    {
        var bytes = File.ReadAllBytes(Path.Combine(RepositoryRoot.Path, "models", "digits", "heldout-500.bin"));
        Assert.True(HeldOutDigits.TryParse(bytes, out var digits, out _));
        return digits;
    }
}
