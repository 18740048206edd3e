using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Grains.Queries;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using Npgsql;

namespace LazAI.Storage;

/// <summary>Reads what <see cref="DirectoryProjection"/> writes, oldest first.</summary>
public sealed class PostgresDirectoryIndex(NpgsqlDataSource dataSource) : IDirectoryIndex
{
    /// <summary>Most lines on one page.</summary>
    public const int LimitMaximum = 1000;

    private static readonly ListCursor Models = ListCursor.Of("models");
    private static readonly ListCursor Workers = ListCursor.Of("workers");

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The limit is not 1 to <see cref="LimitMaximum"/>.</exception>
    /// <exception cref="InvalidCursorException">The cursor belongs to another list.</exception>
    public ValueTask<Page<ModelId>> ListModelsAsync(string? cursor, int limit, CancellationToken cancellationToken = default) =>
        ListAsync(
            "SELECT position, model_id FROM model_directory WHERE position > $1 ORDER BY position LIMIT $2",
            bytes => new ModelId(new Bytes32(bytes)),
            Models,
            cursor,
            limit,
            cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The limit is not 1 to <see cref="LimitMaximum"/>.</exception>
    /// <exception cref="InvalidCursorException">The cursor belongs to another list.</exception>
    public ValueTask<Page<Address>> ListWorkersAsync(string? cursor, int limit, CancellationToken cancellationToken = default) =>
        ListAsync(
            "SELECT position, address FROM worker_directory WHERE position > $1 ORDER BY position LIMIT $2",
            bytes => new Address(bytes),
            Workers,
            cursor,
            limit,
            cancellationToken);

    private async ValueTask<Page<T>> ListAsync<T>(
        string sql, Func<byte[], T> read, ListCursor cursors, string? cursor, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, LimitMaximum);
        await using var command = dataSource.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = cursors.Read(cursor) ?? 0 });

        // One more than asked for says whether there is a next page.
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit + 1 });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var items = ImmutableArray.CreateBuilder<T>();
        long last = 0;
        while (await reader.ReadAsync(cancellationToken))
        {
            if (items.Count == limit)
            {
                return new Page<T>(items.DrainToImmutable(), cursors.Write(last));
            }

            last = reader.GetInt64(0);
            items.Add(read(reader.GetFieldValue<byte[]>(1)));
        }

        return new Page<T>(items.DrainToImmutable(), null);
    }
}
