using LazAI.Storage;

namespace LazAI.AppHost.Machine;

/// <summary>The programs that the system and its tests need beyond the .NET SDK.</summary>
internal static class Prerequisites
{
    private static readonly string[] s_browsers = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    /// <summary>PostgreSQL's server programs are there afterwards.</summary>
    /// <exception cref="PackageMissingException">They are not, and cannot be installed from here.</exception>
    public static async Task EnsurePostgresAsync(TextWriter output, CancellationToken cancellationToken)
    {
        try
        {
            PostgresPrograms.Find();
        }
        catch (PostgresMissingException)
        {
            await DebianPackages.InstallAsync("postgresql", "the durable store", output, cancellationToken);
        }
    }

    /// <summary>A browser for the page tests is there afterwards.</summary>
    /// <exception cref="PackageMissingException">It is not, and cannot be installed from here.</exception>
    public static async Task EnsureBrowserAsync(TextWriter output, CancellationToken cancellationToken)
    {
        if (!s_browsers.Any(File.Exists))
        {
            await DebianPackages.InstallAsync("chromium", "the tests of the pages", output, cancellationToken);
        }
    }
}
