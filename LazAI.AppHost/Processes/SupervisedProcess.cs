using System.Globalization;

namespace LazAI.AppHost.Processes;

/// <summary>A program that is started again whenever it ends before it is asked to.</summary>
public sealed class SupervisedProcess : IAsyncDisposable
{
    private readonly ChildCommand _command;
    private readonly BoundedLog _log;
    private readonly Action<string> _report;
    private readonly TimeProvider _time;
    private readonly RestartBackoff _backoff;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _supervision;
    private volatile ChildProcess _current;
    private int _restarts;

    private SupervisedProcess(ChildCommand command, BoundedLog log, Action<string> report, TimeProvider time, RestartBackoff backoff)
    {
        (_command, _log, _report, _time, _backoff) = (command, log, report, time, backoff);
        _current = Launch();
        _supervision = Task.Run(SuperviseAsync);
    }

    /// <summary>What people call it.</summary>
    public string Name => _command.Name;

    /// <summary>Times that it has been started again.</summary>
    public int Restarts => Volatile.Read(ref _restarts);

    /// <summary>Where its output goes.</summary>
    public string LogFile => _log.File;

    /// <summary>The end of its output.</summary>
    public string LogTail => string.Join('\n', _log.Recent);

    /// <summary>Starts a program and stays with it.</summary>
    /// <param name="command">The program.</param>
    /// <param name="logFolder">Folder of its log.</param>
    /// <param name="report">Told in a sentence when it has died.</param>
    public static SupervisedProcess Start(ChildCommand command, string logFolder, Action<string> report) =>
        Start(command, logFolder, report, TimeProvider.System, RestartBackoff.Default());

    internal static SupervisedProcess Start(
        ChildCommand command, string logFolder, Action<string> report, TimeProvider time, RestartBackoff backoff)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(report);
        Directory.CreateDirectory(logFolder);
        var log = new BoundedLog(Path.Combine(logFolder, command.Name + ".log"));
        return new SupervisedProcess(command, log, report, time, backoff);
    }

    /// <summary>The process id of the run that is on now, or was last.</summary>
    public Task<int> GetProcessIdAsync() => _current.ProcessId;

    /// <summary>Stops it: kindly, then by force when the time of the command is over.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested)
        {
            return;
        }

        await _stopping.CancelAsync();
        await _supervision;
        _log.Dispose();
        _stopping.Dispose();
    }

    private ChildProcess Launch()
    {
        _log.Write(string.Create(CultureInfo.InvariantCulture, $"--- {_time.GetUtcNow():yyyy-MM-ddTHH:mm:ssZ} {_command.Name} starts"));
        return ChildProcess.Start(_command, _log);
    }

    private async Task SuperviseAsync()
    {
        while (true)
        {
            var startedAt = _time.GetTimestamp();
            var exit = _current.WaitForExitAsync();
            await Task.WhenAny(exit, Task.Delay(Timeout.Infinite, _stopping.Token));

            // When the program died of itself, its shell is gone too and the pipe's end means nothing; if only the shell was
            // killed, the program hears of it now.
            _current.LetGo();
            var code = await exit;
            _current.Dispose();
            var ended = string.Create(CultureInfo.InvariantCulture, $"--- {_time.GetUtcNow():yyyy-MM-ddTHH:mm:ssZ} {_command.Name} ended ({Describe(code)})");
            _log.Write(ended);
            if (_stopping.IsCancellationRequested || !await PauseAsync(code, _time.GetElapsedTime(startedAt)))
            {
                return;
            }

            _current = Launch();
            Interlocked.Increment(ref _restarts);
        }
    }

    /// <returns>False if it is to stop instead.</returns>
    private async Task<bool> PauseAsync(int code, TimeSpan ran)
    {
        var pause = _backoff.Next(ran);
        _report(string.Create(
            CultureInfo.InvariantCulture,
            $"{_command.Name} has ended ({Describe(code)}) after {ran.TotalSeconds:0.0} s and starts again in {pause.TotalSeconds:0.0} s. Log: {LogFile}"));
        try
        {
            await Task.Delay(pause, _time, _stopping.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static string Describe(int code) => code > 128
        ? string.Create(CultureInfo.InvariantCulture, $"signal {code - 128}")
        : string.Create(CultureInfo.InvariantCulture, $"exit code {code}");
}
