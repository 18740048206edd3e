using System.Text;
using LazAI.Attestation;
using LazAI.Client.Http;

namespace LazAI.Client.Attestation;

/// <summary>
/// An instance of Microsoft Azure Attestation: has evidence judged, and verifies the tokens that come of it with the instance's keys.
/// Everything is read from the configured address; where a token says that keys lie is never asked.
/// </summary>
/// <remarks>
/// Microsoft's own package covers SGX, Open Enclave and TPM only; these two operations and their tokens are plain REST. One client serves
/// any number of threads.
/// </remarks>
public sealed class AzureAttestationClient : IDisposable
{
    private readonly HttpTransport _transport;
    private readonly AzureAttestationOptions _options;
    private readonly TimeProvider _time;
    private readonly AzureSigningKeys _keys;

    /// <param name="http">Calls the instance: its base address is the instance's with a slash at the end, it follows no redirects, and it carries
    /// credentials where the instance wants any. It stays the caller's.</param>
    /// <param name="instance">The instance as its tokens name it, such as <c>https://sharedweu.weu.attest.azure.net</c>.</param>
    public AzureAttestationClient(HttpClient http, string instance, AzureAttestationOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(options);
        Instance = instance;
        _options = options;
        _time = time;
        _transport = new HttpTransport(http, options.Calls, time);
        _keys = new AzureSigningKeys(_transport, instance, options, time);
    }

    /// <summary>The instance as its tokens name it.</summary>
    public string Instance { get; }

    /// <summary>A connection as this client wants it. Keys are trusted for the TLS certificate of the instance's name.</summary>
    public static HttpClient CreateHttpClient(string instance) => HttpConnection.Create(new Uri(instance + "/"));

    /// <summary>Has a TDX quote judged; gives the token, unverified.</summary>
    /// <param name="quote">The quote.</param>
    /// <param name="runtimeData">What its report data hash; null for nothing.</param>
    /// <param name="initTimeData">What its configuration hashes; null for nothing.</param>
    /// <param name="nonce">Comes back in the token; null for none.</param>
    /// <exception cref="LazAIException">The instance refused the evidence or could not be reached.</exception>
    public Task<byte[]> AttestTdxVmAsync(
        ReadOnlyMemory<byte> quote,
        AzureRuntimeData? runtimeData,
        AzureRuntimeData? initTimeData = null,
        string? nonce = null,
        CancellationToken cancellationToken = default) =>
        AttestAsync("TdxVm", AzureAttestationRequests.TdxVm(quote, runtimeData, initTimeData, nonce), cancellationToken);

    /// <summary>Has an SEV-SNP report judged; gives the token, unverified.</summary>
    /// <param name="report">The attestation report.</param>
    /// <param name="certificates">VCEK, ASK and ARK in PEM.</param>
    /// <param name="runtimeData">What its report data hash; null for nothing.</param>
    /// <param name="initTimeData">What its host data hash; null for nothing.</param>
    /// <param name="nonce">Comes back in the token; null for none.</param>
    /// <exception cref="LazAIException">The instance refused the evidence or could not be reached.</exception>
    public Task<byte[]> AttestSevSnpVmAsync(
        ReadOnlyMemory<byte> report,
        ReadOnlyMemory<byte> certificates,
        AzureRuntimeData? runtimeData,
        AzureRuntimeData? initTimeData = null,
        string? nonce = null,
        CancellationToken cancellationToken = default) =>
        AttestAsync("SevSnpVm", AzureAttestationRequests.SevSnpVm(report, certificates, runtimeData, initTimeData, nonce), cancellationToken);

    /// <summary>What the instance says of itself. It must name itself and its own keys, or the address is not that of the instance.</summary>
    /// <exception cref="LazAIException">It does not, or could not be reached.</exception>
    public async Task<AzureInstanceMetadata> GetMetadataAsync(CancellationToken cancellationToken = default)
    {
        var document = await _transport.ReadAsync<Discovery>(
            new ApiCall(HttpMethod.Get, ".well-known/openid-configuration"), cancellationToken);
        return document.Issuer == Instance && document.Jwks_uri == Instance + "/certs"
            ? new AzureInstanceMetadata(document.Issuer, document.Jwks_uri, document.Id_token_signing_alg_values_supported ?? [])
            : throw new LazAIException(
                ClientErrors.ResponseMalformed, $"The instance calls itself '{document.Issuer}', with keys at '{document.Jwks_uri}', not {Instance}.");
    }

    /// <summary>Whose tokens count: the instance with its keys as they are now. To be kept where tokens are verified later without a network.</summary>
    /// <exception cref="LazAIException">The keys could not be read.</exception>
    public async Task<AzureTokenTrust> GetTrustAsync(CancellationToken cancellationToken = default) =>
        TrustIn(await _keys.GetAsync(cancellationToken));

    /// <summary>The keys as they are now in the form of a file, to verify a token with for ever.</summary>
    /// <exception cref="LazAIException">The keys could not be read.</exception>
    public Task<AzureTokenBundle> GetBundleAsync(CancellationToken cancellationToken = default) => _keys.GetBundleAsync(cancellationToken);

    /// <summary>
    /// Verifies a token of this instance at this time. When it names a key that is not known yet the keys are read again, now and then.
    /// </summary>
    /// <exception cref="LazAIException">The keys could not be read.</exception>
    public async Task<EvidenceVerification> VerifyAsync(ReadOnlyMemory<byte> token, CancellationToken cancellationToken = default)
    {
        var known = await _keys.GetAsync(cancellationToken);
        var result = AzureTokenVerifier.Verify(token, TrustIn(known), _time.GetUtcNow());
        if (result is not EvidenceRefused { Code: AttestationErrors.TokenKeyUnknown })
        {
            return result;
        }

        var renewed = await _keys.RenewAsync(known, cancellationToken);
        return ReferenceEquals(renewed, known) ? result : AzureTokenVerifier.Verify(token, TrustIn(renewed), _time.GetUtcNow());
    }

    public void Dispose() => _keys.Dispose();

    private AzureTokenTrust TrustIn(JsonWebKeySet keys) => new(Instance, keys) { ClockDifferenceMaximum = _options.ClockDifferenceMaximum };

    private async Task<byte[]> AttestAsync(string type, byte[] body, CancellationToken cancellationToken)
    {
        // The same evidence asked about twice does no harm, so that a lost answer is asked for again.
        var call = new ApiCall(HttpMethod.Post, $"attest/{type}?api-version={Uri.EscapeDataString(_options.ApiVersion)}", body)
        {
            IsIdempotentByContent = true,
        };
        var answer = await _transport.ReadAsync<Answer>(call, cancellationToken);
        return answer.Token is { } token
            ? Encoding.UTF8.GetBytes(token)
            : throw new LazAIException(ClientErrors.ResponseMalformed, $"attest/{type} answered without a token.");
    }

    private sealed record Answer(string? Token = null);

    // The members' names are those of OpenID Connect Discovery 1.0, section 3.
    private sealed record Discovery(string? Issuer = null, string? Jwks_uri = null, string[]? Id_token_signing_alg_values_supported = null);
}
