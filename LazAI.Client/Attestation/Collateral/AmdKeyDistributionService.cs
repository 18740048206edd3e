using System.Globalization;
using LazAI.Attestation;
using LazAI.Client.Http;

namespace LazAI.Client.Attestation.Collateral;

/// <summary>
/// AMD's key distribution service (Versioned Chip Endorsement Key Certificate and KDS Interface Specification, 4). It refuses callers that
/// ask often (429), so that only one call is under way at a time.
/// </summary>
public sealed class AmdKeyDistributionService : ICollateralSource, IDisposable
{
    /// <summary>Where AMD's service is.</summary>
    public const string Address = "https://kdsintf.amd.com/";

    private readonly CollateralFetcher _fetcher;
    private readonly SemaphoreSlim _turn = new(1);

    /// <param name="http">With the service's base address, such as <see cref="Address"/>; see <see cref="CreateHttpClient"/>.</param>
    public AmdKeyDistributionService(HttpClient http, CollateralOptions options, TimeProvider time) =>
        _fetcher = new CollateralFetcher(http, options, time);

    /// <summary>A connection as this service wants it: no redirects, no cookies.</summary>
    public static HttpClient CreateHttpClient(Uri address) => HttpConnection.Create(address);

    /// <inheritdoc/>
    public bool Serves(CollateralKey key) => key is SnpAuthoritiesKey or SnpRevocationListKey or VcekKey;

    /// <inheritdoc/>
    public async Task<CollateralPart> FetchAsync(CollateralKey key, CancellationToken cancellationToken = default)
    {
        var (path, lengthMaximum) = key switch
        {
            SnpAuthoritiesKey wanted => ($"{Kind(wanted.Kind)}/v1/{wanted.Product}/cert_chain", CertificatePem.LengthMaximum),
            SnpRevocationListKey wanted => ($"{Kind(wanted.Kind)}/v1/{wanted.Product}/crl", CollateralFetcher.ListLengthMaximum),
            VcekKey wanted => (PathOf(wanted), Certificate.LengthMaximum),
            _ => throw new ArgumentOutOfRangeException(nameof(key), key, "Not served."),
        };
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return await _fetcher.FetchAsync(key, path, [], lengthMaximum, cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private static string Kind(SnpSigningKey kind) => kind == SnpSigningKey.Vlek ? "vlek" : "vcek";

    /// <summary>Turin's identifier has 8 bytes, which zeros follow in reports, and one security version more.</summary>
    private static string PathOf(VcekKey key)
    {
        const int TurinDigits = 16;
        var tcb = key.Tcb;
        var chip = key.ChipId.ToString()[2..];
        return tcb.Product == SnpProduct.Turin
            ? string.Create(CultureInfo.InvariantCulture, $"vcek/v1/Turin/{chip[..TurinDigits]}?fmcSPL={tcb.Fmc}&{Versions()}")
            : $"vcek/v1/{tcb.Product}/{chip}?{Versions()}";

        string Versions() => string.Create(
            CultureInfo.InvariantCulture, $"blSPL={tcb.BootLoader}&teeSPL={tcb.Tee}&snpSPL={tcb.Snp}&ucodeSPL={tcb.Microcode}");
    }
}
