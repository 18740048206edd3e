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
}
