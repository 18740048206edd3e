using LazAI.Attestation;
using LazAI.Cryptography;
using LazAI.Grains.EventLog;
using LazAI.Testing;
using LazAI.Testing.Attestation;
using LazAI.Testing.Vectors;

namespace LazAI.Gateway.Tests.Attestation;

/// <summary>A quote of real hardware at the service as it is delivered, with collateral from a folder of bundles.</summary>
public sealed class GenuineQuoteTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lazai-gateway-bundles-");
    private NetworkFixture? _network;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await (_network?.DisposeAsync() ?? Task.CompletedTask);
        _folder.Delete(recursive: true);
    }

    /// <summary>Nobody can have published a quote with this session's report data; all that is judged before has held.</summary>
    [VectorFact("attestation")]
    public async Task Registration_WithAPublishedQuote_IsRefusedForItsReportDataAlone()
    {
        var entry = AttestationCase.Of("tdx-v4-phala-2025");
        var quote = entry.Bytes("quote");
        Assert.True(DcapCollateral.TryParse(entry.Bytes("collateral"), out var collateral, out _));
        var bundle = new DcapBundle(collateral.Parts);
        await File.WriteAllBytesAsync(Path.Combine(_folder.FullName, "phala.json"), bundle.Serialize());
        var verified = Assert.IsType<EvidenceVerified>(new EvidenceVerifier(EvidenceTrust.Vendors([])).Verify(quote, bundle, entry.Time));
        var network = _network = new NetworkFixture
        {
            Time = new HeldClock(entry.Time - DateTimeOffset.UtcNow),
            ServicePolicy = _ => PolicyFor(verified.Facts),
            MoreSettings = ["--Collateral:Folder", _folder.FullName],
        };
        await network.InitializeAsync();
        using var key = Secp256k1PrivateKey.Generate(NetworkFixture.Random);
        var request = await TestWorker.RegistrationAsync(network, network.Worker, key, quote: _ => quote);
        var before = await network.Log.GetHeadPositionAsync();

        await DataSetTests.RefusedAsync(
            new ErrorCode(AttestationErrors.ReportDataMismatch), 422, () => network.Client.OpenSessionAsync(network.Worker.Address, request));

        Assert.Empty((await network.Client.GetWorkerAsync(network.Worker.Address)).Sessions);
        await foreach (var recorded in network.Log.ReadStreamAsync(new StreamName("worker", network.Worker.Address.ToString())))
        {
            Assert.True(recorded.Position <= before, recorded.Type);
        }
    }

    /// <summary>Demands exactly what was found.</summary>
    private static EvidencePolicy PolicyFor(EvidenceFacts facts) => new([], [], false, Tdx: new TdxDemands(
        60,
        new IntelTcbDemands(
            [facts.Tcb!.Status], [.. facts.Tcb.AdvisoryIds.Select(id => new AdvisoryTolerance(id, DateOnly.MaxValue))], 0, 0,
            facts.Tcb.EvaluationDataNumber, AllowDynamicPlatform: true, AllowCachedKeys: true, AllowSmt: true),
        new TrustDomainDemands(
            MeasurementRule.OneOf(facts.Measurement), MeasurementRule.OneOf(facts.TrustDomain!.Rtmr0!), MeasurementRule.OneOf(facts.TrustDomain.Rtmr1!),
            MeasurementRule.OneOf(facts.TrustDomain.Rtmr2!), MeasurementRule.OneOf(facts.TrustDomain.Rtmr3!), MeasurementRule.Any,
            MeasurementRule.Any, MeasurementRule.Any, MeasurementRule.OneOf(facts.TrustDomain.MrSeam!), MeasurementRule.Any,
            RequireSeptVeDisable: true, AllowDebug: false, AllowMigration: false)));
}
