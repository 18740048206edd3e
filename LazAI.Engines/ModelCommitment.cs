using LazAI.Cryptography;

namespace LazAI.Engines;

/// <summary>The commitment to a model's weights: the Merkle root over the weight file in chunks of 4,096 bytes.</summary>
public static class ModelCommitment
{
    /// <summary>Bytes in a chunk; the last one may be shorter.</summary>
    public const int ChunkBytes = 4_096;

    /// <summary>The root. Leaf data are the chunks.</summary>
    public static Bytes32 Compute(ReadOnlySpan<byte> weights)
    {
        var leaves = new Bytes32[(weights.Length + ChunkBytes - 1) / ChunkBytes];
        for (var i = 0; i < leaves.Length; i++)
        {
            var start = i * ChunkBytes;
            leaves[i] = MerkleTree.HashLeaf(weights.Slice(start, Math.Min(ChunkBytes, weights.Length - start)));
        }

        return MerkleTree.Root(leaves);
    }
}
