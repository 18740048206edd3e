using System.Globalization;

namespace LazAI.Storage;

/// <summary>What PostgreSQL's control programs do with one server folder: make it, and stop a server in it.</summary>
internal sealed class ServerControl(PostgresPrograms programs, ServerAccount account, ServerFolder folder)
{
    /// <summary>Makes the data folder, under another name first, so that an interrupted attempt is not taken for a database.</summary>
    /// <param name="role">The database's owner, who has the folder's password.</param>
    /// <param name="durably">Whether to wait until it is on the disk.</param>
    /// <exception cref="PrivatePostgresException">initdb failed; the message holds what it said.</exception>
    public async Task InitialiseAsync(string role, bool durably, CancellationToken cancellationToken)
    {
        var unfinished = folder.In("data.unfinished");
        if (Directory.Exists(unfinished))
        {
            Directory.Delete(unfinished, recursive: true);
        }

        string[] sync = durably ? [] : ["--no-sync"];
        var (exitCode, output) = await SystemPrograms.RunAsync(
            account.Command(
            [
                programs.InitDb, "-D", unfinished, "--encoding=UTF8", "--locale=C", "--auth=scram-sha-256",
                $"--username={role}", $"--pwfile={folder.PasswordFile}", .. sync,
            ]),
            cancellationToken);
        if (exitCode != 0)
        {
            throw new PrivatePostgresException($"initdb failed in {folder.Path}:\n{output}");
        }

        Directory.Move(unfinished, folder.Data);
    }

    /// <summary>Stops a server that runs in the folder, fast.</summary>
    /// <returns>False if there is none.</returns>
    /// <exception cref="PrivatePostgresException">It cannot be stopped.</exception>
    public async Task<bool> TryStopAsync(CancellationToken cancellationToken)
    {
        if (!await IsRunningAsync(cancellationToken))
        {
            return false;
        }

        var (exitCode, output) = await PgCtlAsync(["stop", "--mode=fast", "--wait", "-D", folder.Data], cancellationToken);

        // It may have ended by itself in between.
        return exitCode == 0 || !await IsRunningAsync(cancellationToken)
            ? true
            : throw new PrivatePostgresException($"A server left behind in {folder.Path} cannot be stopped: {output}");
    }

    /// <summary>Asks the server to end when its last connection is closed.</summary>
    public Task StopSmartlyAsync(int processId, CancellationToken cancellationToken) =>
        PgCtlAsync(["kill", "TERM", processId.ToString(CultureInfo.InvariantCulture)], cancellationToken);

    private async Task<bool> IsRunningAsync(CancellationToken cancellationToken) =>
        File.Exists(Path.Combine(folder.Data, "postmaster.pid"))
        && (await PgCtlAsync(["status", "-D", folder.Data], cancellationToken)).ExitCode == 0;

    private Task<(int ExitCode, string Output)> PgCtlAsync(string[] arguments, CancellationToken cancellationToken) =>
        SystemPrograms.RunAsync(account.Command([programs.PgCtl, .. arguments]), cancellationToken);
}
