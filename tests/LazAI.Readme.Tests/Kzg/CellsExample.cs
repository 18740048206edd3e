using LazAI.Cryptography.Kzg;

namespace LazAI.Readme.Tests.Kzg;

public class CellsExample
{
    [Fact]
    public void Cells_OfABlob_AreProvenAndRestoreIt()
    {
        var blob = new byte[Eip4844.BlobSize];
        blob[^1] = 1;
        var commitment = new byte[Eip4844.CommitmentSize];
        Assert.Equal(KzgRefusal.None, Eip4844.BlobToKzgCommitment(blob, commitment, KzgSettings.Default));

        #region README
        // Tables of multiples make proofs faster and take memory; here without.
        var setup = new KzgSettings(TrustedSetup.Ethereum, new KzgOptions { PrecomputedTables = false });
        var cells = new byte[Eip7594.CellsPerExtBlob * Eip7594.CellSize];
        var proofs = new byte[Eip7594.CellsPerExtBlob * Eip4844.ProofSize];
        Eip7594.ComputeCellsAndKzgProofs(blob, cells, proofs, setup);
        ReadOnlyMemory<byte> Cell(ulong index) => cells.AsMemory((int)index * Eip7594.CellSize, Eip7594.CellSize);

        // One cell is the one with its index of the blob with this commitment.
        var verdict = Eip7594.VerifyCellKzgProofBatch([commitment], [100], [Cell(100)], [proofs.AsMemory(100 * 48, 48)], setup);

        // Any half of the cells gives all.
        ulong[] indices = [.. Enumerable.Range(64, 64).Select(i => (ulong)i)];
        var (allCells, allProofs) = (new byte[cells.Length], new byte[proofs.Length]);
        var recovery = Eip7594.RecoverCellsAndKzgProofs(indices, [.. indices.Select(Cell)], allCells, allProofs, setup);
        #endregion

        Assert.Equal(KzgRefusal.None, verdict);
        Assert.Equal(KzgRefusal.None, recovery);
        Assert.Equal(cells, allCells);
        Assert.Equal(proofs, allProofs);
        Assert.Equal(
            KzgRefusal.EquationDoesNotHold,
            Eip7594.VerifyCellKzgProofBatch([commitment], [101], [Cell(100)], [proofs.AsMemory(100 * 48, 48)], setup));
    }
}
