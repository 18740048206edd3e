using LazAI.Grains.EventLog;
using LazAI.Grains.Network;
using Microsoft.Extensions.Logging;

namespace LazAI.Grains.Aggregates;

/// <summary>What every aggregate's grain needs of the process around it.</summary>
public sealed class AggregateServices(
    IEventLog log, ISnapshotStore snapshots, INetwork network, ILogger<AggregateServices> logger)
{
    public IEventLog Log { get; } = log;

    public ISnapshotStore Snapshots { get; } = snapshots;

    public INetwork Network { get; } = network;

    public ILogger Logger { get; } = logger;
}
