using LazAI.Cryptography;
using LazAI.Enclave.Engines;

namespace LazAI.Enclave.Tests.Engines;

public sealed class ModelCommitmentTests
{
    [Fact]
    public void Compute_ThreeChunksTheLastShort_IsTheTreeOverThem()
    {
        var file = new byte[(2 * ModelCommitment.ChunkLength) + 1];
        for (var i = 0; i < file.Length; i++)
        {
            file[i] = (byte)(i * 7);
        }

        var expected = MerkleTree.HashNode(
            MerkleTree.HashNode(MerkleTree.HashLeaf(file.AsSpan(0, 4_096)), MerkleTree.HashLeaf(file.AsSpan(4_096, 4_096))),
            MerkleTree.HashLeaf(file.AsSpan(8_192, 1)));

        Assert.Equal(expected, ModelCommitment.Compute(file));
        Assert.NotEqual(expected, ModelCommitment.Compute(file.AsSpan(0, 8_192)));
    }

    [Fact]
    public void Compute_WholeChunks_HasNoEmptyLastLeaf()
    {
        var file = new byte[ModelCommitment.ChunkLength];

        Assert.Equal(MerkleTree.HashLeaf(file), ModelCommitment.Compute(file));
    }
}
