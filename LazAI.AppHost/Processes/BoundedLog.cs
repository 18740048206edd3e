namespace LazAI.AppHost.Processes;

/// <summary>A log file that cannot fill the disk: at its largest size it becomes <c>.1</c>, in the place of the one before, and a
/// new one begins. Remembers the last lines. Safe for any number of threads.</summary>
internal sealed class BoundedLog : IDisposable
{
    private readonly long _bytesMaximum;
    private readonly int _recentMaximum;
    private readonly Queue<string> _recent = new();
    private readonly Lock _gate = new();
    private StreamWriter _writer;

    /// <param name="file">Continued if it exists.</param>
    /// <param name="bytesMaximum">Size from which it is moved aside.</param>
    /// <param name="recentMaximum">Lines that are remembered.</param>
    public BoundedLog(string file, long bytesMaximum = 16 * 1024 * 1024, int recentMaximum = 25)
    {
        File = file;
        _bytesMaximum = bytesMaximum;
        _recentMaximum = recentMaximum;
        _writer = Open();
    }

    public string File { get; }

    /// <summary>The last lines that were written, oldest first.</summary>
    public IReadOnlyList<string> Recent
    {
        get
        {
            lock (_gate)
            {
                return [.. _recent];
            }
        }
    }

    public void Write(string line)
    {
        lock (_gate)
        {
            if (_recent.Count == _recentMaximum)
            {
                _recent.Dequeue();
            }

            _recent.Enqueue(line);
            _writer.WriteLine(line);
            if (_writer.BaseStream.Position >= _bytesMaximum)
            {
                _writer.Dispose();
                System.IO.File.Move(File, File + ".1", overwrite: true);
                _writer = Open();
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _writer.Dispose();
        }
    }

    private StreamWriter Open() =>
        new(new FileStream(File, FileMode.Append, FileAccess.Write, FileShare.ReadWrite)) { AutoFlush = true };
}
