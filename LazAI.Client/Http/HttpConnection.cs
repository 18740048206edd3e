namespace LazAI.Client.Http;

/// <summary>Connections to services of others, which are trusted for the name in their TLS certificate and for nothing else.</summary>
internal static class HttpConnection
{
    /// <summary>A connection that follows no redirects and keeps no cookies. Time-outs are <see cref="HttpTransport"/>'s.</summary>
    /// <param name="address">The base address, with a slash at the end.</param>
    public static HttpClient Create(Uri address)
    {
#pragma warning disable CA2000 // The client disposes of its handler.
        return new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        })
        {
            BaseAddress = address,
            Timeout = Timeout.InfiniteTimeSpan,
        };
#pragma warning restore CA2000
    }
}
