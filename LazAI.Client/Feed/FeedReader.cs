using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;
using LazAI.Client.Http;

namespace LazAI.Client;

/// <summary>Reads <c>GET /v1/feed</c> (server-sent events, WHATWG HTML §9.2).</summary>
internal static class FeedReader
{
    public static async IAsyncEnumerable<FeedEvent> ReadAsync(
        HttpTransport transport, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var response = await transport.OpenAsync(new ApiCall(HttpMethod.Get, "v1/feed"), cancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var parser = SseParser.Create(stream, static (_, data) => Encoding.UTF8.GetString(data));
        await foreach (var item in parser.EnumerateAsync(cancellationToken))
        {
            yield return new FeedEvent(item.EventType, item.Data);
        }
    }
}
