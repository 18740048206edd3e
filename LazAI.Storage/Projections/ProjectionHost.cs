using System.Diagnostics.Metrics;
using LazAI.Grains.EventLog;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace LazAI.Storage;

/// <summary>Runs all projections beside each other. One that fails is tried again with growing pauses and holds up no other.</summary>
public sealed partial class ProjectionHost : BackgroundService
{
    private static readonly TimeSpan LagSampleInterval = TimeSpan.FromSeconds(5);

    private readonly List<ProjectionRunner> _runners;
    private readonly IEventLog _log;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private long _head;

    /// <exception cref="ArgumentException">Two projections have one name.</exception>
    public ProjectionHost(
        IEnumerable<Projection> projections,
        IEventLog log,
        NpgsqlDataSource dataSource,
        StorageMetrics metrics,
        ILogger<ProjectionHost> logger,
        TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(projections);
        ArgumentNullException.ThrowIfNull(metrics);
        (_log, _logger, _time) = (log, logger, timeProvider ?? TimeProvider.System);
        _runners = [.. projections.Select(projection => new ProjectionRunner(projection, log, dataSource, metrics, _time, logger))];
        if (_runners.Select(runner => runner.Name).Distinct(StringComparer.Ordinal).Count() != _runners.Count)
        {
            throw new ArgumentException("Two projections have one name, and so one checkpoint.", nameof(projections));
        }

        metrics.ObserveProjectionLag(Lags);
    }

    /// <summary>Waits until the projection shows the effect of the event at <paramref name="position"/>: a caller reads what
    /// it has written by waiting for <see cref="Appended.LastPosition"/>.</summary>
    /// <exception cref="ArgumentException">There is no such projection.</exception>
    public Task WaitForAsync(string projection, long position, CancellationToken cancellationToken = default)
    {
        var runner = _runners.Find(runner => runner.Name == projection)
            ?? throw new ArgumentException($"There is no projection '{projection}'.", nameof(projection));
        return runner.WaitForAsync(position, cancellationToken);
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(_runners.Select(runner => runner.RunAsync(stoppingToken)).Append(SampleHeadAsync(stoppingToken)));

    private IEnumerable<Measurement<long>> Lags() =>
        _runners.Select(runner => new Measurement<long>(
            Math.Max(0, Interlocked.Read(ref _head) - runner.Position),
            new KeyValuePair<string, object?>("lazai.projection", runner.Name)));

    private async Task SampleHeadAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(LagSampleInterval, _time);
        try
        {
            do
            {
                try
                {
                    Interlocked.Exchange(ref _head, await _log.GetHeadPositionAsync(cancellationToken));
                }
                catch (EventLogUnavailableException exception)
                {
                    LogHeadUnknown(exception);
                }
            }
            while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The host is stopping.
        }
    }

    [LoggerMessage(4, LogLevel.Warning, "The head of the log is not known; the projections' lag is reported against an old one.")]
    private partial void LogHeadUnknown(Exception exception);
}
