using System.Security.Cryptography;
using LazAI.Cryptography;
using LazAI.Grains.Blobs;
using Npgsql;

namespace LazAI.Storage;

/// <summary>Blobs in PostgreSQL, one row each.</summary>
public sealed class PostgresBlobStore(NpgsqlDataSource dataSource) : IBlobStore
{
    /// <inheritdoc/>
    public async ValueTask PutAsync(Bytes32 hash, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        if (content.Length is 0 or > IBlobStore.SizeMaximum)
        {
            throw new ArgumentException($"A blob has 1 to {IBlobStore.SizeMaximum} bytes, not {content.Length}.", nameof(content));
        }

        if (Keccak256.Hash(content.Span) != hash)
        {
            throw new ArgumentException($"The content's Keccak-256 is not {hash}.", nameof(content));
        }

        // Asked first, since the content would cross the wire before the database found it there. What is there and damaged is put right.
        if (await ContainsIntactAsync(hash, content, cancellationToken))
        {
            return;
        }

        await using var command = dataSource.CreateCommand(
            """
            INSERT INTO blobs (hash, content, size) VALUES ($1, $2, $3)
                ON CONFLICT ON CONSTRAINT blobs_hash_key DO UPDATE SET content = excluded.content, size = excluded.size
                WHERE blobs.content <> excluded.content
            """);
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = hash.ToArray() });
        command.Parameters.Add(new NpgsqlParameter<ReadOnlyMemory<byte>> { TypedValue = content });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = content.Length });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<ReadOnlyMemory<byte>?> GetAsync(Bytes32 hash, CancellationToken cancellationToken = default)
    {
        await using var command = dataSource.CreateCommand("SELECT content FROM blobs WHERE hash = $1");
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = hash.ToArray() });
        if (await command.ExecuteScalarAsync(cancellationToken) is byte[] content)
        {
            return content;
        }

        // Not in one expression: null would become an empty memory by way of byte[].
        return null;
    }

    /// <summary>The database has no Keccak-256, so the two are compared by their SHA-256.</summary>
    private async ValueTask<bool> ContainsIntactAsync(Bytes32 hash, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("SELECT sha256(content) FROM blobs WHERE hash = $1");
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = hash.ToArray() });
        return await command.ExecuteScalarAsync(cancellationToken) is byte[] stored && stored.AsSpan().SequenceEqual(SHA256.HashData(content.Span));
    }

    /// <inheritdoc/>
    public async ValueTask<bool> ContainsAsync(Bytes32 hash, CancellationToken cancellationToken = default)
    {
        await using var command = dataSource.CreateCommand("SELECT EXISTS (SELECT FROM blobs WHERE hash = $1)");
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = hash.ToArray() });
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
