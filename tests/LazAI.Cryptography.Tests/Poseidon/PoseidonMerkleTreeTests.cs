using LazAI.Cryptography.Bn254;
using LazAI.Cryptography.Fields.Lanes;
using LazAI.Cryptography.Poseidon;
using LazAI.Cryptography.Tests.Curves.Lanes;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Cryptography.Tests.Poseidon;

public class PoseidonMerkleTreeTests(ITestOutputHelper output)
{
    [Fact]
    public void Root_OfNothing_IsThePublishedOne()
    {
        // Poseidon(0, 0), and two levels of it: well-known constants of trees over circomlib's Poseidon.
        Assert.Equal("14744269619966411208579211824598458697587494354926760081771325075741142829156", new PoseidonMerkleTree(1).Root.ToString());
        Assert.Equal("7423237065226347324353380772367382631490014989348495481811164164159255474657", new PoseidonMerkleTree(2).Root.ToString());
    }

    [Fact]
    public void Tree_RandomUpdates_ProvesEveryLeafAndNothingElse()
    {
        var random = TestSeed.Create(output);
        for (var depth = 1; depth <= 5; depth++)
        {
            var leaves = Enumerable.Range(0, random.Next(1 << depth) + 1).Select(_ => new Bn254Scalar((ulong)random.NextInt64())).ToArray();
            var tree = new PoseidonMerkleTree(depth, leaves);
            var slow = new PoseidonMerkleTree(depth);
            foreach (var i in Enumerable.Range(0, leaves.Length).OrderBy(_ => random.Next()))
            {
                slow.Update((uint)i, leaves[i]);
            }

            Assert.Equal(slow.Root, tree.Root);
            for (uint index = 0; index < tree.Capacity; index++)
            {
                var leaf = index < leaves.Length ? leaves[index] : Bn254Scalar.Zero;
                Assert.Equal(leaf, tree[index]);
                var proof = tree.Prove(index);
                Assert.Equal(PoseidonMerkleRefusal.None, proof.Verify(tree.Root, depth, leaf));
                Assert.Equal(PoseidonMerkleRefusal.OtherRoot, proof.Verify(tree.Root, depth, leaf + Bn254Scalar.One));
                Assert.Equal(PoseidonMerkleRefusal.OtherRoot, proof.Verify(tree.Root + Bn254Scalar.One, depth, leaf));
                Assert.Equal(PoseidonMerkleRefusal.WrongNumberOfSiblings, proof.Verify(tree.Root, depth + 1, leaf));
            }

            var changed = (uint)random.Next(1 << depth);
            var before = tree.Prove(changed);
            tree.Update(changed, new Bn254Scalar(99));
            Assert.Equal(PoseidonMerkleRefusal.None, before.Verify(tree.Root, depth, new Bn254Scalar(99)));
        }
    }

    [Fact]
    public void Tree_OfAnyNumberOfLeaves_IsTheSameSetAtOnceOrOneByOneOnEveryPath()
    {
        const int Depth = 6;
        var slow = new PoseidonMerkleTree(Depth);
        for (uint count = 0; count <= slow.Capacity; count++)
        {
            var leaves = Enumerable.Range(0, (int)count).Select(i => new Bn254Scalar((ulong)i + 1)).ToArray();
            if (count > 0)
            {
                slow.Update(count - 1, leaves[^1]);
            }

            foreach (var path in LanePoints.Paths)
            {
                var tree = LanePaths.On(path, () => new PoseidonMerkleTree(Depth, leaves));
                Assert.Equal(slow.Root, tree.Root);
                Assert.Equal(slow.Prove(count / 2).ToArray(), tree.Prove(count / 2).ToArray());
            }
        }
    }

    [Theory]
    [InlineData(128)]
    [InlineData(300)]
    [InlineData(511)]
    public void Tree_OnSeveralCores_IsTheSame(int count)
    {
        var leaves = Enumerable.Range(0, count).Select(i => new Bn254Scalar((ulong)i)).ToArray();
        var expected = new PoseidonMerkleTree(9, leaves);
        for (var cores = 2; cores <= 4; cores++)
        {
            var tree = new PoseidonMerkleTree(9, leaves, cores);
            Assert.Equal(expected.Root, tree.Root);
            Assert.All([0u, 127u, 511u], index => Assert.Equal(expected.Prove(index), tree.Prove(index)));
        }
    }

