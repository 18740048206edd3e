using System.Collections.Concurrent;

namespace LazAI.Client.Attestation.Collateral;

/// <summary>
/// Parts of collateral, kept in a folder. A part is used until its next update is due, and renewed before; while a source is away, what
/// still holds goes on being used, and that is said. A part is never replaced by an older one. Those who want the same part at the same
/// time cause one call.
/// </summary>
public sealed class CollateralCache
{
    private readonly CollateralFiles _files;
    private readonly IReadOnlyList<ICollateralSource> _sources;
    private readonly CollateralOptions _options;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, Lazy<Task<CachedPart>>> _underWay = new();
    private readonly ConcurrentDictionary<string, DateTimeOffset> _failed = new();

    /// <param name="folder">Where parts are kept; made when it is not there. Where it cannot be written parts are fetched each time.</param>
    /// <param name="sources">Where parts come from. A part comes from the first one that serves it.</param>
    public CollateralCache(DirectoryInfo folder, IReadOnlyList<ICollateralSource> sources, CollateralOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(options);
        _files = new CollateralFiles(folder, options.DiskBytesMaximum, time);
        _sources = sources;
        _options = options;
        _time = time;
    }

    /// <summary>Whether there is a source for such parts.</summary>
    public bool Serves(CollateralKey key) => _sources.Any(source => source.Serves(key));

    /// <summary>A part that may be relied on now.</summary>
    /// <exception cref="LazAIException">There is none that still holds, and the source gave none.</exception>
    public Task<CachedPart> GetAsync(CollateralKey key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);

        // The call is everybody's who waits for it, so that nobody's giving up ends it; its own limits do.
        return _underWay.GetOrAdd(key.Name, _ => new(() => GetOnceAsync(key))).Value.WaitAsync(cancellationToken);
    }

    private async Task<CachedPart> GetOnceAsync(CollateralKey key)
    {
        try
        {
            await Task.Yield();
            var now = _time.GetUtcNow();
            var kept = _files.Read(key);
            var holds = kept is not null && Holds(kept, now);
            if (holds && !IsDue(kept!, now))
            {
                return new CachedPart(kept!, null);
            }

            if (holds && _failed.TryGetValue(key.Name, out var failedAt) && now - failedAt < _options.PauseAfterFailure)
            {
                return new CachedPart(kept!, Remark(kept!, "its source failed a moment ago"));
            }

            try
            {
                return await RenewAsync(key, kept, now);
            }
            catch (LazAIException failure) when (holds)
            {
                _failed[key.Name] = now;
                return new CachedPart(kept!, Remark(kept!, failure.Detail));
            }
        }
        finally
        {
            _underWay.TryRemove(key.Name, out _);
        }
    }

    private async Task<CachedPart> RenewAsync(CollateralKey key, CollateralPart? kept, DateTimeOffset now)
    {
        var source = _sources.FirstOrDefault(source => source.Serves(key))
            ?? throw new LazAIException(ClientErrors.Unreachable, $"There is no source of {key.Name}.");
        var fetched = await source.FetchAsync(key);

        // A source in a data centre may itself be behind, and a forged part from the future would keep all genuine ones out.
        if (!Holds(fetched, now))
        {
            throw new LazAIException(
                ClientErrors.ResponseMalformed,
                $"The source gave {key.Name} of {fetched.Made:u}, which ends {fetched.NextUpdate:u}: it is not valid at {now:u}.");
        }

        if (kept is not null && fetched.Made < kept.Made)
        {
            throw new LazAIException(
                ClientErrors.ResponseMalformed, $"The source gave {key.Name} of {fetched.Made:u}, older than that of {kept.Made:u}.");
        }

        _failed.TryRemove(key.Name, out _);
        try
        {
            _files.Write(fetched);
            return new CachedPart(fetched, null);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new CachedPart(fetched, $"{key.Name} could not be kept: {exception.Message}");
        }
    }

    private bool Holds(CollateralPart part, DateTimeOffset now) =>
        !(part.Made > now + _options.ClockDifferenceMaximum) && !(part.NextUpdate <= now);

    /// <summary>Certificates never are: what they say of a chip or an authority does not change.</summary>
    private bool IsDue(CollateralPart part, DateTimeOffset now) =>
        part.NextUpdate is { } nextUpdate
        && (now - part.FetchedAt >= _options.RefreshAfter || nextUpdate - now <= _options.RefreshAhead);

    private static string Remark(CollateralPart kept, string why) =>
        $"{kept.Key.Name} could not be renewed ({why}); the one of {kept.Made:u} is used, which holds until {kept.NextUpdate:u}.";
}
