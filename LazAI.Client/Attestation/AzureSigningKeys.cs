using LazAI.Attestation;
using LazAI.Client.Http;

namespace LazAI.Client.Attestation;

/// <summary>
/// The signing keys of an instance, read from its <c>/certs</c> and kept. The instance rotates its keys, so they are read anew when a token
/// names one that is not among them, but not more often than the options allow.
/// </summary>
internal sealed class AzureSigningKeys(HttpTransport transport, string instance, AzureAttestationOptions options, TimeProvider time) : IDisposable
{
    private static readonly ApiCall s_call = new(HttpMethod.Get, "certs");

    private readonly SemaphoreSlim _gate = new(1);
    private JsonWebKeySet? _keys;
    private AzureTokenBundle? _bundle;
    private long _readAt;
    private long _triedAt;

    /// <summary>The keys, read again when they are due.</summary>
    /// <exception cref="LazAIException">There are none that are new enough, and the instance gave none.</exception>
    public async Task<JsonWebKeySet> GetAsync(CancellationToken cancellationToken)
    {
        var kept = _keys;
        return kept is not null && time.GetElapsedTime(Volatile.Read(ref _readAt)) < options.KeysRefreshAfter
            ? kept
            : await RenewAsync(kept, cancellationToken);
    }

    /// <summary>The same, as they came.</summary>
    /// <exception cref="LazAIException">There are none that are new enough, and the instance gave none.</exception>
    public async Task<AzureTokenBundle> GetBundleAsync(CancellationToken cancellationToken)
    {
        await GetAsync(cancellationToken);
        return _bundle!;
    }

    /// <summary>Newer keys than the ones given, if they may be asked for already and the instance has any; else the same.</summary>
    /// <exception cref="LazAIException">There are none that are new enough, and the instance gave none.</exception>
    public async Task<JsonWebKeySet> RenewAsync(JsonWebKeySet? known, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            // Somebody else may have read them while we waited, and those who wait together ask once.
            if (_keys is { } kept && (!ReferenceEquals(kept, known) || time.GetElapsedTime(_triedAt) < options.KeysIntervalMinimum))
            {
                return RequireFresh(kept);
            }

            _triedAt = time.GetTimestamp();
            try
            {
                var bytes = await transport.SendAsync(s_call, JsonWebKeySet.LengthMaximum, cancellationToken);
                if (!JsonWebKeySet.TryParse(bytes, out var read) || read.Keys.IsEmpty)
                {
                    throw new LazAIException(ClientErrors.ResponseMalformed, "The instance of Azure Attestation gave no set with a usable key.");
                }

                var now = time.GetUtcNow();
                _bundle = new AzureTokenBundle(instance, bytes, now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond)));
                _keys = read;
                Volatile.Write(ref _readAt, time.GetTimestamp());
                return read;
            }
            catch (LazAIException) when (_keys is not null && time.GetElapsedTime(_readAt) < options.KeysAgeMaximum)
            {
                // The instance may be away for a while; the keys of before still hold.
                return _keys;
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private JsonWebKeySet RequireFresh(JsonWebKeySet kept) => time.GetElapsedTime(_readAt) < options.KeysAgeMaximum
        ? kept
        : throw new LazAIException(ClientErrors.Unreachable, "The keys of Azure Attestation are too old and could not be read again just now.")
        {
            IsTransient = true,
        };
}
