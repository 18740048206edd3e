using System.Collections.Immutable;
using System.Numerics;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Cryptography.Tests.Merkle;

public class MerkleTreeTests(ITestOutputHelper output)
{
    private const int EverySizeUpTo = 70;

    [Fact]
    public void Root_EverySize_EqualsTheRecursiveDefinition()
    {
        var leaves = Leaves(TestSeed.Create(output), 1_000);
        foreach (var size in Enumerable.Range(0, EverySizeUpTo + 1).Append(255).Append(256).Append(257).Append(1_000))
        {
            var expected = RecursiveRoot(leaves.AsSpan(0, size));
            Assert.Equal(expected, MerkleTree.Root(leaves.AsSpan(0, size)));
            Assert.Equal(expected, new MerkleProver(leaves.AsSpan(0, size)).Root);
        }
    }

    [Fact]
    public void Root_NoLeafAndOneLeaf_AreTheirPlainHashes()
    {
        Assert.Equal(Keccak256.Hash([]), MerkleTree.Root([]));
        Assert.Equal(Keccak256.Hash([0, 7, 8]), MerkleTree.Root([MerkleTree.HashLeaf([7, 8])]));
    }

    [Fact]
    public void InclusionProof_EveryLeafOfEverySize_IsTheRecursivePathAndVerifies()
    {
        var leaves = Leaves(TestSeed.Create(output), EverySizeUpTo);
        for (var size = 1; size <= EverySizeUpTo; size++)
        {
            var tree = leaves.AsSpan(0, size);
            var root = MerkleTree.Root(tree);
            var prover = new MerkleProver(tree);
            for (var index = 0; index < size; index++)
            {
                var proof = prover.InclusionProof(index);
                Assert.Equal<Bytes32>(RecursivePath(index, tree), proof);
                Assert.Equal<Bytes32>(proof, MerkleTree.InclusionProof(tree, index));
                Assert.True(MerkleTree.VerifyInclusion(leaves[index], index, size, proof.AsSpan(), root));

                // Proves this leaf at this place of this tree, and nothing else.
                for (var other = 0; other < size; other++)
                {
                    Assert.Equal(other == index, MerkleTree.VerifyInclusion(leaves[index], other, size, proof.AsSpan(), root));
                    Assert.Equal(other == index, MerkleTree.VerifyInclusion(leaves[other], index, size, proof.AsSpan(), root));
                }

                Assert.False(MerkleTree.VerifyInclusion(leaves[index], index, size, [.. proof, leaves[index]], root));
                Assert.False(MerkleTree.VerifyInclusion(leaves[index], -1, size, proof.AsSpan(), root));
                Assert.False(MerkleTree.VerifyInclusion(leaves[index], size, size, proof.AsSpan(), root));
                if (!proof.IsEmpty)
                {
                    Assert.False(MerkleTree.VerifyInclusion(leaves[index], index, size, proof.AsSpan()[..^1], root));
                    Assert.False(MerkleTree.VerifyInclusion(leaves[index], index, size, proof.AsSpan()[1..], root));
                }
            }
        }
    }

    [Fact]
    public void ConsistencyProof_EveryPairOfSizes_IsTheRecursiveProofAndVerifies()
    {
        var leaves = Leaves(TestSeed.Create(output), EverySizeUpTo);
        var roots = Enumerable.Range(0, EverySizeUpTo + 1).Select(size => MerkleTree.Root(leaves.AsSpan(0, size))).ToArray();
        for (var newSize = 1; newSize <= EverySizeUpTo; newSize++)
        {
            var tree = leaves.AsSpan(0, newSize);
            var prover = new MerkleProver(tree);
            for (var oldSize = 1; oldSize <= newSize; oldSize++)
            {
                var proof = prover.ConsistencyProof(oldSize);
                Assert.Equal<Bytes32>(RecursiveConsistency(oldSize, tree, complete: true), proof);
                Assert.Equal<Bytes32>(proof, MerkleTree.ConsistencyProof(tree, oldSize));
                Assert.True(MerkleTree.VerifyConsistency(oldSize, newSize, roots[oldSize], roots[newSize], proof.AsSpan()));

                for (var other = 1; other <= newSize; other++)
                {
                    Assert.Equal(other == oldSize, MerkleTree.VerifyConsistency(oldSize, newSize, roots[other], roots[newSize], proof.AsSpan()));
                }

                Assert.False(MerkleTree.VerifyConsistency(oldSize, newSize, roots[oldSize], roots[newSize], [.. proof, leaves[0]]));
                Assert.False(MerkleTree.VerifyConsistency(0, newSize, roots[0], roots[newSize], proof.AsSpan()));
                Assert.False(MerkleTree.VerifyConsistency(newSize + 1, newSize, roots[oldSize], roots[newSize], proof.AsSpan()));
                if (!proof.IsEmpty)
                {
                    Assert.False(MerkleTree.VerifyConsistency(oldSize, newSize, roots[oldSize], roots[newSize], proof.AsSpan()[..^1]));
                    Assert.False(MerkleTree.VerifyConsistency(oldSize, newSize, roots[oldSize], roots[newSize], []));
                }
            }
        }
    }

