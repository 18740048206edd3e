using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using LazAI.Attestation;
using LazAI.Attestation.Development;
using LazAI.Client;
using LazAI.Cryptography;
using LazAI.Engines;
using LazAI.Grains.Blobs;
using LazAI.Grains.EventLog;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Genesis;
using LazAI.Protocol.Ledger;
using LazAI.Protocol.Models;
using LazAI.Silo.Hosting;
using LazAI.Storage;
using LazAI.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LazAI.Gateway.Tests;

/// <summary>A whole network behind a real socket on a real PostgreSQL: gateway and grains in this process, one published model,
/// and keys for a submitter, a publisher and two workers. The tests are its clients and its workers.</summary>
public sealed class NetworkFixture : IAsyncLifetime
{
    public const ulong ChainId = 31_337;

    private readonly PostgresFixture _postgres = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("lazai-gateway-tests").FullName;
    private WebApplication? _app;

    public static RandomNumberGenerator Random { get; } = RandomNumberGenerator.Create();

    public Secp256k1PrivateKey Submitter { get; } = Secp256k1PrivateKey.Generate(Random);

    public Secp256k1PrivateKey Pauper { get; } = Secp256k1PrivateKey.Generate(Random);

    public Secp256k1PrivateKey Publisher { get; } = Secp256k1PrivateKey.Generate(Random);

    public Secp256k1PrivateKey Worker { get; } = Secp256k1PrivateKey.Generate(Random);

    public Secp256k1PrivateKey OtherWorker { get; } = Secp256k1PrivateKey.Generate(Random);

    public DevelopmentRoot Root { get; } =
        DevelopmentRoot.Create(Random, DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddYears(1));

    public DevelopmentTrustDomain TrustDomain { get; } = new() { MrTd = new(Enumerable.Repeat((byte)0x4d, 48).ToArray()) };

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    public HttpClient Http { get; private set; } = new();

    /// <summary>Takes every message that the service logs, down to the finest; null leaves it at warnings.</summary>
    public ILoggerProvider? LogSink { get; init; }

    /// <summary>Changes the rules that the network begins with.</summary>
    public Func<ProtocolRules, ProtocolRules> Rules { get; init; } = rules => rules;

    /// <summary>Balances beside those of the fixture's own keys.</summary>
    public ImmutableArray<Allocation> MoreAllocations { get; init; } = [];

    /// <summary>A program whose evidence the service accepts beside that of <see cref="TrustDomain"/>.</summary>
    public string? MoreMeasurement { get; init; }

    /// <summary>The service's policy, in the place of its lists of development roots and measurements.</summary>
    public Func<NetworkFixture, EvidencePolicy>? ServicePolicy { get; init; }

    /// <summary>The policy of the published model; by default it accepts <see cref="TrustDomain"/> under <see cref="Root"/>.</summary>
    public Func<NetworkFixture, EvidencePolicy>? ModelPolicy { get; init; }

    /// <summary>Settings of the service beside those of the fixture, as on its command line.</summary>
    public ImmutableArray<string> MoreSettings { get; init; } = [];

    /// <summary>Puts other services in the place of the product's.</summary>
    public Action<NetworkFixture, IServiceCollection>? Replace { get; init; }

    /// <summary>The clock of the service and of its clients.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Sees every request before it leaves the client.</summary>
    public DelegatingHandler? Wiretap { get; init; }

    /// <summary>Accepts <see cref="TrustDomain"/> under <see cref="Root"/> and nothing else.</summary>
    public EvidencePolicy DevelopmentPolicy => new([Root.Fingerprint], [Convert.ToHexStringLower(TrustDomain.MrTd.AsSpan())], false);

    /// <summary>The database, as whoever has its password sees it.</summary>
    public Npgsql.NpgsqlDataSource Database => _postgres.DataSource;

    public LazAIClient Client { get; private set; } = null!;

    public NetworkStatus Status { get; private set; } = null!;

    /// <summary>The services of the running application.</summary>
    public IServiceProvider Services => _app!.Services;

    /// <summary>What the service has recorded.</summary>
    public IEventLog Log => Services.GetRequiredService<IEventLog>();

    /// <summary>The slots, counted on from <see cref="Status"/>.</summary>
    public NetworkClock Clock { get; private set; } = null!;

    public ModelDescription Model { get; private set; } = null!;

    public Eip712Domain Domain { get; } = new(ChainId);

    public async Task InitializeAsync()
    {
        await _postgres.InitializeAsync();
        var stake = Amount.FromTokens(150_000);
        var genesis = new GenesisDocument(
            ChainId,
            Time.GetUtcNow().ToUnixTimeSeconds(),
            Rules(ProtocolRules.Local with { SlotMilliseconds = 200, SessionSlotsMaximum = 400_000, ChallengeSlots = 1_500 }),
            [
                new Allocation(LedgerAccount.User(Submitter.Address), Amount.FromTokens(1_000)),
                new Allocation(LedgerAccount.Stake(Worker.Address), stake),
                new Allocation(LedgerAccount.Stake(OtherWorker.Address), stake),
                .. MoreAllocations,
            ]);
        await File.WriteAllBytesAsync(GenesisFile, CanonicalJson.Serialize(genesis));
        await StartAsync();
        await PublishModelAsync();
    }

