using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using LazAI.Grains.EventLog;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace LazAI.Storage;

/// <summary>The event log in PostgreSQL (15 or newer). Appends are group-committed on one connection, reads use a pool,
/// and all followers share one tail. Several processes may write to one database.</summary>
/// <remarks>The schema must be there (<see cref="Migrator"/>). Positions of this log have no gaps.</remarks>
public sealed partial class PostgresEventLog : IEventLog, IAsyncDisposable
{
    /// <summary>Most connections that reads take at once; more readers wait for one.</summary>
    private const int ReadConnectionsMaximum = 24;

    private readonly NpgsqlDataSource _readPool;
    private readonly NpgsqlDataSource _dedicated;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly PostgresEventLogOptions _options;
    private readonly StorageMetrics _metrics;
    private readonly EventReader _reader;
    private readonly StreamReads _streamReads;
    private readonly LogTail _tail;
    private readonly TailReader _tailReader;
    private readonly AppendWriter _writer;
    private readonly ConcurrentDictionary<Follower, byte> _followers = new();

    /// <exception cref="OptionsValidationException">The options are refused.</exception>
    public PostgresEventLog(
        PostgresEventLogOptions options, StorageMetrics metrics, ILogger<PostgresEventLog>? logger = null, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(metrics);
        var validation = new PostgresEventLogOptionsValidator().Validate(null, options);
        if (validation.Failed)
        {
            throw new OptionsValidationException(nameof(PostgresEventLogOptions), typeof(PostgresEventLogOptions), validation.Failures);
        }

        _options = options;
        _metrics = metrics;
        _logger = logger ?? NullLogger<PostgresEventLog>.Instance;
        _time = timeProvider ?? TimeProvider.System;
        _readPool = CreateDataSource(options.ConnectionString, pooling: true);

        // The writer and the listener never wait behind readers for a connection.
        _dedicated = CreateDataSource(options.ConnectionString, pooling: false);
        _reader = new EventReader(_readPool, options.ReadBytesMaximum);
        _streamReads = new StreamReads(_reader);
        _tail = new LogTail(options.TailEventsMaximum, options.TailBytesMaximum);
        _writer = new AppendWriter(_dedicated, options, _tail, metrics, _time, _logger);
        _tailReader = new TailReader(
            _dedicated, _reader, _tail, () => _writer.ServerProcessId, options, metrics, _time, _logger);
        metrics.ObserveFollowerLag(SlowestFollowerLag);
    }

    /// <inheritdoc/>
    /// <remarks>Cancelling withdraws an append that still waits; one that is on its way is answered with its outcome.</remarks>
    public ValueTask<AppendOutcome> AppendAsync(
        StreamName stream, long expectedVersion, ImmutableArray<EventData> events, CancellationToken cancellationToken = default)
    {
        var payloadBytes = AppendArguments.Validate(stream, expectedVersion, events);
        cancellationToken.ThrowIfCancellationRequested();
        return _writer.AppendAsync(stream, expectedVersion, events, payloadBytes, cancellationToken);
    }

    /// <inheritdoc/>
    /// <exception cref="EventLogUnavailableException">The store cannot be read.</exception>
    public async IAsyncEnumerable<RecordedEvent> ReadStreamAsync(
        StreamName stream, long afterVersion = 0, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        // Page by page, so that a slow consumer holds no connection; small at first, for most streams are short and some readers want one event.
        var page = await GuardAsync(new ValueTask<StreamPage>(_streamReads.ReadAsync(stream, afterVersion, cancellationToken)));
        for (var rows = StreamReads.RowsMaximum; ; rows = Math.Min(rows * 16, EventReader.PageRowsMaximum))
        {
            foreach (var recorded in page.Events)
            {
                yield return recorded;
                afterVersion = recorded.Version;
            }

            if (page.IsLast)
            {
                yield break;
            }

            page = await GuardAsync(_reader.ReadStreamAsync(stream, afterVersion, rows, cancellationToken));
        }
    }

