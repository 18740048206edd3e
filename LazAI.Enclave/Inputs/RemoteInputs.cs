using System.Net;
using System.Net.Sockets;
using LazAI.Enclave.Hosting;

namespace LazAI.Enclave.Inputs;

/// <summary>
/// Fetches inputs that lie elsewhere: <c>https://</c> from public addresses only, <c>ipfs://</c> and <c>ar://</c> through gateways that the operator has
/// named. Size, time and redirections are limited. What comes is compared with its hash by the caller.
/// </summary>
internal sealed class RemoteInputs : IDisposable
{
    private const int RedirectsMaximum = 3;
    private const int AttemptsMaximum = 3;

    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(30);
    private static readonly Client.ExponentialBackoff s_backoff = new(TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(2));

    private readonly WorkerOptions _options;
    private readonly TimeProvider _time;
    private readonly HttpClient _strangers;
    private readonly HttpClient _gateways;

    public RemoteInputs(WorkerOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
#pragma warning disable CA2000 // The clients own their handlers.
        _strangers = new HttpClient(CreateHandler(ConnectToPublicAsync)) { Timeout = Timeout.InfiniteTimeSpan };
        _gateways = new HttpClient(CreateHandler(null)) { Timeout = Timeout.InfiniteTimeSpan };
#pragma warning restore CA2000
    }

    /// <summary>The bytes at a location, or why they cannot be had.</summary>
    public async Task<(byte[] Content, string? Refusal)> FetchAsync(string location, CancellationToken cancellationToken)
    {
        if (!TryResolve(location, out var address, out var client, out var refusal))
        {
            return ([], refusal);
        }

        for (var attempt = 1; ; attempt++)
        {
            var (content, fault, passing) = await TryFetchAsync(client, address, cancellationToken);
            if (fault is null || !passing || attempt == AttemptsMaximum)
            {
                return (content, fault is null ? null : $"The input cannot be fetched: {fault}");
            }

            await Task.Delay(s_backoff.Draw(attempt), _time, cancellationToken);
        }
    }

    public void Dispose()
    {
        _strangers.Dispose();
        _gateways.Dispose();
    }

    private bool TryResolve(string location, out Uri address, out HttpClient client, out string refusal)
    {
        address = null!;
        client = _gateways;
        refusal = "The input's location is no address that this worker reads.";
        if (!Uri.TryCreate(location, UriKind.Absolute, out var parsed))
        {
            return false;
        }

        // The path is kept as it was written: content identifiers tell upper from lower case, hosts do not.
        var path = location[(location.IndexOf("://", StringComparison.Ordinal) + 3)..];
        switch (parsed.Scheme)
        {
            case "https":
                (address, client) = (parsed, _strangers);
                return true;
            case "ipfs" when _options.IpfsGateway.Length > 0:
                return TryAppend(_options.IpfsGateway + "ipfs/", path, out address);
            case "ar" when _options.ArweaveGateway.Length > 0:
                return TryAppend(_options.ArweaveGateway, path, out address);
            case "ipfs" or "ar":
                refusal = $"This worker has no gateway for {parsed.Scheme}:// inputs.";
                return false;
            default:
                return false;
        }
    }

    /// <summary>A path cannot lead out of the gateway's root.</summary>
    private static bool TryAppend(string root, string path, out Uri address) =>
        Uri.TryCreate(root + path, UriKind.Absolute, out address!) && address.AbsoluteUri.StartsWith(new Uri(root).AbsoluteUri, StringComparison.Ordinal);

    private async Task<(byte[] Content, string? Fault, bool IsPassing)> TryFetchAsync(
        HttpClient client, Uri address, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(s_timeout, _time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            for (var redirects = 0; ; redirects++)
            {
                using var response = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, linked.Token);
                if (response.StatusCode is >= HttpStatusCode.MovedPermanently and <= HttpStatusCode.PermanentRedirect
                    && response.Headers.Location is { } target)
                {
                    address = new Uri(address, target);
                    client = _strangers;
                    if (redirects == RedirectsMaximum || address.Scheme != "https")
                    {
                        return ([], "it is redirected too often, or to what is not https.", false);
                    }

                    continue;
                }

                return response.IsSuccessStatusCode
                    ? await ReadAsync(response.Content, linked.Token)
                    : ([], $"HTTP {(int)response.StatusCode}.", (int)response.StatusCode >= 500);
            }
        }
        catch (HttpRequestException exception)
        {
            return ([], exception.Message, exception.InnerException is not AddressNotPublicException);
        }
        catch (IOException exception)
        {
            return ([], exception.Message, true);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return ([], $"no answer within {s_timeout.TotalSeconds} s.", false);
        }
    }

    private async Task<(byte[] Content, string? Fault, bool IsPassing)> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        using var buffer = new MemoryStream();
        var chunk = new byte[64 * 1024];
        while (await stream.ReadAsync(chunk, cancellationToken) is > 0 and var read)
        {
            if (buffer.Length + read > _options.InputBytesMaximum)
            {
                return ([], $"it has more than {_options.InputBytesMaximum} bytes.", false);
            }

            buffer.Write(chunk, 0, read);
        }

        return (buffer.ToArray(), null, false);
    }

    private static SocketsHttpHandler CreateHandler(
        Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>>? connect) => new()
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            // A proxy would resolve the name again, where nobody looks at what it gives.
            UseProxy = false,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            ConnectCallback = connect,
        };

    /// <summary>Looks at the very address that is connected to: a name may resolve differently the next time it is asked.</summary>
    private static async ValueTask<Stream> ConnectToPublicAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var host = context.DnsEndPoint.Host;
        var addresses = await Dns.GetHostAddressesAsync(host, cancellationToken);
        if (addresses.Length == 0 || !addresses.All(PublicAddress.IsPublic))
        {
            throw new AddressNotPublicException($"{host} is no public address.");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private sealed class AddressNotPublicException(string message) : Exception(message);
}
