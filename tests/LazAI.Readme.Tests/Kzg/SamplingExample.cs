using LazAI.Cryptography.ErasureCoding;
using LazAI.Cryptography.Kzg;

namespace LazAI.Readme.Tests.Kzg;

public class SamplingExample
{
    [Fact]
    public void Chunk_OfABlobsSquare_IsProvenInTwoSteps()
    {
        var blob = new byte[Eip4844.BlobSize];
        for (var i = 31; i < blob.Length; i += Eip4844.FieldElementSize)
        {
            blob[i] = (byte)(i / Eip4844.FieldElementSize);
        }

        var blobCommitment = new byte[Eip4844.CommitmentSize];
        var setup = KzgSettings.Default;
        Assert.Equal(KzgRefusal.None, Eip4844.BlobToKzgCommitment(blob, blobCommitment, setup));
        Assert.Equal(ExtensionRefusal.None, ExtendedDataSquare.FromBlob(blob, out var square));

        #region README
        // How many random chunks a client asks for to miss an unrecoverable square less than once in a million.
        int samples = SamplingPlan.Samples(oneIn: 1_000_000);

        // Who has the square publishes its rows' commitments, and answers for row 100 and column 3.
        var rows = new byte[RowCommitments.ByteSize];
        RowCommitments.Compute(square!, rows, setup);
        var dataRows = rows.AsSpan(0, RowsOfBlob.DataCommitmentsSize);
        var rowsProof = new byte[RowsOfBlob.ProofSize];
        RowsOfBlob.ComputeProof(square!, blobCommitment, dataRows, rowsProof, setup);
        var (chunk, chunkProof) = (new byte[ExtendedDataSquare.ChunkSize], new byte[RowCommitments.CommitmentSize]);
        square!.GetChunk(100, 3, chunk);
        RowCommitments.ComputeChunkProof(square, 100, 3, chunkProof, setup);

        // The client knows the blob's commitment: the rows belong to it, and the chunk to its row.
        var ofBlob = RowsOfBlob.Verify(blobCommitment, dataRows, rowsProof, setup);
        var allRows = new byte[RowCommitments.ByteSize];
        RowCommitments.Extend(dataRows, allRows, setup);
        var ofRow = RowCommitments.VerifyChunkProof(allRows.AsSpan(100 * 48, 48), 3, chunk, chunkProof, setup);
        #endregion

        Assert.True(SamplingPlan.MissChance(samples) < 1_000_000_000_000 && SamplingPlan.MissChance(samples - 1) >= 1_000_000_000_000);
        Assert.Equal(KzgRefusal.None, ofBlob);
        Assert.Equal(KzgRefusal.None, ofRow);
        Assert.Equal(rows, allRows);
        Assert.Equal(
            KzgRefusal.EquationDoesNotHold, RowCommitments.VerifyChunkProof(allRows.AsSpan(100 * 48, 48), 4, chunk, chunkProof, setup));
    }
}
