using LazAI.Cryptography;

namespace LazAI.Engines.Tests;

public sealed class ModelCommitmentTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(ModelCommitment.ChunkBytes)]
    [InlineData(ModelCommitment.ChunkBytes + 1)]
    [InlineData((3 * ModelCommitment.ChunkBytes) - 1)]
    public void Compute_WeightsOfAnyLength_IsTheRootOverTheirChunks(int length)
    {
        var weights = new byte[length];
        new Random(length).NextBytes(weights);
        Assert.Equal(
            MerkleTree.Root([.. weights.Chunk(ModelCommitment.ChunkBytes).Select(chunk => MerkleTree.HashLeaf(chunk))]),
            ModelCommitment.Compute(weights));
    }
}
