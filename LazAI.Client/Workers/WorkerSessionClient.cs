using System.Globalization;
using System.Net.Http.Headers;
using LazAI.Client.Http;
using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.Encoding;

namespace LazAI.Client;

/// <summary>
/// The worker's side of one open session: work, heart-beats, results. Every call carries a short-lived token that the session's
/// key has signed. Calls are tried once: the worker's own loops decide when to repeat.
/// </summary>
public sealed class WorkerSessionClient
{
    private static readonly TimeSpan TokenLife = TimeSpan.FromMinutes(5);

    private readonly HttpTransport _transport;
    private readonly Eip712Domain _domain;
    private readonly Secp256k1PrivateKey _key;
    private readonly NetworkClock _clock;
    private readonly string _root;
    private readonly Lock _gate = new();
    private AuthenticationHeaderValue? _token;
    private Slot _tokenRenewal;

    /// <param name="client">The service.</param>
    /// <param name="chainId">The network's chain id.</param>
    /// <param name="worker">The worker's account.</param>
    /// <param name="session">The open session.</param>
    /// <param name="sessionKey">Its signing key; the caller keeps and disposes of it.</param>
    /// <param name="sessionUntil">Its last slot.</param>
    /// <param name="clock">The service's slots.</param>
    public WorkerSessionClient(
        LazAIClient client, ulong chainId, Address worker, SessionId session, Secp256k1PrivateKey sessionKey, Slot sessionUntil,
        NetworkClock clock)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(sessionKey);
        ArgumentNullException.ThrowIfNull(clock);
        _transport = client.Transport;
        _domain = new Eip712Domain(chainId);
        _key = sessionKey;
        _clock = clock;
        _root = $"v1/workers/{worker}/";
        Session = session;
        Until = sessionUntil;
    }

    public SessionId Session { get; }

    /// <summary>The session's last slot.</summary>
    public Slot Until { get; }

    /// <summary>Waits up to <paramref name="wait"/> for up to <paramref name="max"/> tasks.</summary>
    public Task<WorkBatch> TakeWorkAsync(int max, TimeSpan wait, CancellationToken cancellationToken)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"{_root}work?max={max}&waitSeconds={(int)wait.TotalSeconds}");
        return _transport.ReadAsync<WorkBatch>(Call(HttpMethod.Get, path) with { Wait = wait }, cancellationToken);
    }

    public Task<HeartbeatAnswer> BeatAsync(HeartbeatRequest request, CancellationToken cancellationToken) =>
        _transport.ReadAsync<HeartbeatAnswer>(
            Call(HttpMethod.Post, _root + "heartbeats", CanonicalJson.Serialize(request)), cancellationToken);

    /// <summary>Hands in a signed batch of results. Sent again unchanged, it is answered as the first time.</summary>
    public Task<ResultsAnswer> SubmitResultsAsync(SubmitResultsRequest request, CancellationToken cancellationToken) =>
        _transport.ReadAsync<ResultsAnswer>(
            Call(HttpMethod.Post, _root + "results", CanonicalJson.Serialize(request)), cancellationToken);

    public Task DeclineAsync(DeclineRequest request, CancellationToken cancellationToken) =>
        _transport.SendAsync(Call(HttpMethod.Post, _root + "declines", CanonicalJson.Serialize(request)), 0, cancellationToken);

    /// <summary>Ends the session; what it still holds goes to others.</summary>
    public Task CloseAsync(CancellationToken cancellationToken) =>
        _transport.SendAsync(Call(HttpMethod.Delete, _root + "sessions/" + Session), 0, cancellationToken);

    private ApiCall Call(HttpMethod method, string path, ReadOnlyMemory<byte>? body = null) =>
        new(method, path, body) { Authorization = Token, SingleAttempt = true };

    private AuthenticationHeaderValue Token()
    {
        lock (_gate)
        {
            var now = _clock.Now;
            if (_token is null || now >= _tokenRenewal)
            {
                var life = _clock.SlotsFor(TokenLife);
                var access = new SessionAccess(Session, now + life);
                var signature = _key.Sign(_domain.Digest(access.StructHash()));
                _token = new AuthenticationHeaderValue(SessionAccess.Scheme, $"{Session}.{access.Until}.{signature}");
                _tokenRenewal = now + (life / 2) + 1;
            }

            return _token;
        }
    }
}
