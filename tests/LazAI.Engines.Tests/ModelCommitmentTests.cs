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

    [Fact]
    public void TryRead_AnyRangeOfAFile_GivesItsBytesAndRefusesAllElse()
    {
        var weights = new byte[(5 * ModelCommitment.ChunkBytes) + 77];
        new Random(1).NextBytes(weights);
        var (commitment, tree) = (ModelCommitment.Compute(weights), new MerkleProver(ModelCommitment.HashChunks(weights)));
        foreach (var (offset, length) in (ReadOnlySpan<(int, int)>)[(0, 1), (0, 4_096), (4_095, 2), (9_000, 11_000), (20_480, 77), (0, weights.Length)])
        {
            var range = new ByteRange(offset, length);
            var chunks = ModelCommitment.ChunksOf(range);
            var start = chunks.First * ModelCommitment.ChunkBytes;
            var end = Math.Min(chunks.End * ModelCommitment.ChunkBytes, weights.Length);
            var proven = new ProvenBytes([.. weights[start..end]], tree.RangeProof(chunks.First, chunks.Count));

            Assert.True(ModelCommitment.TryRead(commitment, weights.Length, range, proven, out var bytes));
            Assert.True(bytes.SequenceEqual(weights.AsSpan(offset, length)));
            Assert.False(ModelCommitment.TryRead(commitment, weights.Length + 1, range with { Offset = weights.Length }, proven, out _));
            Assert.False(ModelCommitment.TryRead(commitment, weights.Length, range with { Offset = weights.Length }, proven, out _));
            Assert.False(ModelCommitment.TryRead(commitment, weights.Length, range with { Offset = -1 }, proven, out _));
            Assert.False(ModelCommitment.TryRead(commitment, weights.Length, range with { Length = -1 }, proven, out _));
            Assert.False(ModelCommitment.TryRead(commitment, weights.Length, range, proven with { Bytes = proven.Bytes.SetItem(0, (byte)~proven.Bytes[0]) }, out _));
            Assert.False(ModelCommitment.TryRead(commitment, weights.Length, range, proven with { Bytes = proven.Bytes.Add(0) }, out _));
            Assert.False(ModelCommitment.TryRead(commitment, weights.Length, range, new ProvenBytes(default, default), out _));
            Assert.False(ModelCommitment.TryRead(Bytes32.Zero, weights.Length, range, proven, out _));
        }

        Assert.True(ModelCommitment.TryRead(commitment, weights.Length, default, new ProvenBytes(default, []), out var nothing));
        Assert.True(nothing.IsEmpty);
    }
}
