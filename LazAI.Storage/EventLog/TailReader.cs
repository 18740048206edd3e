using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace LazAI.Storage;

/// <summary>Keeps the <see cref="LogTail"/> up with what other processes append: one listening connection a process.
/// A notification only says how far the log has come; the events are read from the table, so a lost notification costs
/// at most one poll interval and never an event.</summary>
internal sealed partial class TailReader : IAsyncDisposable
{
    private readonly NpgsqlDataSource _dataSource;
    private readonly EventReader _reader;
    private readonly LogTail _tail;
    private readonly PostgresEventLogOptions _options;
    private readonly Func<int> _ownWriter;
    private readonly StorageMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _startLock = new();
    private Task? _loop;

    public TailReader(
        NpgsqlDataSource dataSource,
        EventReader reader,
        LogTail tail,
        Func<int> ownWriter,
        PostgresEventLogOptions options,
        StorageMetrics metrics,
        TimeProvider time,
        ILogger logger)
    {
        (_dataSource, _reader, _tail, _ownWriter) = (dataSource, reader, tail, ownWriter);
        (_options, _metrics, _time, _logger) = (options, metrics, time, logger);
    }

    /// <summary>Starts with the first follower.</summary>
    public void EnsureStarted()
    {
        lock (_startLock)
        {
            ObjectDisposedException.ThrowIf(_closing.IsCancellationRequested, typeof(PostgresEventLog));
            _loop ??= Task.Run(RunAsync);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task? loop;
        lock (_startLock)
        {
            _closing.Cancel();
            loop = _loop;
        }

        if (loop is not null)
        {
            await loop;
        }
    }

    private async Task RunAsync()
    {
        while (!_closing.IsCancellationRequested)
        {
            try
            {
                await ListenAsync();
            }
            catch (OperationCanceledException) when (_closing.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                LogListenerLost(exception);
            }

            await PollAfterPauseAsync();
        }
    }

    /// <summary>Waits for notifications until the connection is lost. The poll at the end of each silent interval goes
    /// through the same connection, so that a dead one is noticed.</summary>
    private async Task ListenAsync()
    {
        await using var connection = await _dataSource.OpenConnectionAsync(_closing.Token);
        connection.Notification += (_, notification) =>
        {
            // What our own writer has committed it puts into the window itself, and announces if it cannot.
            if (notification.PID != _ownWriter() && long.TryParse(notification.Payload, CultureInfo.InvariantCulture, out var position))
            {
                _tail.Announce(position);
            }
        };
        await using var listen = new NpgsqlCommand("LISTEN lazai_events", connection);
        await listen.ExecuteNonQueryAsync(_closing.Token);
        await using var head = new NpgsqlCommand("SELECT coalesce(max(position), 0) FROM events", connection);
        while (true)
        {
            await CatchUpAsync((long)(await head.ExecuteScalarAsync(_closing.Token))!);
            while (await connection.WaitAsync(_options.PollInterval, _closing.Token))
            {
                await ReadMissingAsync();
            }
        }
    }

    private async Task PollAfterPauseAsync()
    {
        try
        {
            await Task.Delay(_options.PollInterval, _time, _closing.Token);
            await CatchUpAsync(await _reader.ReadHeadAsync(_closing.Token));
        }
        catch (Exception) when (_closing.IsCancellationRequested)
        {
            // The log is being closed; the loop ends.
        }
        catch (Exception exception)
        {
            LogPollFailed(exception);
        }
    }

    private Task CatchUpAsync(long head)
    {
        if (!_tail.IsOpen)
        {
            _tail.Open(head);
        }

        _tail.Announce(head);
        return ReadMissingAsync();
    }

    private async Task ReadMissingAsync()
    {
        while (_tail.Announced > _tail.Head)
        {
            var after = _tail.Head;
            _metrics.TailReads.Add(1);
            var events = await _reader.ReadAllAsync(after, EventReader.PageRowsMaximum, _closing.Token);
            if (events.IsEmpty)
            {
                return;
            }

            _tail.TryAdd(after, events.AsSpan());
        }
    }
}
