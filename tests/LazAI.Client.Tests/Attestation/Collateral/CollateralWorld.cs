using LazAI.Attestation;
using LazAI.Client.Attestation.Collateral;
using LazAI.Testing;
using LazAI.Testing.Attestation;

namespace LazAI.Client.Tests.Attestation.Collateral;

/// <summary>Services, a cache in a folder of its own, and a calendar.</summary>
internal sealed class CollateralWorld : IAsyncDisposable
{
    public const string Tdx = "tdx-v4-phala-2025";
    public const string TcbPath = "/tdx/certification/v4/tcb";

    public static readonly TcbInfoKey TcbInfo = new("B0C06F000000", IsTdx: true);

    private readonly List<IDisposable> _owned = [];

    private CollateralWorld(FakeVendor vendor, DateTimeOffset now) => (Vendor, Clock) = (vendor, new MovableClock(now));

    public FakeVendor Vendor { get; }

    public MovableClock Clock { get; }

    public DirectoryInfo Folder { get; } = Directory.CreateTempSubdirectory("lazai-collateral-");

    public CollateralOptions Options { get; set; } = new()
    {
        Calls = new LazAIClientOptions
        {
            AttemptsMaximum = 3,
            AttemptTimeout = TimeSpan.FromSeconds(30),
            RetryDelayBase = TimeSpan.FromMilliseconds(1),
            RetryDelayMaximum = TimeSpan.FromMilliseconds(1),
            RetryAfterMaximum = TimeSpan.FromSeconds(2),
        },
    };

    /// <summary>With the collateral of <see cref="Tdx"/>, at its time.</summary>
    public static async Task<CollateralWorld> StartAsync(bool asCache = false)
    {
        var entry = AttestationCase.Of(Tdx);
        var world = new CollateralWorld(await FakeVendor.StartAsync(), entry.Time);
        world.Vendor.ServeIntel(entry, "B0C06F000000", "platform", isTdx: true, asCache);
        return world;
    }

    public static async Task<CollateralWorld> StartEmptyAsync(DateTimeOffset now) => new(await FakeVendor.StartAsync(), now);

    public IntelCollateralService Pcs() => IntelCollateralService.Pcs(Http(), Vendor.RootCrl, Options, Clock);

    public IntelCollateralService Pccs() => IntelCollateralService.Pccs(Http(), Options, Clock);

    public AmdKeyDistributionService Kds()
    {
        var service = new AmdKeyDistributionService(Http(), Options, Clock);
        _owned.Add(service);
        return service;
    }

    /// <summary>As after a new start of the process: all that it knows is in the folder.</summary>
    public CollateralCache Cache(params ICollateralSource[] sources) =>
        new(Folder, sources.Length > 0 ? sources : [Pcs()], Options, Clock);

    public FileInfo[] Files() => Folder.GetFiles("*.part");

    public static EvidenceVerification Verify(AttestationCase entry, CollateralAnswer answer)
    {
        var bundle = Assert.IsType<DcapBundle>(Assert.IsType<CollateralFound>(answer).Bundle);
        Assert.True(bundle.TryReadCollateral(out var collateral, out var refusal), refusal?.ToString());
        return new DcapQuoteVerifier(TrustedRoot.Intel).Verify(entry.Bytes("quote"), collateral, entry.Time, bundle.PckChain);
    }

    public async ValueTask DisposeAsync()
    {
        _owned.ForEach(owned => owned.Dispose());
        await Vendor.DisposeAsync();
        Folder.Delete(recursive: true);
    }

    private HttpClient Http()
    {
        var http = IntelCollateralService.CreateHttpClient(Vendor.Address);
        _owned.Add(http);
        return http;
    }
}
