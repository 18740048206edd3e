using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace LazAI.Gateway.Pages.Tests.Browsing;

/// <summary>A page, and everything in it that should not be: errors in its console and requests to anywhere else.</summary>
internal sealed class WatchedPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;

    public WatchedPage(Uri address, IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        page.Console += (_, message) => Note(message.Type is "error" or "warning", $"{message.Type}: {message.Text}");
        page.PageError += (_, error) => Note(true, error);
        page.Request += (_, request) => Note(new Uri(request.Url).Authority != address.Authority, $"request to {request.Url}");
    }

    public IPage Page { get; }

    /// <summary>What went wrong so far.</summary>
    public ConcurrentQueue<string> Faults { get; } = [];

    public ILocator this[string selector] => Page.Locator(selector);

    /// <summary>Opens an address of the service and waits until the page follows the feed.</summary>
    public async Task GoLiveAsync()
    {
        await Page.GotoAsync("/");
        await Assertions.Expect(this["#connection"]).ToHaveTextAsync("Live");
    }

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();

    private void Note(bool isFault, string fault)
    {
        if (isFault)
        {
            Faults.Enqueue(fault);
        }
    }
}
