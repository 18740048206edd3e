using System.Diagnostics;

namespace LazAI.AppHost.Machine;

/// <summary>Installs Debian packages where this is Debian or one of its children and we may; says what to do where not.</summary>
internal static class DebianPackages
{
    /// <summary>The command for people who install by hand.</summary>
    public static string CommandFor(string package) => $"sudo apt-get install -y {package}";

    /// <summary>Installs a package with <c>apt-get</c>, as root or by a <c>sudo</c> that asks no password.</summary>
    /// <param name="package">Its name.</param>
    /// <param name="reason">What it is needed for, in a few words.</param>
    /// <param name="output">Where the announcement goes.</param>
    /// <exception cref="PackageMissingException">It cannot be installed from here; the message says what to run.</exception>
    public static async Task InstallAsync(string package, string reason, TextWriter output, CancellationToken cancellationToken)
    {
        if (await FindPrefixAsync(cancellationToken) is not { } prefix)
        {
            throw new PackageMissingException($"{package} is missing ({reason}). Install it with: {CommandFor(package)}");
        }

        await output.WriteLineAsync(
            $"{package} is missing ({reason}). Installing it: {string.Join(' ', [.. prefix, "apt-get", "install", "-y", package])}");

        // A fresh image has no package lists, and old ones name versions that are gone.
        await RunAsync([.. prefix, "apt-get", "update", "-q"], cancellationToken);
        var (code, log) = await RunAsync(
            [.. prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y", "-q", "--no-install-recommends", package],
            cancellationToken);
        if (code != 0)
        {
            throw new PackageMissingException($"{package} could not be installed:\n{Tail(log)}\nInstall it with: {CommandFor(package)}");
        }
    }

    /// <summary>What goes before <c>apt-get</c>, or null where there is none or we may not.</summary>
    private static async Task<string[]?> FindPrefixAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists("/usr/bin/apt-get"))
        {
            return null;
        }

        if (Environment.IsPrivilegedProcess)
        {
            return [];
        }

        return File.Exists("/usr/bin/sudo") && (await RunAsync(["sudo", "-n", "true"], cancellationToken)).Code == 0
            ? ["sudo", "-n"]
            : null;
    }

    private static async Task<(int Code, string Output)> RunAsync(string[] command, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return (process.ExitCode, await output + await error);
    }

    private static string Tail(string text) => string.Join('\n', text.TrimEnd().Split('\n').TakeLast(8));
}

/// <summary>A package is missing and is not ours to install; the message says how it is done.</summary>
public sealed class PackageMissingException(string message) : Exception(message);
