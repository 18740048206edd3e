using System.Collections.Immutable;
using System.Threading.Channels;
using LazAI.Grains.EventLog;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace LazAI.Storage;

/// <summary>Group commit: takes all appends that wait at the same moment, writes them in one transaction on its own
/// connection, answers each caller, and starts over.</summary>
/// <remarks>An append is answered in one of four ways: appended, conflict (it alone), cancelled while it waited, or
/// <see cref="EventLogUnavailableException"/>. A group whose outcome is unknown is never sent again.</remarks>
internal sealed partial class AppendWriter : IAsyncDisposable
{
    private readonly WriterLink _link;
    private readonly PostgresEventLogOptions _options;
    private readonly LogTail _tail;
    private readonly StorageMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Channel<PendingAppend> _queue;
    private readonly AppendGroup _group;
    private readonly Task _loop;

    // Appends to a stream that the group in hand holds already; they go first into the next one.
    private List<PendingAppend> _deferred = [];

    public AppendWriter(
        NpgsqlDataSource dataSource,
        PostgresEventLogOptions options,
        LogTail tail,
        StorageMetrics metrics,
        TimeProvider time,
        ILogger logger)
    {
        (_options, _tail, _metrics, _time, _logger) = (options, tail, metrics, time, logger);
        _link = new WriterLink(dataSource, options, time, logger);
        _group = new AppendGroup(options.GroupEventsMaximum, options.GroupBytesMaximum);
        _queue = Channel.CreateBounded<PendingAppend>(new BoundedChannelOptions(options.QueueAppendsMaximum) { SingleReader = true });
        metrics.ObserveQueueLength(() => _queue.Reader.Count);
        _loop = Task.Run(RunAsync);
    }

    /// <summary>The server process that writes for us, 0 without a connection.</summary>
    public int ServerProcessId => _link.ServerProcessId;

    public ValueTask<AppendOutcome> AppendAsync(
        StreamName stream, long expectedVersion, ImmutableArray<EventData> events, int payloadBytes, CancellationToken cancellationToken)
    {
        var append = new PendingAppend(stream, expectedVersion, events, payloadBytes, _time.GetTimestamp());
        append.WithdrawOn(cancellationToken);
        return _queue.Writer.TryWrite(append) ? new(append.Task) : AppendWhenThereIsRoomAsync(append, cancellationToken);
    }

    private async ValueTask<AppendOutcome> AppendWhenThereIsRoomAsync(PendingAppend append, CancellationToken cancellationToken)
    {
        try
        {
            await _queue.Writer.WriteAsync(append, cancellationToken);
        }
        catch (ChannelClosedException closed)
        {
            append.TryTake();
            throw closed.InnerException is { } failure
                ? new EventLogUnavailableException("The event log's writer has stopped; nothing was written.", failure)
                : new ObjectDisposedException(nameof(PostgresEventLog));
        }

        return await append.Task;
    }

