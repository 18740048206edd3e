using LazAI.Cryptography;

namespace LazAI.Grains.Blobs;

/// <summary>Keeps bytes under their Keccak-256 hash.</summary>
public interface IBlobStore
{
    /// <summary>Largest blob in bytes (64 MiB).</summary>
    const int SizeMaximum = 64 * 1024 * 1024;

    /// <summary>Stores <paramref name="content"/>, or finds it stored; durable when it returns.</summary>
    /// <exception cref="ArgumentException">The content is empty, too large or has another hash.</exception>
    ValueTask PutAsync(Bytes32 hash, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default);

    /// <summary>The content, or null.</summary>
    ValueTask<ReadOnlyMemory<byte>?> GetAsync(Bytes32 hash, CancellationToken cancellationToken = default);

    ValueTask<bool> ContainsAsync(Bytes32 hash, CancellationToken cancellationToken = default);
}