    /// <summary>Ends the service in good order and starts it again on the same database, at another address.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    /// <summary>The same, with something done to log and blobs while no grain runs.</summary>
    public async Task RestartAsync(Func<IEventLog, IBlobStore, Task> meanwhile)
    {
        ArgumentNullException.ThrowIfNull(meanwhile);
        await StopAsync();
        await using (var storage = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System).AddMetrics()
            .AddLazAIStorage(_postgres.ConnectionString).BuildServiceProvider())
        {
            await meanwhile(storage.GetRequiredService<IEventLog>(), storage.GetRequiredService<IBlobStore>());
        }

        await StartAsync();
    }

    private string GenesisFile => Path.Combine(_folder, "genesis.json");

    private string[] AttestationSettings()
    {
        if (ServicePolicy is not { } policy)
        {
            return
            [
                "--Attestation:DevelopmentRoots:0", Root.Fingerprint.ToString(),
                "--Attestation:Measurements:0", TrustDomain.MrTd.ToString(),
                .. MoreMeasurement is { } more ? (string[])["--Attestation:Measurements:1", more] : [],
            ];
        }

        var file = Path.Combine(_folder, "policy.json");
        File.WriteAllBytes(file, CanonicalJson.Serialize(policy(this)));
        return ["--Attestation:PolicyFile", file];
    }

    private void ReplaceServices(IServiceCollection services)
    {
        services.AddSingleton(Time);
        Replace?.Invoke(this, services);
    }

    private async Task StartAsync()
    {
        _app = Program.Build(
        [
            "--urls", "http://127.0.0.1:0",
            "--environment", "Development",
            "--ConnectionStrings:lazai", _postgres.ConnectionString,
            "--Network:GenesisFile", GenesisFile,
            .. AttestationSettings(),
            .. MoreSettings,
            "--Logging:LogLevel:Default", LogSink is null ? nameof(LogLevel.Warning) : nameof(LogLevel.Trace),
            "--Logging:Console:LogLevel:Default", nameof(LogLevel.Warning),

            // Ports that only Microsoft Orleans opens: its defaults would collide where several of these networks run.
            "--Orleans:Endpoints:AdvertisedIPAddress", "127.0.0.1",
            "--Orleans:Endpoints:SiloPort", $"{FreePort()}",
            "--Orleans:Endpoints:GatewayPort", $"{FreePort()}",
        ], ReplaceServices);
        if (LogSink is { } sink)
        {
            _app.Services.GetRequiredService<ILoggerFactory>().AddProvider(sink);
        }

        await _app.PrepareAsync();
        await _app.StartAsync();
        Address = new Uri(_app.Urls.Single());
        Http = Wiretap is { } wiretap ? new HttpClient(wiretap) : new HttpClient();
        Http.BaseAddress = Address;
        Client = new LazAIClient(Http, new LazAIClientOptions { AttemptsMaximum = 1 });
        Status = await Client.GetStatusAsync();
        Clock = new NetworkClock(Status, Time);
    }

    private async Task StopAsync()
    {
        Http.Dispose();
        if (_app is { } app)
        {
            _app = null;
            await app.StopAsync();
            await app.DisposeAsync();
        }
    }

    /// <summary>Commands signed by <paramref name="key"/> on this network.</summary>
    public SignedRequests SignedBy(Secp256k1PrivateKey key) => new(key, ChainId, Clock);

    /// <summary>A submission of <paramref name="count"/> tasks of 16 bytes each.</summary>
    public SubmitTasksRequest Submission(int count = 1, Secp256k1PrivateKey? key = null)
    {
        var builder = new TaskSubmissionBuilder(SignedBy(key ?? Submitter));
        for (var i = 0; i < count; i++)
        {
            builder.Add(Model.ComputeModelId(), RandomNumberGenerator.GetBytes(Model.InputBytes), Model.Price);
        }

        return builder.Build();
    }

    public async Task DisposeAsync()
    {
        await StopAsync();
        await _postgres.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task PublishModelAsync()
    {
        var weights = RandomNumberGenerator.GetBytes(10_000);
        Model = new ModelDescription(
            Publisher.Address,
            "echo",
            "1",
            ModelCommitment.Compute(weights),
            await Client.PutWeightsAsync(weights),
            weights.Length,
            new DeterminismConfig("test.echo", "1", "none", 0, false, 1_000),
            new Amount(1_000),
            0,
            0,
            16,
            [VerifyMode.Tee],
            ModelPolicy?.Invoke(this) ?? DevelopmentPolicy);
        await Client.RegisterModelAsync(SignedBy(Publisher).RegisterModel(Model));
    }
}
