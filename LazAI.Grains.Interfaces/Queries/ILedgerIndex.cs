using LazAI.Protocol.Api;
using LazAI.Protocol.Ledger;

namespace LazAI.Grains.Queries;

/// <summary>Why an account holds what it holds: every event of the ledger that has touched it. A projection of the log.</summary>
public interface ILedgerIndex
{
    /// <summary>The account's entries, newest first.</summary>
    ValueTask<Page<LedgerEntry>> ListAsync(
        string asset, LedgerAccount account, string? cursor, int limit, CancellationToken cancellationToken = default);

    /// <summary>Up to which position of the log the entries are complete.</summary>
    ValueTask<long> ReadPositionAsync(CancellationToken cancellationToken = default);

    /// <summary>The account's newest entry at or before a position of the log, or null where nothing had touched it by then.</summary>
    ValueTask<LedgerEntry?> FindAsync(string asset, LedgerAccount account, long position, CancellationToken cancellationToken = default);
}
