using Microsoft.Playwright;

namespace LazAI.Gateway.Pages.Tests.Browsing;

/// <summary>A Chromium of the machine, started once for all tests.</summary>
public sealed class Browser : IAsyncLifetime
{
    private const string PathVariable = "LAZAI_CHROMIUM";
    private const float PatienceMilliseconds = 60_000;

    // Where Debian's package is, and Google's own for systems whose Chromium is no package. The AppHost's "install --tests" looks there, too.
    private static readonly string[] s_paths =
        Environment.GetEnvironmentVariable(PathVariable) is { Length: > 0 } given ? [given] : ["/usr/bin/chromium", "/usr/bin/google-chrome"];

    private static readonly string? s_path = s_paths.FirstOrDefault(File.Exists);

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Why tests with a browser cannot run here, or null.</summary>
    public static string? SkipReason =>
        s_path is not null ? null : $"No Chromium at {string.Join(" or ", s_paths)}: install one, or name one in {PathVariable}.";

    public async Task InitializeAsync()
    {
        if (SkipReason is not null)
        {
            return;
        }

        // The machine's own browser is driven; Playwright is to fetch none.
        Environment.SetEnvironmentVariable("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = s_path,
            Headless = true,
            Timeout = PatienceMilliseconds,
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync",
            ],
        });
        Assertions.SetDefaultExpectTimeout(PatienceMilliseconds);
    }

    /// <summary>A fresh profile's page that takes note of what goes wrong in it.</summary>
    internal async Task<WatchedPage> OpenAsync(Uri address, Action<BrowserNewContextOptions>? configure = null)
    {
        var options = new BrowserNewContextOptions
        {
            BaseURL = address.ToString(),
            ViewportSize = new ViewportSize { Width = 1_440, Height = 1_000 },
            ColorScheme = ColorScheme.Light,
            ReducedMotion = ReducedMotion.Reduce,
        };
        configure?.Invoke(options);
        var context = await _browser!.NewContextAsync(options);
        context.SetDefaultTimeout(PatienceMilliseconds);
        return new WatchedPage(address, context, await context.NewPageAsync());
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }
}

/// <summary>A fact that needs a browser; skips, and says so, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute() => Skip = Browser.SkipReason;
}

/// <summary>A theory that needs a browser.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserTheoryAttribute : TheoryAttribute
{
    public BrowserTheoryAttribute() => Skip = Browser.SkipReason;
}