    [Fact]
    public void VerifyInclusion_EveryBitFlipped_Refuses()
    {
        var random = TestSeed.Create(output);
        foreach (var size in new[] { 2, 7, 64, 70, 1 + random.Next(5_000) })
        {
            var leaves = Leaves(random, size);
            var (root, index) = (MerkleTree.Root(leaves), random.Next(size));
            var proof = MerkleTree.InclusionProof(leaves, index);
            for (var node = 0; node < proof.Length; node++)
            {
                for (var bit = 0; bit < 256; bit++)
                {
                    Assert.False(MerkleTree.VerifyInclusion(leaves[index], index, size, proof.SetItem(node, Flip(proof[node], bit)).AsSpan(), root));
                }
            }

            for (var bit = 0; bit < 256; bit++)
            {
                Assert.False(MerkleTree.VerifyInclusion(Flip(leaves[index], bit), index, size, proof.AsSpan(), root));
                Assert.False(MerkleTree.VerifyInclusion(leaves[index], index, size, proof.AsSpan(), Flip(root, bit)));
            }
        }
    }

    [Fact]
    public void VerifyConsistency_EveryBitFlipped_Refuses()
    {
        var random = TestSeed.Create(output);
        foreach (var newSize in new[] { 2, 8, 70, 2 + random.Next(5_000) })
        {
            var leaves = Leaves(random, newSize);
            var oldSize = 1 + random.Next(newSize - 1);
            var (oldRoot, newRoot) = (MerkleTree.Root(leaves.AsSpan(0, oldSize)), MerkleTree.Root(leaves));
            var proof = MerkleTree.ConsistencyProof(leaves, oldSize);
            Assert.True(MerkleTree.VerifyConsistency(oldSize, newSize, oldRoot, newRoot, proof.AsSpan()));
            for (var node = 0; node < proof.Length; node++)
            {
                for (var bit = 0; bit < 256; bit++)
                {
                    var changed = proof.SetItem(node, Flip(proof[node], bit));
                    Assert.False(MerkleTree.VerifyConsistency(oldSize, newSize, oldRoot, newRoot, changed.AsSpan()));
                }
            }

            for (var bit = 0; bit < 256; bit++)
            {
                Assert.False(MerkleTree.VerifyConsistency(oldSize, newSize, Flip(oldRoot, bit), newRoot, proof.AsSpan()));
                Assert.False(MerkleTree.VerifyConsistency(oldSize, newSize, oldRoot, Flip(newRoot, bit), proof.AsSpan()));
            }
        }
    }

    [Fact]
    public void Verify_HugeSizes_RefusesWithoutHanging()
    {
        Assert.False(MerkleTree.VerifyInclusion(default, long.MaxValue - 1, long.MaxValue, new Bytes32[64], default));
        Assert.False(MerkleTree.VerifyConsistency(1L << 62, long.MaxValue, default, default, new Bytes32[64]));
    }

    [Fact]
    public void InclusionProof_NoSuchLeaf_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => MerkleTree.InclusionProof([], 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => MerkleTree.InclusionProof([Bytes32.Zero], 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => MerkleTree.ConsistencyProof([Bytes32.Zero], 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => MerkleTree.ConsistencyProof([Bytes32.Zero], 2));
    }

    private static Bytes32[] Leaves(Random random, int count)
    {
        var data = new byte[40];
        var leaves = new Bytes32[count];
        foreach (ref var leaf in leaves.AsSpan())
        {
            random.NextBytes(data);
            leaf = MerkleTree.HashLeaf(data);
        }

        return leaves;
    }

    private static Bytes32 Flip(Bytes32 value, int bit)
    {
        var bytes = value.ToArray();
        bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        return new Bytes32(bytes);
    }

    // The definitions of RFC 9162, sections 2.1.1, 2.1.3.1 and 2.1.4.1, word for word.
    private static int Split(int n) => 1 << BitOperations.Log2((uint)n - 1);

    private static Bytes32 RecursiveRoot(ReadOnlySpan<Bytes32> d) => d.Length switch
    {
        0 => Keccak256.Hash([]),
        1 => d[0],
        var n => Keccak256.Hash([1, .. RecursiveRoot(d[..Split(n)]).AsSpan(), .. RecursiveRoot(d[Split(n)..]).AsSpan()]),
    };

    private static ImmutableArray<Bytes32> RecursivePath(int m, ReadOnlySpan<Bytes32> d)
    {
        if (d.Length == 1)
        {
            return [];
        }

        var k = Split(d.Length);
        return m < k
            ? [.. RecursivePath(m, d[..k]), RecursiveRoot(d[k..])]
            : [.. RecursivePath(m - k, d[k..]), RecursiveRoot(d[..k])];
    }

    private static ImmutableArray<Bytes32> RecursiveConsistency(int m, ReadOnlySpan<Bytes32> d, bool complete)
    {
        if (m == d.Length)
        {
            return complete ? [] : [RecursiveRoot(d)];
        }

        var k = Split(d.Length);
        return m <= k
            ? [.. RecursiveConsistency(m, d[..k], complete), RecursiveRoot(d[k..])]
            : [.. RecursiveConsistency(m - k, d[k..], complete: false), RecursiveRoot(d[..k])];
    }
}
