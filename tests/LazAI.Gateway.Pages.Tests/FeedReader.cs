using System.Net.ServerSentEvents;

namespace LazAI.Gateway.Pages.Tests;

/// <summary>Reads the live feed as any client would.</summary>
internal static class FeedReader
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static async IAsyncEnumerable<(string Type, string Data)> ReadAsync(HttpClient http)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var response = await http.GetAsync(
            new Uri("/v1/feed", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, patience.Token);
        response.EnsureSuccessStatusCode();
        await using var stream = await response.Content.ReadAsStreamAsync();
        await foreach (var item in SseParser.Create(stream).EnumerateAsync(patience.Token))
        {
            yield return (item.EventType, item.Data);
        }
    }
}
