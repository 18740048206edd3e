using LazAI.Cryptography;

namespace LazAI.Readme.Tests.Hashing;

public class MerkleExample
{
    [Fact]
    public void Leaf_OfATree_IsProven()
    {
        #region README
        Bytes32[] leaves = [MerkleTree.HashLeaf("one"u8), MerkleTree.HashLeaf("two"u8), MerkleTree.HashLeaf("three"u8)];
        var prover = new MerkleProver(leaves);

        var inclusion = prover.InclusionProof(index: 1);
        bool isIn = MerkleTree.VerifyInclusion(leaves[1], index: 1, treeSize: 3, inclusion.AsSpan(), prover.Root);

        // That the tree of the first two leaves has only grown since.
        var consistency = prover.ConsistencyProof(oldSize: 2);
        var oldRoot = MerkleTree.Root(leaves.AsSpan(0, 2));
        bool hasGrown = MerkleTree.VerifyConsistency(2, 3, oldRoot, prover.Root, consistency.AsSpan());
        #endregion

        Assert.True(isIn);
        Assert.True(hasGrown);
        Assert.False(MerkleTree.VerifyInclusion(leaves[0], index: 1, treeSize: 3, inclusion.AsSpan(), prover.Root));
    }
}
