using System.Numerics;
using LazAI.Cryptography;
using LazAI.Grains.Queries;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.Ownership;
using Npgsql;

namespace LazAI.Storage;

/// <summary>Reads what <see cref="DataSetUseProjection"/> writes.</summary>
public sealed class PostgresDataSetUseIndex(NpgsqlDataSource dataSource) : IDataSetUseIndex
{
    /// <summary>Most lines on one page.</summary>
    public const int LimitMaximum = 1000;

    private const string Columns =
        "position, use, content_hash, account, session, scope, licence, price, price_maximum, requested_at, deadline, request_version, payee, "
        + "decided_at, decision_version, paid, returned, settled_position";

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The limit is not 1 to <see cref="LimitMaximum"/>.</exception>
    /// <exception cref="InvalidCursorException">The cursor belongs to another list.</exception>
    public async ValueTask<Page<UseView>> ListAsync(
        ContentHash content, string? cursor, int limit, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, LimitMaximum);
        var cursors = ListCursor.Of($"uses of {content}");

        // One more than asked for says whether there is a next page.
        var rows = await ReadAsync(
            $"SELECT {Columns} FROM data_set_uses WHERE content_hash = $1 AND position < $2 ORDER BY position DESC LIMIT $3",
            [
                new NpgsqlParameter<byte[]> { TypedValue = content.Value.ToArray() },
                new NpgsqlParameter<long> { TypedValue = cursors.Read(cursor) ?? long.MaxValue },
                new NpgsqlParameter<int> { TypedValue = limit + 1 },
            ],
            cancellationToken);
        return rows.Count > limit
            ? new Page<UseView>([.. rows.Take(limit).Select(row => row.Use)], cursors.Write(rows[limit - 1].Position))
            : new Page<UseView>([.. rows.Select(row => row.Use)], null);
    }

    /// <inheritdoc/>
    public async ValueTask<UseView?> FindAsync(UseId use, CancellationToken cancellationToken = default) =>
        (await ReadAsync(
            $"SELECT {Columns} FROM data_set_uses WHERE use = $1",
            [new NpgsqlParameter<byte[]> { TypedValue = use.Value.ToArray() }],
            cancellationToken)).Select(row => row.Use).FirstOrDefault();

    private async ValueTask<List<(UseView Use, long Position)>> ReadAsync(
        string sql, NpgsqlParameter[] parameters, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(sql);
        command.Parameters.AddRange(parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<(UseView, long)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add((Read(reader), reader.GetInt64(0)));
        }

        return rows;
    }

    private static UseView Read(NpgsqlDataReader reader) => new(
        new UseId(Hash(reader, 1)),
        new ContentHash(Hash(reader, 2)),
        new Address(reader.GetFieldValue<byte[]>(3)),
        new SessionId(Hash(reader, 4)),
        (LicenceScope)reader.GetInt16(5),
        reader.IsDBNull(6) ? null : new LicenceId(Hash(reader, 6)),
        AmountOf(reader, 7),
        AmountOf(reader, 8),
        new Slot(reader.GetInt64(9)),
        new Slot(reader.GetInt64(10)),
        reader.GetInt64(11),
        reader.IsDBNull(12) ? null : new Address(reader.GetFieldValue<byte[]>(12)),
        reader.IsDBNull(13) ? null : new Slot(reader.GetInt64(13)),
        reader.IsDBNull(14) ? null : reader.GetInt64(14),
        reader.IsDBNull(17) ? null : new UsePayment(AmountOf(reader, 15), AmountOf(reader, 16), reader.GetInt64(17)));

    private static Bytes32 Hash(NpgsqlDataReader reader, int column) => new(reader.GetFieldValue<byte[]>(column));

    private static Amount AmountOf(NpgsqlDataReader reader, int column) => new((UInt128)reader.GetFieldValue<BigInteger>(column));
}
