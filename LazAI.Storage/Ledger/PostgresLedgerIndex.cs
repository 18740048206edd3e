using System.Collections.Immutable;
using System.Numerics;
using LazAI.Grains.EventLog;
using LazAI.Grains.Queries;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.Ledger;
using Npgsql;

namespace LazAI.Storage;

/// <summary>Reads what <see cref="LedgerEntryProjection"/> writes.</summary>
public sealed class PostgresLedgerIndex(NpgsqlDataSource dataSource, IEventLog log) : ILedgerIndex
{
    /// <summary>Most lines on one page.</summary>
    public const int LimitMaximum = 1000;

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The limit is not 1 to <see cref="LimitMaximum"/>.</exception>
    /// <exception cref="InvalidCursorException">The cursor belongs to another list.</exception>
    public async ValueTask<Page<LedgerEntry>> ListAsync(
        string asset, LedgerAccount account, string? cursor, int limit, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, LimitMaximum);
        var cursors = ListCursor.Of($"ledger-entries {asset} {account}");

        // One more than asked for says whether there is a next page.
        var entries = await ReadAsync(asset, account, (cursors.Read(cursor) ?? long.MaxValue) - 1, limit + 1, cancellationToken);
        return entries.Length > limit
            ? new Page<LedgerEntry>(entries[..limit], cursors.Write(entries[limit - 1].Position))
            : new Page<LedgerEntry>(entries, null);
    }

    /// <inheritdoc/>
    public async ValueTask<long> ReadPositionAsync(CancellationToken cancellationToken = default)
    {
        await using var command = dataSource.CreateCommand("SELECT position FROM projection_checkpoints WHERE projection = $1");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = LedgerEntryProjection.ProjectionName });
        return (long?)await command.ExecuteScalarAsync(cancellationToken) ?? 0;
    }

    /// <inheritdoc/>
    public async ValueTask<LedgerEntry?> FindAsync(
        string asset, LedgerAccount account, long position, CancellationToken cancellationToken = default) =>
        (await ReadAsync(asset, account, position, 1, cancellationToken)).FirstOrDefault();

    private ValueTask<ImmutableArray<LedgerEntry>> ReadAsync(
        string asset, LedgerAccount account, long position, int limit, CancellationToken cancellationToken) =>
        account.Kind == LedgerAccountKind.Escrow
            ? ReadEscrowAsync(asset, account, position, limit, cancellationToken)
            : ReadAccountAsync(asset, account, position, limit, cancellationToken);

    /// <summary>Of an escrow only the events' positions are stored; what they did to it is read from the log.</summary>
    private async ValueTask<ImmutableArray<LedgerEntry>> ReadEscrowAsync(
        string asset, LedgerAccount escrow, long position, int limit, CancellationToken cancellationToken)
    {
        var entries = ImmutableArray.CreateBuilder<LedgerEntry>();
        List<long> positions;
        do
        {
            positions = await EscrowEntryTable.ReadAsync(dataSource, escrow, position, limit - entries.Count, cancellationToken);
            foreach (var one in positions)
            {
                var recorded = (await log.ReadAllAsync(one - 1, 1, cancellationToken))[0];
                if (recorded.Stream.Key.SequenceEqual(asset) && LedgerEntryRow.Of(recorded).FirstOrDefault(row => row.Account == escrow) is { } row)
                {
                    entries.Add(row.ToEscrowEntry());
                }

                position = one - 1;
            }
        }
        while (positions.Count > 0 && entries.Count < limit);
        return entries.DrainToImmutable();
    }

    private async ValueTask<ImmutableArray<LedgerEntry>> ReadAccountAsync(
        string asset, LedgerAccount account, long position, int limit, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            """
            SELECT position, type, at, debited, credited, movements, balance FROM ledger_entries
             WHERE account = $1 AND asset = $2 AND position <= $3 ORDER BY position DESC LIMIT $4
            """);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = account.ToString() });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = asset });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = position });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var entries = ImmutableArray.CreateBuilder<LedgerEntry>();
        while (await reader.ReadAsync(cancellationToken))
        {
            entries.Add(new LedgerEntry(
                reader.GetInt64(0), reader.GetString(1), new Slot(reader.GetInt64(2)), Read(reader, 3), Read(reader, 4), reader.GetInt32(5),
                Read(reader, 6)));
        }

        return entries.DrainToImmutable();
    }

    private static Amount Read(NpgsqlDataReader reader, int column) => new((UInt128)reader.GetFieldValue<BigInteger>(column));
}
