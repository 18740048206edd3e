using LazAI.Cryptography.Bn254;
using LazAI.Cryptography.Poseidon;

namespace LazAI.Readme.Tests.Groth16;

public class PoseidonExample
{
    [Fact]
    public void Leaf_OfAPoseidonTree_IsProven()
    {
        #region README
        // circomlib's Poseidon, and a tree over it that circuits prove membership in.
        Bn254Scalar hash = PoseidonHash.Hash(new Bn254Scalar(1), new Bn254Scalar(2));

        var tree = new PoseidonMerkleTree(depth: 20);
        tree.Update(index: 7, hash);
        PoseidonMerkleProof proof = tree.Prove(index: 7);
        bool isIn = proof.Verify(tree.Root, depth: 20, hash) == PoseidonMerkleRefusal.None;
        #endregion

        // circomlib's own test has this number.
        Assert.Equal("7853200120776062878684798364095072458815029376092732009249414926327459813530", hash.ToString());
        Assert.True(isIn);
        Assert.Equal(PoseidonMerkleRefusal.OtherRoot, proof.Verify(tree.Root, depth: 20, Bn254Scalar.One));
    }
}
