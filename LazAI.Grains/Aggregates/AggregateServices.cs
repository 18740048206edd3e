using LazAI.Grains.EventLog;
using LazAI.Grains.Network;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LazAI.Grains.Aggregates;

/// <summary>What every aggregate's grain needs of the process around it.</summary>
/// <param name="background">Where work runs that no call waits for; the thread pool by default.</param>
public sealed class AggregateServices(
    IEventLog log,
    ISnapshotStore snapshots,
    INetwork network,
    IOptions<SnapshotOptions> options,
    ILogger<AggregateServices> logger,
    TaskScheduler? background = null)
{
    public IEventLog Log { get; } = log;

    public ISnapshotStore Snapshots { get; } = snapshots;

    public INetwork Network { get; } = network;

    public SnapshotOptions SnapshotOptions { get; } = options.Value;

    public TaskScheduler Background { get; } = background ?? TaskScheduler.Default;

    public ILogger Logger { get; } = logger;
}
