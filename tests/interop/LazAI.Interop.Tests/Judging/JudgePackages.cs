using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using LazAI.Testing;

namespace LazAI.Interop.Tests.Judging;

/// <summary>
/// The npm packages of tests/interop, installed once by <c>npm ci</c> from the registry that this machine's npm is set up for. What the
/// machine lacks is a reason to skip; packages that are not the locked ones are a failure.
/// </summary>
internal static class JudgePackages
{
    private const int NodeMajorMinimum = 18;

    private static readonly TimeSpan s_installLimit = TimeSpan.FromMinutes(4);

    // npm's codes for content that differs from the lock file, and for a lock file that differs from package.json.
    private static readonly string[] s_wrongPackages = ["EINTEGRITY", "EUSAGE"];

    private static readonly Lazy<(string? SkipReason, string? Failure)> s_state = new(Prepare);
    private static readonly Lazy<string?> s_kzgState = new(CompileKzg);

    public static string Folder { get; } = Path.Combine(RepositoryRoot.Path, "tests", "interop");

    /// <summary>Why no judge can be had here, or null.</summary>
    public static string? SkipReason => s_state.Value.SkipReason;

    /// <summary>Why c-kzg cannot be had here, or null: of all packages it alone is to be compiled, by the one install script that we run.</summary>
    public static string? KzgSkipReason => SkipReason ?? s_kzgState.Value;

    /// <summary>Throws if there are packages, but not those that the repository names.</summary>
    public static void RequireTheLocked()
    {
        if (s_state.Value.Failure is { } failure)
        {
            throw new InvalidOperationException(failure);
        }
    }

    private static (string? SkipReason, string? Failure) Prepare()
    {
        if (Run("node", ["--version"]) is not { ExitCode: 0 } node)
        {
            return ("No Node.js here: apt-get install npm.", null);
        }

        var version = node.Output.Trim();
        if (!int.TryParse(version.TrimStart('v').Split('.')[0], CultureInfo.InvariantCulture, out var major) || major < NodeMajorMinimum)
        {
            return ($"Node.js {version} is here; the judges need {NodeMajorMinimum} or newer.", null);
        }

        // npm writes the stamp's folder anew with each installation.
        var locked = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(Folder, "package-lock.json"))));
        var stamp = Path.Combine(Folder, "node_modules", ".installed-lock");
        if (File.Exists(stamp) && File.ReadAllText(stamp) == locked)
        {
            return (null, null);
        }

        if (Run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retry-maxtimeout=10000"]) is not { } npm)
        {
            return ("Node.js is here, npm is not: apt-get install npm.", null);
        }

        if (npm.ExitCode == 0)
        {
            File.WriteAllText(stamp, locked);
            return (null, null);
        }

        var reason = $"npm ci could not install the judges: {string.Join(' ', npm.Error.Split('\n').Where(IsError).Take(4)).Trim()}";
        return Array.Exists(s_wrongPackages, npm.Error.Contains) ? (null, reason) : (reason, null);
    }

    private static string? CompileKzg()
    {
        var addOn = Path.Combine(Folder, "node_modules", "c-kzg", "build", "Release", "kzg.node");
        if (File.Exists(addOn))
        {
            return null;
        }

        var npm = Run("npm", ["rebuild", "c-kzg", "--ignore-scripts=false"]);
        return npm is { ExitCode: 0 } && File.Exists(addOn)
            ? null
            : "c-kzg could not be compiled: apt-get install build-essential python3, and the headers of Node.js (Debian: libnode-dev). "
                + string.Join(' ', (npm?.Error ?? "").Split('\n').Where(IsError).Where(line => line.Contains("ERR!", StringComparison.Ordinal)).Take(2)).Trim();
    }

    private static bool IsError(string line) =>
        line.StartsWith("npm error", StringComparison.Ordinal) || line.StartsWith("npm ERR!", StringComparison.Ordinal);

    /// <summary>Runs a program to its end; null if there is none of that name.</summary>
    private static (int ExitCode, string Output, string Error)? Run(string program, string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = Folder,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEndAsync();
            if (!process.WaitForExit(s_installLimit))
            {
                process.Kill(entireProcessTree: true);
                return (-1, "", $"npm error no end within {s_installLimit.TotalMinutes:0} minutes");
            }

            return (process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
