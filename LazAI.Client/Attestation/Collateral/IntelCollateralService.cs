using System.Globalization;
using LazAI.Attestation;
using LazAI.Client.Http;

namespace LazAI.Client.Attestation.Collateral;

/// <summary>
/// Intel's Provisioning Certification Service (PCS API v4), or a Provisioning Certificate Caching Service (PCCS) in its place. What they
/// give is signed by Intel; the service itself is not believed.
/// </summary>
public sealed class IntelCollateralService : ICollateralSource
{
    /// <summary>Where Intel's service is.</summary>
    public const string PcsAddress = "https://api.trustedservices.intel.com/";

    /// <summary>Where Intel publishes the revocation list of its root.</summary>
    public const string RootCrlAddress = "https://certificates.trustedservices.intel.com/IntelSGXRootCA.der";

    // Older ones call the same header by the first name.
    private static readonly string[] s_tcbInfoChain = ["TCB-Info-Issuer-Chain", "SGX-TCB-Info-Issuer-Chain"];
    private static readonly string[] s_identityChain = ["SGX-Enclave-Identity-Issuer-Chain"];
    private static readonly string[] s_crlChain = ["SGX-PCK-CRL-Issuer-Chain"];
    private static readonly string[] s_certificateChain = ["SGX-PCK-Certificate-Issuer-Chain"];

    private readonly CollateralFetcher _fetcher;
    private readonly string _rootCrl;
    private readonly bool _isCache;

    private IntelCollateralService(HttpClient http, string rootCrl, bool isCache, CollateralOptions options, TimeProvider time)
    {
        _fetcher = new CollateralFetcher(http, options, time);
        _rootCrl = rootCrl;
        _isCache = isCache;
    }

    /// <summary>Intel's own service.</summary>
    /// <param name="http">With the service's base address, such as <see cref="PcsAddress"/>; see <see cref="CreateHttpClient"/>.</param>
    /// <param name="rootCrl">The whole address of the root's revocation list, such as <see cref="RootCrlAddress"/>.</param>
    public static IntelCollateralService Pcs(HttpClient http, string rootCrl, CollateralOptions options, TimeProvider time) =>
        new(http, rootCrl, isCache: false, options, time);

    /// <summary>A cache of a data centre, which also knows the PCK certificates of its platforms.</summary>
    /// <param name="http">With the cache's base address, below which <c>sgx/certification/v4/…</c> lies.</param>
    public static IntelCollateralService Pccs(HttpClient http, CollateralOptions options, TimeProvider time) =>
        new(http, "sgx/certification/v4/rootcacrl", isCache: true, options, time);

    /// <summary>A connection as this service wants it: no redirects, no cookies.</summary>
    public static HttpClient CreateHttpClient(Uri address) => HttpConnection.Create(address);

    /// <inheritdoc/>
    public bool Serves(CollateralKey key) =>
        key is TcbInfoKey or QeIdentityKey or PckCrlKey or RootCrlKey || (_isCache && key is PckChainKey);

    /// <inheritdoc/>
    public Task<CollateralPart> FetchAsync(CollateralKey key, CancellationToken cancellationToken = default) => key switch
    {
        TcbInfoKey wanted => _fetcher.FetchAsync(
            key, $"{Tee(wanted.IsTdx)}/certification/v4/tcb?fmspc={wanted.Fmspc}", s_tcbInfoChain, TcbInfo.LengthMaximum, cancellationToken),
        QeIdentityKey wanted => _fetcher.FetchAsync(
            key, $"{Tee(wanted.IsTdx)}/certification/v4/qe/identity", s_identityChain, QeIdentity.LengthMaximum, cancellationToken),
        PckCrlKey wanted => _fetcher.FetchAsync(
            key,
            $"sgx/certification/v4/pckcrl?ca={(wanted.Authority == PckAuthority.Platform ? "platform" : "processor")}&encoding=der",
            s_crlChain,
            CollateralFetcher.ListLengthMaximum,
            cancellationToken),
        RootCrlKey => _fetcher.FetchAsync(key, _rootCrl, [], CollateralFetcher.ListLengthMaximum, cancellationToken),
        PckChainKey wanted when _isCache => _fetcher.FetchAsync(
            key, PathOf(wanted), s_certificateChain, CertificatePem.LengthMaximum, cancellationToken),
        _ => throw new ArgumentOutOfRangeException(nameof(key), key, "Not served."),
    };

    private static string Tee(bool isTdx) => isTdx ? "tdx" : "sgx";

    private static string PathOf(PckChainKey key)
    {
        var ppid = key.EncryptedPpid.Length > 0 ? $"&encrypted_ppid={key.EncryptedPpid}" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"sgx/certification/v4/pckcert?qeid={key.QeId}&cpusvn={key.CpuSvn}&pcesvn={key.PceSvn}&pceid={key.PceId}{ppid}");
    }
}
