using System.Net.ServerSentEvents;

namespace LazAI.Gateway.Pages.Tests;

/// <summary>Reads the live feed as any client would.</summary>
internal static class FeedReader
{
    public static async IAsyncEnumerable<(string Type, string Data)> ReadAsync(HttpClient http)
    {
        using var response = await http.GetAsync(new Uri("/v1/feed", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        await using var stream = await response.Content.ReadAsStreamAsync();
        await foreach (var item in SseParser.Create(stream).EnumerateAsync())
        {
            yield return (item.EventType, item.Data);
        }
    }
}
