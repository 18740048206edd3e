using LazAI.Cryptography;
using LazAI.Grains.Blobs;

namespace LazAI.Grains.Models;

/// <summary>Reads what the service has promised to keep.</summary>
internal static class IntactBlobs
{
    /// <summary>The content, and that very content: damaged weights would convict the honest, and damaged evidence acquit the liar.</summary>
    /// <param name="what">Names the content, for people.</param>
    /// <exception cref="InvalidDataException">A store has lost or changed it.</exception>
    public static async ValueTask<ReadOnlyMemory<byte>> ReadIntactAsync(this IBlobStore blobs, Bytes32 hash, string what) =>
        await blobs.GetAsync(hash) is not { } content ? throw new InvalidDataException($"{what} {hash} is not stored any more.")
        : Keccak256.Hash(content.Span) != hash ? throw new InvalidDataException($"{what} {hash} is damaged.")
        : content;
}
