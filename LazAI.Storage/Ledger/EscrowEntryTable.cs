using System.Buffers.Binary;
using LazAI.Protocol.Ledger;
using Npgsql;

namespace LazAI.Storage;

/// <summary>Writes <c>escrow_entries</c> for the <see cref="LedgerEntryProjection"/>, in its transaction, and reads them.</summary>
internal static class EscrowEntryTable
{
    /// <summary>Adds a row for each event and escrow. In the index's order, so that rows which share a page of it follow each other.</summary>
    public static async Task InsertAsync(LedgerEntryRow[] rows, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        var (escrows, positions) = (Array.ConvertAll(rows, row => KeyOf(row.Account)), Array.ConvertAll(rows, row => row.Position));
        Array.Sort(escrows, positions);
        await using var command = new NpgsqlCommand(
            "INSERT INTO escrow_entries (escrow, position) SELECT * FROM unnest($1::bigint[], $2::bigint[])", transaction.Connection, transaction);
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = escrows });
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = positions });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Positions of the events, at or before <paramref name="position"/>, of which some may have touched the escrow, newest first.</summary>
    public static async Task<List<long>> ReadAsync(
        NpgsqlDataSource dataSource, LedgerAccount escrow, long position, int limit, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            "SELECT DISTINCT position FROM escrow_entries WHERE escrow = $1 AND position <= $2 ORDER BY position DESC LIMIT $3");
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = KeyOf(escrow) });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = position });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var positions = new List<long>();
        while (await reader.ReadAsync(cancellationToken))
        {
            positions.Add(reader.GetInt64(0));
        }

        return positions;
    }

    private static long KeyOf(LedgerAccount escrow) => BinaryPrimitives.ReadInt64BigEndian(escrow.Owner.AsSpan());
}
