using System.Diagnostics.Metrics;

namespace LazAI.Storage;

/// <summary>Instruments of the meter <c>LazAI.Storage</c>.</summary>
public sealed class StorageMetrics : IDisposable
{
    public const string MeterName = "LazAI.Storage";
    public const string AppendDuration = "lazai.storage.append.duration";
    public const string AppendEvents = "lazai.storage.append.events";
    public const string AppendConflicts = "lazai.storage.append.conflicts";
    public const string AppendFailures = "lazai.storage.append.failures";
    public const string GroupEvents = "lazai.storage.group.events";
    public const string GroupDuration = "lazai.storage.group.duration";
    public const string QueueLength = "lazai.storage.queue.length";
    public const string FollowerLag = "lazai.storage.follower.lag";
    public const string TailDatabaseReads = "lazai.storage.tail.database_reads";
    public const string ProjectionLag = "lazai.storage.projection.lag";
    public const string ProjectionEvents = "lazai.storage.projection.events";
    public const string ProjectionFailures = "lazai.storage.projection.failures";

    private readonly Meter _meter;

    /// <param name="meterFactory">The host's factory; null makes a meter of its own.</param>
    public StorageMetrics(IMeterFactory? meterFactory = null)
    {
        _meter = meterFactory?.Create(MeterName) ?? new Meter(MeterName);
        AppendSeconds = _meter.CreateHistogram<double>(AppendDuration, "s", "From the caller's append to its answer.");
        EventsAppended = _meter.CreateCounter<long>(AppendEvents, "{event}", "Events made durable.");
        Conflicts = _meter.CreateCounter<long>(AppendConflicts, "{append}", "Appends refused since the stream had moved.");
        AppendsFailed = _meter.CreateCounter<long>(AppendFailures, "{append}", "Appends whose outcome is unknown or that found no database.");
        EventsPerGroup = _meter.CreateHistogram<int>(GroupEvents, "{event}", "Events of one group commit.");
        GroupSeconds = _meter.CreateHistogram<double>(GroupDuration, "s", "One group commit in the database.");
        TailReads = _meter.CreateCounter<long>(TailDatabaseReads, "{read}", "Reads from the database for followers.");
        EventsProjected = _meter.CreateCounter<long>(ProjectionEvents, "{event}", "Events applied by a projection.");
        ProjectionsFailed = _meter.CreateCounter<long>(ProjectionFailures, "{failure}", "Batches that a projection will try again.");
    }

    internal Histogram<double> AppendSeconds { get; }

    internal Counter<long> EventsAppended { get; }

    internal Counter<long> Conflicts { get; }

    internal Counter<long> AppendsFailed { get; }

    internal Histogram<int> EventsPerGroup { get; }

    internal Histogram<double> GroupSeconds { get; }

    internal Counter<long> TailReads { get; }

    internal Counter<long> EventsProjected { get; }

    internal Counter<long> ProjectionsFailed { get; }

    internal void ObserveQueueLength(Func<int> observe) =>
        _meter.CreateObservableGauge(QueueLength, observe, "{append}", "Appends that wait for the writer.");

    internal void ObserveFollowerLag(Func<long> observe) =>
        _meter.CreateObservableGauge(FollowerLag, observe, "{event}", "Positions between the newest event and the slowest follower.");

    internal void ObserveProjectionLag(Func<IEnumerable<Measurement<long>>> observe) =>
        _meter.CreateObservableGauge(ProjectionLag, observe, "{event}", "Positions between the newest event and each projection.");

    internal bool Owns(Meter meter) => ReferenceEquals(meter, _meter);

    /// <summary>Ends the instruments.</summary>
    public void Dispose() => _meter.Dispose();
}