    /// <inheritdoc/>
    /// <remarks>The answer may be shorter than asked for, to bound its bytes.</remarks>
    /// <exception cref="EventLogUnavailableException">The store cannot be read.</exception>
    public ValueTask<ImmutableArray<RecordedEvent>> ReadAllAsync(
        long afterPosition, int maximumCount, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumCount, 1);
        return GuardAsync(_reader.ReadAllAsync(afterPosition, maximumCount, cancellationToken));
    }

    /// <inheritdoc/>
    /// <remarks>Rides over outages of the database; it ends only by cancellation.</remarks>
    public async IAsyncEnumerable<ImmutableArray<RecordedEvent>> FollowAsync(
        long afterPosition, int maximumBatch = 1024, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumBatch, 1);
        _tailReader.EnsureStarted();
        var follower = new Follower { Position = afterPosition };
        _followers.TryAdd(follower, 0);
        try
        {
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var read = _tail.Read(follower.Position, maximumBatch);
                var batch = read.IsInWindow
                    ? read.Events
                    : await ReadBehindWindowAsync(follower.Position, maximumBatch, cancellationToken);
                if (batch.IsDefault)
                {
                    continue;
                }

                if (batch.IsEmpty)
                {
                    await read.Grown.WaitAsync(cancellationToken);
                    continue;
                }

                follower.Position = batch[^1].Position;
                yield return batch;
            }
        }
        finally
        {
            _followers.TryRemove(follower, out _);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="EventLogUnavailableException">The store cannot be read.</exception>
    public ValueTask<long> GetHeadPositionAsync(CancellationToken cancellationToken = default) =>
        GuardAsync(_reader.ReadHeadAsync(cancellationToken));

    /// <summary>Commits what is queued and closes the connections. Followers must have been cancelled before.</summary>
    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        await _tailReader.DisposeAsync();
        await _readPool.DisposeAsync();
        await _dedicated.DisposeAsync();
    }

    /// <returns>Default if the read failed and is to be tried again.</returns>
    private async ValueTask<ImmutableArray<RecordedEvent>> ReadBehindWindowAsync(
        long afterPosition, int maximumBatch, CancellationToken cancellationToken)
    {
        _metrics.TailReads.Add(1);
        try
        {
            return await _reader.ReadAllAsync(afterPosition, maximumBatch, cancellationToken);
        }
        catch (Exception exception) when (IsOutage(exception))
        {
            LogFollowerRetries(exception);
        }

        await Task.Delay(_options.ReconnectPauseMaximum, _time, cancellationToken);
        return default;
    }

    private static async ValueTask<T> GuardAsync<T>(ValueTask<T> read)
    {
        try
        {
            return await read;
        }
        catch (Exception exception) when (IsOutage(exception))
        {
            throw new EventLogUnavailableException("The event log cannot be read.", exception);
        }
    }

    private static bool IsOutage(Exception exception) => exception is NpgsqlException or TimeoutException or IOException;

    private long SlowestFollowerLag()
    {
        var head = _tail.Announced;
        return _followers.IsEmpty ? 0 : Math.Max(0, head - _followers.Keys.Min(follower => follower.Position));
    }

    private static NpgsqlDataSource CreateDataSource(string connectionString, bool pooling)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { ApplicationName = "lazai event log", Pooling = pooling };
        settings.MaxPoolSize = Math.Min(settings.MaxPoolSize, ReadConnectionsMaximum);
        settings.MinPoolSize = Math.Min(settings.MinPoolSize, settings.MaxPoolSize);
        if (settings.MaxAutoPrepare == 0)
        {
            settings.MaxAutoPrepare = 16;
            settings.AutoPrepareMinUsages = 2;
        }

        // Prepared plans outlive the table's growth. Made while it is small, the planner would choose to scan it.
        settings.Options = $"{settings.Options} -c enable_seqscan=off -c enable_bitmapscan=off".TrimStart();
        return new NpgsqlDataSourceBuilder(settings.ConnectionString).Build();
    }

    [LoggerMessage(1, LogLevel.Warning, "A follower cannot read the event log and tries again.")]
    private partial void LogFollowerRetries(Exception exception);

    private sealed class Follower
    {
        private long _position;

        public long Position
        {
            get => Interlocked.Read(ref _position);
            set => Interlocked.Exchange(ref _position, value);
        }
    }
}