    /// <summary>Commits what is queued, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _loop;
        await _link.DisposeAsync();
    }

    private async Task RunAsync()
    {
        try
        {
            while (_deferred.Count > 0 || await _queue.Reader.WaitToReadAsync())
            {
                if (!await _link.TryConnectAsync(IsClosing))
                {
                    RefuseWaiting("The event log has no connection to its database; nothing was written.");
                    continue;
                }

                _group.Clear();
                FillGroup();
                if (_group.Appends.Count > 0)
                {
                    await CommitGroupAsync();
                }
            }
        }
        catch (Exception exception)
        {
            // A defect of ours. Callers that wait for an answer that never comes would hide it.
            LogStopped(exception);
            _queue.Writer.TryComplete(exception);
            _group.Fail(() => new EventLogUnavailableException("The event log's writer has stopped; whether it has written is unknown.", exception));
            RefuseWaiting("The event log's writer has stopped; nothing was written.");
        }
    }

    private void FillGroup()
    {
        var deferred = _deferred;
        _deferred = [];
        foreach (var append in deferred)
        {
            Place(append);
        }

        while (_deferred.Count < _options.GroupEventsMaximum
            && _queue.Reader.TryPeek(out var next)
            && _group.HasRoomFor(next)
            && _queue.Reader.TryRead(out next))
        {
            Place(next);
        }
    }

    private void Place(PendingAppend append)
    {
        if (_group.Holds(append.Stream) || !_group.HasRoomFor(append))
        {
            _deferred.Add(append);
        }
        else if (append.TryTake())
        {
            _group.Add(append);
        }
    }

    private async Task CommitGroupAsync()
    {
        var startedAt = _time.GetTimestamp();
        GroupCommit commit;
        try
        {
            commit = await _link.CommitAsync(_group);
        }
        catch (Exception exception)
        {
            LogCommitFailed(exception, _group.Appends.Count);
            _metrics.AppendsFailed.Add(_group.Appends.Count);
            await _link.SettleAsync(IsClosing);
            _group.Fail(() => new EventLogUnavailableException("The commit failed; whether it has written is unknown.", exception));
            return;
        }

        var written = _group.Complete(commit);
        if (_deferred.Count > 0)
        {
            AnswerDeferred();
        }

        Measure(commit, written, startedAt);
        Publish(commit, written);
    }

    /// <summary>Decides, as of this commit, the appends that waited behind another one to their stream: one that no longer
    /// fits is a conflict; one that fits, and whatever waits behind it, goes on to the next group.</summary>
    private void AnswerDeferred()
    {
        var goingOn = new HashSet<StreamName>();
        _deferred.RemoveAll(append =>
        {
            var stream = append.Stream;
            if (!_group.Holds(stream) || goingOn.Contains(stream))
            {
                return false;
            }

            var version = _group.VersionAfterCommit(stream);
            if (version == append.ExpectedVersion)
            {
                goingOn.Add(stream);
                return false;
            }

            if (append.TryTake())
            {
                _metrics.Conflicts.Add(1);
                append.SetResult(new AppendConflict(version));
            }

            return true;
        });
    }

    private void Measure(GroupCommit commit, int written, long startedAt)
    {
        var now = _time.GetTimestamp();
        _metrics.GroupSeconds.Record(_time.GetElapsedTime(startedAt, now).TotalSeconds);
        _metrics.EventsPerGroup.Record(written);
        _metrics.EventsAppended.Add(written);
        for (var i = 0; i < _group.Appends.Count; i++)
        {
            var append = _group.Appends[i];
            _metrics.AppendSeconds.Record(_time.GetElapsedTime(append.StartedAt, now).TotalSeconds);
            if (commit.ActualVersions[i] != append.ExpectedVersion)
            {
                _metrics.Conflicts.Add(1);
            }
        }
    }

    /// <summary>Hands the events to this process's followers without a way through the database. If another process has
    /// written in between, the tail reader fills the hole first.</summary>
    private void Publish(GroupCommit commit, int written)
    {
        if (written == 0 || !_tail.IsOpen)
        {
            return;
        }

        if (!_tail.TryAdd(commit.PreviousHead, _group.Written(commit)))
        {
            _tail.Announce(commit.PreviousHead + written);
        }
    }

    // Nobody is served by waiting for the database when the log is being closed and nothing is queued.
    private bool IsClosing() => _queue.Reader.Completion.IsCompleted;

    private void RefuseWaiting(string reason)
    {
        var refused = _deferred;
        _deferred = [];
        for (var left = _queue.Reader.Count; left > 0 && _queue.Reader.TryRead(out var append); left--)
        {
            refused.Add(append);
        }

        foreach (var append in refused)
        {
            if (append.TryTake())
            {
                _metrics.AppendsFailed.Add(1);
                append.SetException(new EventLogUnavailableException(reason));
            }
        }
    }
}
