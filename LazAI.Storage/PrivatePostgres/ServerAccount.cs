using System.Diagnostics;

namespace LazAI.Storage;

/// <summary>The user that the server runs as. PostgreSQL refuses root, so root hands it to <c>postgres</c> or <c>nobody</c>.</summary>
/// <param name="User">Null: the user of this process.</param>
/// <param name="Prefix">Program and arguments that change to the user, put before a command.</param>
internal sealed record ServerAccount(string? User, IReadOnlyList<string> Prefix)
{
    public static ServerAccount Current { get; } = new(null, []);

    /// <summary>Chooses the account by who we are and which programs are there.</summary>
    /// <exception cref="PrivatePostgresException">We are root and nothing can change the user.</exception>
    public static ServerAccount Choose()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return Current;
        }

        // name:password:uid:gid:…
        var groups = File.ReadLines("/etc/passwd").Select(line => line.Split(':')).ToDictionary(fields => fields[0], fields => fields[3]);
        var user = groups.ContainsKey("postgres") ? "postgres"
            : groups.ContainsKey("nobody") ? "nobody"
            : throw new PrivatePostgresException("PostgreSQL refuses to run as root, and there is no user 'postgres' or 'nobody'.");
        return new ServerAccount(user, ChangeUser(user, groups[user], SystemPrograms.Find));
    }

    internal static IReadOnlyList<string> ChangeUser(string user, string group, Func<string, string?> find) =>
        find("setpriv") is { } setpriv ? [setpriv, $"--reuid={user}", $"--regid={group}", "--init-groups", "--"]
        : find("runuser") is { } runuser ? [runuser, "-u", user, "--"]
        : find("su") is { } su ? [su, "-s", "/bin/sh", "-c", "exec \"$0\" \"$@\"", user, "--"]
        : throw new PrivatePostgresException("PostgreSQL refuses to run as root. Install util-linux (setpriv, runuser or su).");

    /// <summary>A command that runs as this account, away from folders that the account may not enter.</summary>
    public ProcessStartInfo Command(IEnumerable<string> programAndArguments)
    {
        var words = Prefix.Concat(programAndArguments).ToList();
        var start = new ProcessStartInfo(words[0], words.Skip(1)) { WorkingDirectory = "/", UseShellExecute = false };
        start.Environment["LC_ALL"] = "C";
        return start;
    }
}

/// <summary>Finds and runs small programs of the system.</summary>
internal static class SystemPrograms
{
    private static readonly string[] Folders = ["/usr/bin", "/bin", "/usr/sbin", "/sbin"];

    public static string? Find(string program) =>
        Folders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    /// <summary>Runs a command to its end.</summary>
    /// <returns>Its exit code and what it printed.</returns>
    public static async Task<(int ExitCode, string Output)> RunAsync(ProcessStartInfo start, CancellationToken cancellationToken)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.RedirectStandardInput = true;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return (process.ExitCode, (await output + await error).Trim());
    }
}
