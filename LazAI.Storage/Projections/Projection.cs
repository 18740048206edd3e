using System.Collections.Immutable;
using LazAI.Grains.EventLog;
using Npgsql;

namespace LazAI.Storage;

/// <summary>A view of the log in tables of its own (made by a migration). Its checkpoint moves in the transaction that writes
/// the tables, so that each event has its effect exactly once, whatever dies in between.</summary>
public abstract class Projection
{
    /// <summary>Names the checkpoint; never changes.</summary>
    public abstract string Name { get; }

    /// <summary>From 1. Raised when the tables would come out differently: the projection is then built anew.</summary>
    public abstract int Version { get; }

    /// <summary>Most events in one transaction. Higher is faster when catching up and holds locks longer.</summary>
    public virtual int BatchEventsMaximum => 1024;

    /// <summary>Pause after a batch that was less than half full, for events to gather. Longer means fewer transactions and a
    /// larger lag.</summary>
    public virtual TimeSpan Linger => TimeSpan.Zero;

    /// <summary>Empties the tables, before the log is applied from its start.</summary>
    public abstract Task ResetAsync(NpgsqlTransaction transaction, CancellationToken cancellationToken);

    /// <summary>Writes what <paramref name="events"/> mean, in the given transaction and nowhere else. May be called again
    /// with the same events if the transaction did not commit.</summary>
    public abstract Task ApplyAsync(
        ImmutableArray<RecordedEvent> events, NpgsqlTransaction transaction, CancellationToken cancellationToken);
}
