using LazAI.Grains.EventLog;

namespace LazAI.Gateway.Ledger;

/// <summary>Reads single events of the ledger off the log.</summary>
internal static class LedgerEvents
{
    /// <summary>The ledger's event at a position, or null where there is none or it is another aggregate's.</summary>
    public static async Task<RecordedEvent?> FindAsync(IEventLog log, string asset, long position, CancellationToken cancellationToken)
    {
        if (position < 1)
        {
            return null;
        }

        var stream = new StreamName("ledger", asset);
        return (await log.ReadAllAsync(position - 1, 1, cancellationToken))
            .FirstOrDefault(recorded => recorded.Position == position && recorded.Stream == stream);
    }
}
