using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Cryptography.Tests;

public sealed class MerkleRangeTests(ITestOutputHelper output)
{
    private const int SizeMaximum = 33;

    [Fact]
    public void RangeProof_EveryRangeOfEveryTree_LeadsToItsRootAndNoOther()
    {
        for (var size = 1; size <= SizeMaximum; size++)
        {
            var leaves = Leaves(size);
            var prover = new MerkleProver(leaves);
            for (var first = 0; first < size; first++)
            {
                for (var count = 1; count <= size - first; count++)
                {
                    var proof = prover.RangeProof(first, count);
                    var range = leaves.AsSpan(first, count);
                    Assert.True(MerkleRange.Verify(range, first, size, proof.AsSpan(), prover.Root), $"{first}+{count} of {size}");
                    Assert.False(MerkleRange.Verify(range, first, size, proof.AsSpan(), MerkleTree.HashLeaf("else"u8)));
                    Assert.False(MerkleRange.Verify(range, first, size, [.. proof, leaves[0]], prover.Root));
                    if (!proof.IsEmpty)
                    {
                        Assert.False(MerkleRange.Verify(range, first, size, proof.AsSpan()[1..], prover.Root));
                    }
                }
            }
        }
    }

    [Fact]
    public void RangeProof_OfOneLeaf_IsItsInclusionProof()
    {
        for (var size = 1; size <= SizeMaximum; size++)
        {
            var prover = new MerkleProver(Leaves(size));
            for (var index = 0; index < size; index++)
            {
                Assert.Equal(prover.InclusionProof(index).ToArray(), prover.RangeProof(index, 1).ToArray());
            }
        }
    }

    [Fact]
    public void TryComputeRoot_OtherLeavesInTheRange_IsTheRootOfTheTreeWithThem()
    {
        var random = TestSeed.Create(output);
        for (var round = 0; round < 200; round++)
        {
            var leaves = Leaves(random.Next(1, 70));
            var first = random.Next(leaves.Length);
            var count = random.Next(1, leaves.Length - first + 1);
            var proof = new MerkleProver(leaves).RangeProof(first, count);
            for (var i = first; i < first + count; i++)
            {
                leaves[i] = MerkleTree.HashLeaf([1, (byte)i]);
            }

            Assert.True(MerkleRange.TryComputeRoot(leaves.AsSpan(first, count), first, leaves.Length, proof.AsSpan(), out var root));
            Assert.Equal(MerkleTree.Root(leaves), root);
        }
    }

    [Fact]
    public void Verify_OtherPlaceOrTreeSize_IsNoProof()
    {
        var random = TestSeed.Create(output);
        for (var round = 0; round < 2_000; round++)
        {
            var size = random.Next(2, 40);
            var leaves = Leaves(size);
            var first = random.Next(size);
            var count = random.Next(1, size - first + 1);
            var prover = new MerkleProver(leaves);
            var proof = prover.RangeProof(first, count);
            var other = random.Next(-2, size + 2);
            if (other != first)
            {
                Assert.False(MerkleRange.Verify(leaves.AsSpan(first, count), other, size, proof.AsSpan(), prover.Root));
            }
        }
    }

    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(1, -1, 4)]
    [InlineData(1, 4, 4)]
    [InlineData(2, 3, 4)]
    [InlineData(2, 0, 1)]
    [InlineData(1, 0, 0)]
    [InlineData(1, long.MaxValue, long.MaxValue)]
    [InlineData(1, long.MinValue, -1)]
    public void TryComputeRoot_LeavesOutsideTheTree_IsNoRoot(int count, long first, long size) =>
        Assert.False(MerkleRange.TryComputeRoot(Leaves(count), first, size, [], out _));

    [Fact]
    public void TryComputeRoot_HugeTree_NeedsItsWholeProof()
    {
        var leaf = Leaves(1);
        var proof = new Bytes32[63];

        Assert.True(MerkleRange.TryComputeRoot(leaf, 0, long.MaxValue, proof, out var root));
        Assert.True(MerkleTree.VerifyInclusion(leaf[0], 0, long.MaxValue, proof, root));
        Assert.False(MerkleRange.TryComputeRoot(leaf, 0, long.MaxValue, proof.AsSpan(1), out _));
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(5, 5)]
    [InlineData(14, 5)]
    [InlineData(1_500, 137)]
    public void HashLeaves_AnyBytes_AreTheLeavesOneByOne(int length, int leafLength)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        var hashes = new Bytes32[(length + leafLength - 1) / leafLength];

        MerkleTree.HashLeaves(bytes, leafLength, hashes);

        Assert.Equal(bytes.Chunk(leafLength).Select(chunk => MerkleTree.HashLeaf(chunk)), hashes);
        Assert.Throws<ArgumentException>("hashes", () => MerkleTree.HashLeaves(bytes, leafLength, new Bytes32[hashes.Length + 1]));
    }

    private static Bytes32[] Leaves(int count) => [.. Enumerable.Range(0, count).Select(i => MerkleTree.HashLeaf([(byte)i]))];
}
