using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Grains.Queries;
using LazAI.Protocol.Api;
using LazAI.Protocol.Ownership;
using Npgsql;

namespace LazAI.Storage;

/// <summary>Reads what <see cref="DataSetProjection"/> writes, oldest first.</summary>
public sealed class PostgresDataSetIndex(NpgsqlDataSource dataSource) : IDataSetIndex
{
    /// <summary>Most lines on one page.</summary>
    public const int LimitMaximum = 1000;

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The limit is not 1 to <see cref="LimitMaximum"/>.</exception>
    /// <exception cref="InvalidCursorException">The cursor belongs to another list.</exception>
    public async ValueTask<Page<ContentHash>> ListAsync(
        Address? owner, string? cursor, int limit, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, LimitMaximum);
        var cursors = ListCursor.Of("data-sets" + owner);
        await using var command = dataSource.CreateCommand(owner is null
            ? "SELECT position, content_hash FROM data_set_directory WHERE position > $1 ORDER BY position LIMIT $2"
            : "SELECT position, content_hash FROM data_set_directory WHERE position > $1 AND owner = $3 ORDER BY position LIMIT $2");
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = cursors.Read(cursor) ?? 0 });

        // One more than asked for says whether there is a next page.
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit + 1 });
        if (owner is { } account)
        {
            command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = account.ToArray() });
        }

        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var items = ImmutableArray.CreateBuilder<ContentHash>();
        long last = 0;
        while (await reader.ReadAsync(cancellationToken))
        {
            if (items.Count == limit)
            {
                return new Page<ContentHash>(items.DrainToImmutable(), cursors.Write(last));
            }

            last = reader.GetInt64(0);
            items.Add(new ContentHash(new Bytes32(reader.GetFieldValue<byte[]>(1))));
        }

        return new Page<ContentHash>(items.DrainToImmutable(), null);
    }
}
