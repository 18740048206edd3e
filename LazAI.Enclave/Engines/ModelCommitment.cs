using LazAI.Cryptography;

namespace LazAI.Enclave.Engines;

/// <summary>
/// What binds a model id to its weights: the Merkle root over the model file's chunks of <see cref="ChunkLength"/> bytes, the last
/// of which may be shorter. A single chunk can be shown against it by an inclusion proof.
/// </summary>
public static class ModelCommitment
{
    /// <summary>In bytes.</summary>
    public const int ChunkLength = 4_096;

    /// <summary>The commitment to a model file.</summary>
    public static Bytes32 Compute(ReadOnlySpan<byte> file)
    {
        var leaves = new Bytes32[(file.Length + ChunkLength - 1) / ChunkLength];
        for (var i = 0; i < leaves.Length; i++)
        {
            var start = i * ChunkLength;
            leaves[i] = MerkleTree.HashLeaf(file[start..Math.Min(start + ChunkLength, file.Length)]);
        }

        return MerkleTree.Root(leaves);
    }
}
