using System.Diagnostics;
using System.Globalization;

namespace LazAI.AppHost.Processes;

/// <summary>
/// One run of a program under a small shell that outlives its owner by a moment: when the pipe from the owner closes, however
/// the owner ended, the shell asks the program to stop and kills it if it does not.
/// </summary>
internal sealed class ChildProcess : IDisposable
{
    // $1 tenths of a second to stop in, then the program and its arguments. The program's process id is the first line of the
    // output. Ctrl-C reaches the owner, which stops its children in their order; they do not hear it themselves. The pipe from
    // the owner is kept as descriptor 3, since a background command has no standard input.
    private const string Guard =
        """
        tenths=$1; shift
        trap '' INT QUIT HUP
        exec 3<&0
        sh -c 'echo $$; exec "$@"' lazai "$@" </dev/null 3<&- &
        child=$!
        (
            while read -r _ <&3; do :; done
            kill -TERM "$child"
            while [ "$tenths" -gt 0 ] && kill -0 "$child"; do sleep 0.1; tenths=$((tenths - 1)); done
            if [ "$tenths" -eq 0 ]; then kill -KILL "$child"; fi
        ) >/dev/null 2>&1 &
        watcher=$!
        wait "$child"
        code=$?
        kill "$watcher" 2>/dev/null
        exit "$code"
        """;

    private readonly Process _guard;
    private readonly Task _output;
    private readonly TaskCompletionSource<int> _processId = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ChildProcess(Process guard, BoundedLog log)
    {
        _guard = guard;
        _output = Task.WhenAll(CopyOutputAsync(log), CopyAsync(guard.StandardError, log));
    }

    /// <summary>The program's own process id, not the shell's; fails if the program could not be started.</summary>
    public Task<int> ProcessId => _processId.Task;

    public static ChildProcess Start(ChildCommand command, BoundedLog log)
    {
        var tenths = (int)Math.Ceiling(command.StopTimeout.TotalSeconds * 10);
        string[] arguments =
        [
            "-c", Guard, "lazai-guard", tenths.ToString(CultureInfo.InvariantCulture), command.Program, .. command.Arguments,
        ];
        var start = new ProcessStartInfo("/bin/sh", arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in command.Environment)
        {
            start.Environment[name] = value;
        }

        return new ChildProcess(Process.Start(start)!, log);
    }

    /// <summary>Waits until the program has ended and all that it wrote is in its log.</summary>
    /// <returns>Its exit code; 128 and the signal's number if a signal ended it.</returns>
    public async Task<int> WaitForExitAsync()
    {
        await _guard.WaitForExitAsync();
        await _output;
        return _guard.ExitCode;
    }

    /// <summary>Closes the pipe, upon which the shell stops the program.</summary>
    public void LetGo() => _guard.StandardInput.Close();

    public void Dispose() => _guard.Dispose();

    private async Task CopyOutputAsync(BoundedLog log)
    {
        var first = await _guard.StandardOutput.ReadLineAsync();
        if (int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            _processId.SetResult(id);
        }
        else
        {
            _processId.SetException(new InvalidOperationException("The program could not be started."));
            _ = _processId.Task.Exception;
        }

        await CopyAsync(_guard.StandardOutput, log);
    }

    private static async Task CopyAsync(StreamReader from, BoundedLog log)
    {
        while (await from.ReadLineAsync() is { } line)
        {
            log.Write(line);
        }
    }
}
