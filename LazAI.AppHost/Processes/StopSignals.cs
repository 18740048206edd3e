using System.Globalization;
using System.Runtime.InteropServices;

namespace LazAI.AppHost.Processes;

/// <summary>Turns everything that means "stop" into one token: Ctrl-C, SIGTERM, the end of the terminal, and the end of the
/// <c>dotnet run</c> that started this process, which would otherwise leave it behind when it is killed.</summary>
internal sealed class StopSignals : IDisposable
{
    private static readonly TimeSpan ParentInterval = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _signals;
    private readonly ITimer? _parentWatch;

    public StopSignals()
    {
        _signals = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }
            .Select(signal => PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                Stop();
            }))];
        if (ParentId() is { } parent && IsDotNetRun(parent))
        {
            _parentWatch = TimeProvider.System.CreateTimer(
                _ =>
                {
                    if (ParentId() != parent)
                    {
                        Stop();
                    }
                },
                null, ParentInterval, ParentInterval);
        }
    }

    public CancellationToken Token => _stop.Token;

    public void Dispose()
    {
        _parentWatch?.Dispose();
        foreach (var signal in _signals)
        {
            signal.Dispose();
        }

        _stop.Dispose();
    }

    // proc(5): pid (comm) state ppid …, where comm may itself hold spaces and brackets. Null where there is no /proc.
    private static int? ParentId()
    {
        try
        {
            var stat = File.ReadAllText("/proc/self/stat");
            return int.Parse(stat.AsSpan(stat.LastIndexOf(')') + 2)[2..].ToString().Split(' ')[0], NumberStyles.None, CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static bool IsDotNetRun(int process)
    {
        try
        {
            var words = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/cmdline")).Split('\0');
            return Path.GetFileNameWithoutExtension(words[0]) == "dotnet" && words.Contains("run");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private void Stop()
    {
        try
        {
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The command has ended by itself.
        }
    }
}
