using System.Collections.Immutable;
using LazAI.Attestation;
using LazAI.Client.Receipts;
using LazAI.Cryptography;
using LazAI.Gateway.Attestation;
using LazAI.Grains.Blobs;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Receipts;
using LazAI.Storage;
using LazAI.Testing;
using LazAI.Testing.Attestation;
using Microsoft.Extensions.DependencyInjection;

namespace LazAI.Gateway.Tests.Attestation;

/// <summary>
/// A network whose service takes TDX quotes and development evidence, and whose model takes TDX quotes alone. Intel is a
/// <see cref="TestIntel"/>, whose collateral comes over HTTP from a <see cref="FakeVendor"/>.
/// </summary>
public sealed class IntelNetwork : IAsyncLifetime
{
    /// <summary>The one advisory that the policies do not mind.</summary>
    public const string ToleratedAdvisory = "INTEL-SA-00960";

    private readonly DirectoryInfo _cache = Directory.CreateTempSubdirectory("lazai-gateway-collateral-");

    public HeldClock Clock { get; } = new();

    public TestIntel Intel { get; } = new(DateTimeOffset.UtcNow.AddYears(-1), DateTimeOffset.UtcNow.AddYears(1));

    public IntelPlatform Platform { get; private set; } = null!;

    public IntelTrustDomain Domain { get; } = new(new Measurement48(Enumerable.Repeat((byte)0x7d, 48).ToArray()));

    public FakeVendor Vendor { get; private set; } = null!;

    public NetworkFixture Network { get; private set; } = null!;

    /// <summary>What is published now; of whole seconds, and of long enough ago that later ones are not of the future.</summary>
    public IntelPublication Published { get; private set; } =
        new(DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.AddDays(-1).ToUnixTimeSeconds()));

    /// <summary>Demands a quote of <see cref="Domain"/> from a platform of one of these statuses.</summary>
    public EvidencePolicy PolicyFor(params ImmutableArray<TcbStatus> statuses) => new([], [], false, Tdx: new TdxDemands(
        60,
        new IntelTcbDemands(
            [.. statuses.Select(status => status.ToString())], [new AdvisoryTolerance(ToleratedAdvisory, DateOnly.MaxValue)], 0, 0, 0, AllowDynamicPlatform: true, AllowCachedKeys: true, AllowSmt: true),
        new TrustDomainDemands(
            MeasurementRule.OneOf(Domain.MrTd.ToString()), MeasurementRule.Any, MeasurementRule.Any, MeasurementRule.Any, MeasurementRule.Any,
            MeasurementRule.Any, MeasurementRule.Any, MeasurementRule.Any, MeasurementRule.Any, MeasurementRule.Any,
            RequireSeptVeDisable: true, AllowDebug: false, AllowMigration: false)));

    public async Task InitializeAsync()
    {
        Platform = Intel.CreatePlatform();
        Vendor = await FakeVendor.StartAsync();
        Publish(Published);
        var policy = PolicyFor(TcbStatus.UpToDate, TcbStatus.OutOfDate);
        Network = new NetworkFixture
        {
            Time = Clock,
            ServicePolicy = network => network.DevelopmentPolicy with { Tdx = policy.Tdx },
            ModelPolicy = _ => policy,
            MoreSettings =
            [
                "--Collateral:Pcs", Vendor.Address.ToString(),
                "--Collateral:RootCrl", Vendor.RootCrl,
                "--Collateral:CacheFolder", _cache.FullName,
                "--Collateral:Patience", "00:05:00",
            ],
            Replace = (network, services) => services
                .AddSingleton(Intel.CreateVerifier(network.Root.Fingerprint))
                .AddSingleton<IBlobStore>(provider => new MortalBlobs(this, ActivatorUtilities.CreateInstance<PostgresBlobStore>(provider))),
        };
        await Network.InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        await Network.DisposeAsync();
        await Vendor.DisposeAsync();
        Platform.Dispose();
        Intel.Dispose();
        _cache.Delete(recursive: true);
    }

    /// <summary>Serves something else from now on, as it is given. The gateway has to ask for it: its cache is empty, as another gateway's.</summary>
    public void Publish(IntelPublication publication)
    {
        Published = publication;
        Vendor.ServeIntel(Intel.Publish(Platform.Fmspc, publication), Platform.Fmspc, "platform", isTdx: true);
        ForgetCollateral();
    }

    /// <summary>Serves what was published a minute later.</summary>
    public void PublishNext(Func<IntelPublication, IntelPublication> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        Publish(change(Published with { Issued = Published.Issued.AddMinutes(1) }));
    }

    public void ForgetCollateral()
    {
        foreach (var file in _cache.GetFiles())
        {
            file.Delete();
        }
    }

    /// <summary>Judges open sessions again, until they were judged: the list of workers trails the log by moments.</summary>
    public async Task ReappraiseAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var reappraisal = Network.Services.GetRequiredService<SessionReappraisal>();
        while (await reappraisal.ReappraiseAsync(limit.Token) == 0)
        {
            await Task.Delay(20, limit.Token);
        }
    }

    public byte[] Quote(ReportData reportData) => Platform.Quote(reportData, Domain);

    /// <summary>What a stranger trusts who has this Intel's root for the genuine one.</summary>
    public ReceiptTrust ReceiptTrust => new([Intel.Root], NetworkIdentity.From(Network.Status), [Network.Model.ComputeHash()]);

    /// <summary>Whether nothing happens any more of what the service does once it has stored a blob, as when it is killed there.</summary>
    public bool DiesAfterBlobs { get; set; }

    internal Task<TestWorker> OpenAsync(Secp256k1PrivateKey? account = null) => TestWorker.OpenAsync(Network, account ?? Network.Worker, Quote);

    /// <summary>Has one task of a submission done by this worker, and waits until it is paid.</summary>
    internal async Task<Receipt> CompleteAsync(TestWorker worker)
    {
        await Network.Client.SubmitTasksAsync(Network.Submission(2));
        var work = await worker.TakeAsync(2);
        await worker.Api.SubmitResultsAsync(worker.Sign([.. work.Select(worker.Echo)]), CancellationToken.None);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while ((await Network.Client.GetTaskAsync(work[1].TaskId, limit.Token)).Status != ComputeTaskStatus.Settled)
        {
            await Task.Delay(20, limit.Token);
        }

        return await Network.Client.GetReceiptAsync(work[1].TaskId, limit.Token);
    }

    private sealed class MortalBlobs(IntelNetwork owner, IBlobStore inner) : IBlobStore
    {
        public async ValueTask PutAsync(Bytes32 hash, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
        {
            await inner.PutAsync(hash, content, cancellationToken);
            if (owner.DiesAfterBlobs)
            {
                throw new InvalidOperationException("The service has died.");
            }
        }

        public ValueTask<ReadOnlyMemory<byte>?> GetAsync(Bytes32 hash, CancellationToken cancellationToken = default) => inner.GetAsync(hash, cancellationToken);

        public ValueTask<bool> ContainsAsync(Bytes32 hash, CancellationToken cancellationToken = default) => inner.ContainsAsync(hash, cancellationToken);
    }
}
