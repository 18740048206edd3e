using LazAI.Storage;

namespace LazAI.AppHost.Machine;

/// <summary>The programs that the system and its tests need beyond the .NET SDK.</summary>
internal static class Prerequisites
{
    // Where the page tests look. Ubuntu's chromium-browser is not among them: it only asks for a snap.
    private static readonly string[] s_browsers = ["/usr/bin/chromium", "/usr/bin/google-chrome"];

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

    /// <summary>
    /// What only tests need: a browser for those of the pages; Node.js with npm for those in which npm's implementations judge ours, and the
    /// compiler that one of these needs. Where one cannot be installed, says so and goes on, because its tests then skip with the reason.
    /// </summary>
    public static async Task EnsureForTestsAsync(TextWriter output, CancellationToken cancellationToken)
    {
        var browser = Environment.GetEnvironmentVariable("LAZAI_CHROMIUM") is { Length: > 0 } given ? [given] : s_browsers;
        if (!browser.Any(File.Exists) && IsUbuntu())
        {
            // Its package "chromium" brings systemd and snapd, and then a browser only where snaps can be installed.
            await output.WriteLineAsync(
                "No browser is here, and Ubuntu has Chromium as a snap only. Install Google Chrome, or name a browser in LAZAI_CHROMIUM.\n"
                + "Without it the tests of the pages will be skipped.");
        }
        else
        {
            await EnsureOrSayAsync("chromium", "the tests of the pages", browser.Any(File.Exists));
        }

        await EnsureOrSayAsync("npm", "the interoperability tests", IsOnPath("node") && IsOnPath("npm"));
        await EnsureOrSayAsync("build-essential", "the interoperability tests", IsOnPath("g++") && IsOnPath("make"));

        async Task EnsureOrSayAsync(string package, string reason, bool isThere)
        {
            if (isThere)
            {
                return;
            }

            try
            {
                await DebianPackages.InstallAsync(package, reason, output, cancellationToken);
            }
            catch (PackageMissingException missing)
            {
                await output.WriteLineAsync($"{missing.Message}\nWithout it {reason} will be skipped.");
            }
        }
    }

    private static bool IsUbuntu() => File.Exists("/etc/os-release") && File.ReadLines("/etc/os-release").Contains("ID=ubuntu");

    private static bool IsOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
