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

    /// <summary>
    /// Node.js with npm for the tests in which npm's implementations judge ours, and the compiler that one of those needs; where they cannot
    /// be installed, says so and goes on, because those tests then skip with the reason.
    /// </summary>
    public static async Task EnsureNodeAsync(TextWriter output, CancellationToken cancellationToken)
    {
        await EnsureOrSayAsync("npm", ["node", "npm"]);
        await EnsureOrSayAsync("build-essential", ["g++", "make"]);

        async Task EnsureOrSayAsync(string package, string[] programs)
        {
            if (programs.All(IsOnPath))
            {
                return;
            }

            try
            {
                await DebianPackages.InstallAsync(package, "the interoperability tests", output, cancellationToken);
            }
            catch (PackageMissingException missing)
            {
                await output.WriteLineAsync($"{missing.Message}\nInteroperability tests will be skipped.");
            }
        }
    }

    private static bool IsOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
