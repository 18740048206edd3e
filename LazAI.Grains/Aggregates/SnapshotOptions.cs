namespace LazAI.Grains.Aggregates;

/// <summary>How often states are written down beside the log.</summary>
public sealed class SnapshotOptions
{
    /// <summary>Most events between two snapshots of one stream, or of the coordinator. Each aggregate has an interval of its own, and
    /// this shortens it: fewer events to read after a restart, more to write before. Unlimited by default.</summary>
    public int EventsMaximum { get; set; } = int.MaxValue;
}
