using System.Collections.Immutable;
using LazAI.Grains.EventLog;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace LazAI.Storage;

/// <summary>Runs one projection: from its checkpoint along the log, again from there after any failure. Among several
/// processes the one that holds the projection's advisory lock does the work; the others stand by.</summary>
internal sealed partial class ProjectionRunner(
    Projection projection, IEventLog log, NpgsqlDataSource dataSource, StorageMetrics metrics, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StandbyPause = TimeSpan.FromSeconds(1);

    private readonly KeyValuePair<string, object?> _tag = new("lazai.projection", projection.Name);
    private readonly ILogger _logger = logger;
    private readonly Lock _lock = new();
    private TimeSpan _pause = FirstPause;
    private long _position;
    private TaskCompletionSource _moved = NewSignal();

    public string Name => projection.Name;

    /// <summary>Position of the newest event whose effect is committed.</summary>
    public long Position => Interlocked.Read(ref _position);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
                if (!await RunOnAsync(connection, cancellationToken))
                {
                    return;
                }

                await Task.Delay(StandbyPause, time, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                metrics.ProjectionsFailed.Add(1, _tag);
                LogFailed(exception, Name, Position, _pause);
                await Task.Delay(_pause, time, cancellationToken);
                _pause = _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
            }
        }
    }

    /// <summary>Waits until the effect of <paramref name="position"/> is committed.</summary>
    public async Task WaitForAsync(long position, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task moved;
            lock (_lock)
            {
                if (_position >= position)
                {
                    return;
                }

                moved = _moved.Task;
            }

            await moved.WaitAsync(cancellationToken);
        }
    }

    /// <returns>False if a newer version of the projection has been here: this one has nothing more to do.</returns>
    private async Task<bool> RunOnAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (!await ProjectionCheckpoint.TryLeadAsync(connection, projection, cancellationToken))
        {
            if (await ProjectionCheckpoint.ReadAsync(connection, projection, cancellationToken) is { } seen && seen.Version == projection.Version)
            {
                MoveTo(seen.Position);
            }

            return true;
        }

        try
        {
            // A crash of the server may cost a projection its last moments, tables and checkpoint alike: they are built again
            // from the log. So it waits for no disk, and leaves the disk to the log. The pool resets this with the session.
            await using (var relax = new NpgsqlCommand("SET synchronous_commit = off", connection))
            {
                await relax.ExecuteNonQueryAsync(cancellationToken);
            }

            if (!await TryStartAsync(connection, cancellationToken))
            {
                LogSuperseded(Name, projection.Version);
                return false;
            }

            await foreach (var batch in log.FollowAsync(Position, projection.BatchEventsMaximum, cancellationToken))
            {
                await ApplyAsync(connection, batch, cancellationToken);
                _pause = FirstPause;
                if (batch.Length < projection.BatchEventsMaximum / 2 && projection.Linger > TimeSpan.Zero)
                {
                    await Task.Delay(projection.Linger, time, cancellationToken);
                }
            }

            return true;
        }
        finally
        {
            // The pool would keep the session, and with it the lock. A broken connection has lost both.
            if (connection.State == System.Data.ConnectionState.Open)
            {
                await ProjectionCheckpoint.StopLeadingAsync(connection, projection);
            }
        }
    }

    /// <returns>False if a newer version of the projection has been here: it must not be taken back.</returns>
    private async Task<bool> TryStartAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (await ProjectionCheckpoint.ReadAsync(connection, projection, cancellationToken) is { } found && found.Version >= projection.Version)
        {
            MoveTo(found.Position);
            return found.Version == projection.Version;
        }

        LogBuilding(Name, projection.Version);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await projection.ResetAsync(transaction, cancellationToken);
        await ProjectionCheckpoint.StartOverAsync(transaction, projection, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        MoveTo(0);
        return true;
    }

    private async Task ApplyAsync(NpgsqlConnection connection, ImmutableArray<RecordedEvent> events, CancellationToken cancellationToken)
    {
        var to = events[^1].Position;
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);

        // The lock decides who works; this decides what counts, even if the lock was lost without our noticing.
        if (!await ProjectionCheckpoint.TryMoveAsync(transaction, projection, Position, to, cancellationToken))
        {
            throw new ProjectionMovedException($"Another process has moved the projection {Name} on from {Position}.");
        }

        await projection.ApplyAsync(events, transaction, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        MoveTo(to);
        metrics.EventsProjected.Add(events.Length, _tag);
    }

    private void MoveTo(long position)
    {
        TaskCompletionSource moved;
        lock (_lock)
        {
            Interlocked.Exchange(ref _position, position);
            (moved, _moved) = (_moved, NewSignal());
        }

        moved.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(1, LogLevel.Information, "Building projection {Projection}, version {Version}, from the start of the log.")]
    private partial void LogBuilding(string projection, int version);

    [LoggerMessage(2, LogLevel.Warning, "Projection {Projection} has been built by a newer version than {Version}; it is left alone.")]
    private partial void LogSuperseded(string projection, int version);

    [LoggerMessage(3, LogLevel.Error, "Projection {Projection} failed behind position {Position}; it goes on from its checkpoint in {Pause}.")]
    private partial void LogFailed(Exception exception, string projection, long position, TimeSpan pause);
}

/// <summary>Two processes ran one projection; the second one starts again from the checkpoint.</summary>
internal sealed class ProjectionMovedException(string message) : Exception(message);
