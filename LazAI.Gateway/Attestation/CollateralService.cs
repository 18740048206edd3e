using LazAI.Attestation;
using LazAI.Client.Attestation;
using LazAI.Client.Attestation.Collateral;
using Microsoft.Extensions.Options;

namespace LazAI.Gateway.Attestation;

/// <summary>Puts the configured sources of collateral together, and owns their connections.</summary>
internal sealed class CollateralService : IDisposable
{
    private readonly List<IDisposable> _owned = [];

    public CollateralService(IOptions<CollateralServiceOptions> options, TimeProvider time)
    {
        var configured = options.Value;
        var clients = configured.AzureInstances.Select(instance => Own(new AzureAttestationClient(
            Own(AzureAttestationClient.CreateHttpClient(instance)), instance, new AzureAttestationOptions(), time)));
        Evidence = new EvidenceCollateral(CreateProvider(configured, time), [.. clients]);
    }

    public EvidenceCollateral Evidence { get; }

    public void Dispose() => _owned.ForEach(owned => owned.Dispose());

    private ICollateralProvider CreateProvider(CollateralServiceOptions configured, TimeProvider time)
    {
        if (configured.Folder is { } folder)
        {
            return new OfflineCollateral(
                new DirectoryInfo(folder), new DcapQuoteVerifier(TrustedRoot.Intel), new SnpReportVerifier(SnpTrustedRoot.Amd), time);
        }

        // What is judged again each hour must be of that hour: kept parts would hide for a day what has changed.
        var options = new CollateralOptions { RefreshAfter = configured.ReappraiseEvery };
        var sources = new List<ICollateralSource>();
        if (!string.IsNullOrEmpty(configured.Pccs))
        {
            sources.Add(IntelCollateralService.Pccs(Connect(configured.Pccs), options, time));
        }

        if (configured.Pcs.Length > 0)
        {
            sources.Add(IntelCollateralService.Pcs(Connect(configured.Pcs), configured.RootCrl, options, time));
        }

        if (configured.Kds.Length > 0)
        {
            sources.Add(Own(new AmdKeyDistributionService(Connect(configured.Kds), options, time)));
        }

        return new OnlineCollateral(new CollateralCache(new DirectoryInfo(configured.CacheFolder), sources, options, time));
    }

    /// <summary>Paths are added to the address, so that it ends with a slash.</summary>
    private HttpClient Connect(string address) =>
        Own(IntelCollateralService.CreateHttpClient(new Uri(address.EndsWith('/') ? address : address + "/")));

    private T Own<T>(T owned)
        where T : IDisposable
    {
        _owned.Add(owned);
        return owned;
    }
}
