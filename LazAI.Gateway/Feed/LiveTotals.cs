using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Grains.EventLog;
using LazAI.Grains.Queries;
using LazAI.Protocol;

namespace LazAI.Gateway.Feed;

/// <summary>Follows the event log and keeps what the live feed shows of tasks: counts, rates, latest changes. Starts from a
/// census, so that the counts are of all tasks ever and not only of this process's time.</summary>
internal sealed partial class LiveTotals(
    IEventLog log, ITaskCensus census, ITaskIndex index, TimeProvider time, ILogger<LiveTotals> logger) : BackgroundService
{
    private const int BatchMaximum = 4_096;
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly RateWindow _submitted = new();
    private readonly RateWindow _verified = new();
    private readonly RateWindow _settled = new();
    private readonly RateWindow _events = new();
    private RecentTasks _recent = new();
    private TaskTally? _tally;
    private long _position;
    private long _liveFrom;

    /// <summary>What is known now; null until the census has been taken.</summary>
    public LiveState? Read()
    {
        lock (_lock)
        {
            var second = CurrentSecond;
            return _tally is null
                ? null
                : new LiveState(
                    _tally.Tasks,
                    _tally.InFlight,
                    [.. _recent.Tasks],
                    new TaskRates(_submitted.Read(second), _verified.Read(second), _settled.Read(second)),
                    _position,
                    _events.Read(second));
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // The feed is for watching: whatever is wrong, the service goes on and the feed starts over.
                LogLost(exception);
                await Task.Delay(RetryPause, time, stoppingToken);
            }
        }
    }

    private long CurrentSecond => time.GetTimestamp() / time.TimestampFrequency;

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        var head = await log.GetHeadPositionAsync(cancellationToken);
        var newest = await index.QueryAsync(new TaskFilter(), null, RecentTasks.Maximum, cancellationToken);
        var start = await census.TakeAsync(cancellationToken);
        lock (_lock)
        {
            _tally = new TaskTally(start);
            _recent = new RecentTasks();
            foreach (var task in newest.Items.Reverse())
            {
                _recent.Add(new RecentTask(task.TaskId, task.Status));
            }

            (_position, _liveFrom) = (start.Position, head);
        }

        await foreach (var batch in log.FollowAsync(start.Position, BatchMaximum, cancellationToken))
        {
            lock (_lock)
            {
                Apply(batch, _tally);
            }
        }
    }

    private void Apply(ImmutableArray<RecordedEvent> batch, TaskTally tally)
    {
        var second = CurrentSecond;
        foreach (var recorded in batch)
        {
            // What was there before is no rate of now.
            var isLive = recorded.Position > _liveFrom;
            _events.Add(second, isLive ? 1 : 0);
            if (TaskStep.Of(recorded.Type) is not { } step)
            {
                continue;
            }

            var task = new TaskId(Bytes32.Parse(recorded.Stream.Key, null));
            tally.Apply(step, task, recorded);
            _recent.Add(new RecentTask(task, step.To));
            if (isLive)
            {
                RateOf(recorded.Type)?.Add(second, 1);
            }
        }

        _position = batch[^1].Position;
    }

    private RateWindow? RateOf(string eventType) => eventType switch
    {
        "task.submitted" => _submitted,
        "task.verified" => _verified,
        "task.settled" => _settled,
        _ => null,
    };

    [LoggerMessage(1, LogLevel.Warning, "The live feed has lost the event log and starts over.")]
    private partial void LogLost(Exception exception);
}

/// <summary>What <see cref="LiveTotals"/> knows at one moment.</summary>
/// <param name="InFlight">Tasks under lease, by worker.</param>
/// <param name="Recent">Newest first.</param>
/// <param name="Position">How far the log has been followed.</param>
/// <param name="EventsPerSecond">Of the whole log, the last complete seconds, oldest first.</param>
internal sealed record LiveState(
    ImmutableArray<StatusCount> Tasks,
    ImmutableDictionary<Address, int> InFlight,
    ImmutableArray<RecentTask> Recent,
    TaskRates Rates,
    long Position,
    ImmutableArray<long> EventsPerSecond);

/// <summary>Tasks a second that reached a status: the last 60 complete seconds, oldest first.</summary>
public sealed record TaskRates(ImmutableArray<long> Submitted, ImmutableArray<long> Verified, ImmutableArray<long> Settled);