    [Fact]
    public void Tree_OfTheGreatestDepth_TakesItsLastLeaf()
    {
        var tree = new PoseidonMerkleTree(PoseidonMerkleTree.DepthMaximum);
        tree.Update(uint.MaxValue, Bn254Scalar.One);
        Assert.Equal(PoseidonMerkleRefusal.None, tree.Prove(uint.MaxValue).Verify(tree.Root, tree.Depth, Bn254Scalar.One));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PoseidonMerkleTree(33));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PoseidonMerkleTree(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PoseidonMerkleTree(1).Update(2, Bn254Scalar.One));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PoseidonMerkleTree(1, new Bn254Scalar[3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PoseidonMerkleTree(1, new Bn254Scalar[1], 0));
    }

    [Fact]
    public void Proof_EverySingleBitChanged_IsRefused()
    {
        const int Depth = 3;
        var tree = new PoseidonMerkleTree(Depth, [new(3), new(1), new(4), new(1), new(5)]);
        var bytes = tree.Prove(4).ToArray();
        Assert.Equal(PoseidonMerkleRefusal.None, PoseidonMerkleProof.Read(bytes, Depth, out var same));
        Assert.Equal(PoseidonMerkleRefusal.None, same!.Verify(tree.Root, Depth, new Bn254Scalar(5)));
        for (var bit = 0; bit < 8 * bytes.Length; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << bit % 8);
            var refusal = PoseidonMerkleProof.Read(bytes, Depth, out var proof);
            if (refusal == PoseidonMerkleRefusal.None)
            {
                refusal = proof!.Verify(tree.Root, Depth, new Bn254Scalar(5));
            }

            Assert.NotEqual(PoseidonMerkleRefusal.None, refusal);
            bytes[bit / 8] ^= (byte)(1 << bit % 8);
        }
    }

    [Fact]
    public void Proof_ReadTwice_EqualsItself()
    {
        var tree = new PoseidonMerkleTree(2, [new(3), new(1), new(4)]);
        var proof = tree.Prove(1);
        Assert.Equal(PoseidonMerkleRefusal.None, PoseidonMerkleProof.Read(proof.ToArray(), 2, out var same));
        Assert.Equal(proof, same);
        Assert.Equal(proof.GetHashCode(), same!.GetHashCode());
        Assert.NotEqual(proof, tree.Prove(0));
        Assert.NotEqual(proof, proof with { Index = 2 });
        Assert.NotEqual(proof, proof with { Siblings = proof.Siblings.SetItem(1, Bn254Scalar.One) });
        Assert.NotEqual(proof, proof with { Siblings = default });
    }

    [Fact]
    public void Proof_HostileBytes_GetTheirReason()
    {
        var bytes = new PoseidonMerkleTree(3).Prove(7).ToArray();
        Assert.Equal(PoseidonMerkleRefusal.DepthOutOfRange, PoseidonMerkleProof.Read(bytes, 0, out _));
        Assert.Equal(PoseidonMerkleRefusal.DepthOutOfRange, PoseidonMerkleProof.Read(bytes, int.MaxValue, out _));
        Assert.Equal(PoseidonMerkleRefusal.WrongLength, PoseidonMerkleProof.Read(bytes, 4, out _));
        Assert.Equal(PoseidonMerkleRefusal.WrongLength, PoseidonMerkleProof.Read([], 3, out _));
        bytes[3] = 8;
        Assert.Equal(PoseidonMerkleRefusal.IndexOutOfRange, PoseidonMerkleProof.Read(bytes, 3, out _));
        bytes[3] = 7;
        Bn254Scalar.Modulus.ToByteArray(isUnsigned: true, isBigEndian: true).CopyTo(bytes, 4);
        Assert.Equal(PoseidonMerkleRefusal.SiblingNotCanonical, PoseidonMerkleProof.Read(bytes, 3, out _));

        var tree = new PoseidonMerkleTree(3);
        Assert.Equal(PoseidonMerkleRefusal.DepthOutOfRange, new PoseidonMerkleProof(0, []).Verify(tree.Root, 0, default));
        Assert.Equal(PoseidonMerkleRefusal.WrongNumberOfSiblings, new PoseidonMerkleProof(0, default).Verify(tree.Root, 3, default));
        Assert.Equal(PoseidonMerkleRefusal.IndexOutOfRange, (tree.Prove(0) with { Index = 8 }).Verify(tree.Root, 3, default));
    }
}
