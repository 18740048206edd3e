using System.Diagnostics;

namespace LazAI.Storage;

/// <summary>One run of the server under a small shell that outlives its owner by a moment: when the pipe from the owner
/// closes, however the owner ended, the shell stops the server.</summary>
internal sealed class ServerProcess : IDisposable
{
    // $1 signal on the owner's end, $2 log, $3 folder to remove on the owner's end or "", then the server and its
    // arguments. The pipe from the owner is kept as descriptor 3, since a background command has no standard input.
    private const string Supervise =
        """
        signal=$1; log=$2; remove=$3; shift 3
        exec 3<&0
        if [ -f "$log" ]; then mv -f "$log" "$log.before"; fi
        "$@" </dev/null >"$log" 2>&1 3<&- &
        server=$!
        (
            while read -r _ <&3; do :; done
            if [ -n "$remove" ]; then : >"$remove/owner.gone"; fi
            kill -s "$signal" "$server"
        ) >/dev/null 2>&1 &
        watcher=$!
        wait "$server"
        code=$?
        kill "$watcher" 2>/dev/null
        if [ -n "$remove" ] && [ -e "$remove/owner.gone" ]; then rm -rf -- "$remove"; fi
        exit "$code"
        """;

    private readonly Process _process;

    private ServerProcess(Process process) => _process = process;

    public bool HasExited => _process.HasExited;

    /// <summary>Starts the server.</summary>
    /// <param name="programs">Where its programs are.</param>
    /// <param name="account">Whom it runs as.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="settings">Its settings, which win over those of its files.</param>
    /// <param name="ephemeral">Whether the folder goes with the server.</param>
    public static ServerProcess Start(
        PostgresPrograms programs,
        ServerAccount account,
        ServerFolder folder,
        IEnumerable<KeyValuePair<string, string>> settings,
        bool ephemeral)
    {
        string[] command =
        [
            "/bin/sh", "-c", Supervise, "lazai-postgres",

            // Fast shutdown for data that stays; none at all for data that goes.
            ephemeral ? "QUIT" : "INT", folder.Log, ephemeral ? folder.Path : "",
            programs.Postgres, "-D", folder.Data, .. settings.SelectMany(setting => (string[])["-c", $"{setting.Key}={setting.Value}"]),
        ];

        // A session of its own: Ctrl-C in the owner's terminal reaches the owner, which stops the server in its turn.
        string[] session = SystemPrograms.Find("setsid") is { } setsid ? [setsid, "--wait"] : [];
        var inner = account.Command(command);
        var start = ServerAccount.Current.Command([.. session, inner.FileName, .. inner.ArgumentList]);
        start.RedirectStandardInput = true;
        return new ServerProcess(Process.Start(start)!);
    }

    public Task WaitForExitAsync(CancellationToken cancellationToken) => _process.WaitForExitAsync(cancellationToken);

    /// <summary>Closes the pipe, upon which the shell stops the server.</summary>
    public void LetGo() => _process.StandardInput.Close();

    public void Dispose() => _process.Dispose();
}
