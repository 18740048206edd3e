using LazAI.Cryptography.Kzg;

namespace LazAI.Readme.Tests.Kzg;

public class BlobExample
{
    [Fact]
    public void Blob_WithItsCommitment_IsProven()
    {
        #region README
        // 4096 numbers below r of 32 big-endian bytes.
        var blob = new byte[Eip4844.BlobSize];
        blob[31] = 7;
        var (commitment, proof) = (new byte[Eip4844.CommitmentSize], new byte[Eip4844.ProofSize]);
        var setup = KzgSettings.Default;

        var refusal = Eip4844.BlobToKzgCommitment(blob, commitment, setup);
        if (refusal == KzgRefusal.None)
        {
            refusal = Eip4844.ComputeBlobKzgProof(blob, commitment, proof, setup);
        }

        bool isValid = Eip4844.VerifyBlobKzgProof(blob, commitment, proof, setup) == KzgRefusal.None;
        #endregion

        Assert.Equal(KzgRefusal.None, refusal);
        Assert.True(isValid);
        blob[31] = 8;
        Assert.Equal(KzgRefusal.EquationDoesNotHold, Eip4844.VerifyBlobKzgProof(blob, commitment, proof, setup));
        blob[0] = 0xff;
        Assert.Equal(KzgRefusal.FieldElementNotCanonical, Eip4844.VerifyBlobKzgProof(blob, commitment, proof, setup));
    }
}
