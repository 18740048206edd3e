using LazAI.Cryptography;

namespace LazAI.Engines;

/// <summary>The commitment to a model's weights: the Merkle root over the weight file in chunks of 4,096 bytes.</summary>
public static class ModelCommitment
{
    /// <summary>Bytes in a chunk; the last one may be shorter.</summary>
    public const int ChunkBytes = 4_096;

    /// <summary>Number of chunks of a file of so many bytes.</summary>
    public static int ChunkCount(long weightBytes) => checked((int)((weightBytes + ChunkBytes - 1) / ChunkBytes));

    /// <summary>The chunks that hold some neighbouring bytes of a file, at least one byte.</summary>
    public static LeafRange ChunksOf(ByteRange bytes)
    {
        var first = bytes.Offset / ChunkBytes;
        return new LeafRange(first, ChunkCount(bytes.End) - first);
    }

    /// <summary>The root. Leaf data are the chunks.</summary>
    public static Bytes32 Compute(ReadOnlySpan<byte> weights) => MerkleTree.Root(HashChunks(weights));

    /// <summary>The tree's leaf hashes, a chunk each.</summary>
    public static Bytes32[] HashChunks(ReadOnlySpan<byte> weights)
    {
        var leaves = new Bytes32[ChunkCount(weights.Length)];
        MerkleTree.HashLeaves(weights, ChunkBytes, leaves);
        return leaves;
    }

    /// <summary>
    /// Reads some neighbouring bytes of a committed file from the whole chunks that hold them; false if these are not the chunks of that file. No bytes are
    /// read from no chunks. Never throws on what is proven.
    /// </summary>
    /// <param name="commitment">The model's commitment.</param>
    /// <param name="weightBytes">Bytes of the file that it commits to.</param>
    /// <param name="range">Where the bytes lie in the file.</param>
    public static bool TryRead(
        Bytes32 commitment, long weightBytes, ByteRange range, ProvenBytes proven, out ReadOnlySpan<byte> bytes)
    {
        ArgumentNullException.ThrowIfNull(proven);
        bytes = default;
        if (range.Length == 0)
        {
            return proven.Bytes.IsDefaultOrEmpty && proven.Siblings.IsDefaultOrEmpty;
        }

        if (range.Offset < 0 || range.Length < 0 || weightBytes is < 1 or > int.MaxValue || range.Offset > weightBytes - range.Length)
        {
            return false;
        }

        var chunks = ChunksOf(range);
        var start = chunks.First * ChunkBytes;
        var file = proven.Bytes.AsSpan();
        if (file.Length != Math.Min((long)chunks.End * ChunkBytes, weightBytes) - start
            || !MerkleRange.Verify(HashChunks(file), chunks.First, ChunkCount(weightBytes), proven.Siblings.AsSpan(), commitment))
        {
            return false;
        }

        bytes = file.Slice(range.Offset - start, range.Length);
        return true;
    }
}
