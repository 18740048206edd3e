using LazAI.Cryptography.Arithmetic;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bls12381.ScalarModulus>;

namespace LazAI.Cryptography.Kzg;

/// <summary>
/// Cells of extended blobs (EIP-7594; consensus-specs, fulu/polynomial-commitments-sampling.md, whose names these are). A blob's
/// polynomial is evaluated at the 8192nd roots of unity in bit-reversed order: 128 cells of 64 field elements, of which the first
/// 64 are the blob, and any 64 restore it.
/// </summary>
/// <remarks>
/// Input from others never throws: it is refused by name. Everything here is public, and nothing is constant-time. Verification
/// allocates nothing. A destination that is too short throws.
/// </remarks>
public static class Eip7594
{
    public const int FieldElementsPerCell = 64;

    public const int CellsPerExtBlob = 128;

    /// <summary>Bytes of a cell.</summary>
    public const int CellSize = FieldElementsPerCell * Eip4844.FieldElementSize;

    /// <summary>Cells that one batch may have: all of 64 blobs. Each takes less than a tenth of a millisecond.</summary>
    public const int BatchCellsMaximum = 64 * CellsPerExtBlob;

    private const int ExtendedSize = CellsPerExtBlob * CellSize;
    private const int ProofsSize = CellsPerExtBlob * Eip4844.ProofSize;

    /// <summary>compute_cells: the 128 cells, one after the other (262,144 bytes). It takes no set-up.</summary>
    public static KzgRefusal ComputeCells(ReadOnlySpan<byte> blob, Span<byte> cells)
    {
        using var polynomial = new Scratch<Fr>(Eip4844.FieldElementsPerBlob);
        var refusal = Eip4844.ReadBlob(blob, polynomial.Span);
        if (refusal == KzgRefusal.None)
        {
            KzgSettings.Transform.Interpolate(polynomial.Span);
            Extend(blob, polynomial.Span, cells[..ExtendedSize]);
        }

        return refusal;
    }

    /// <summary>compute_cells_and_kzg_proofs: the 128 cells (262,144 bytes) and their proofs (6,144 bytes).</summary>
    public static KzgRefusal ComputeCellsAndKzgProofs(ReadOnlySpan<byte> blob, Span<byte> cells, Span<byte> proofs, KzgSettings settings)
    {
        using var polynomial = new Scratch<Fr>(Eip4844.FieldElementsPerBlob);
        var refusal = Eip4844.ReadBlob(blob, polynomial.Span);
        if (refusal == KzgRefusal.None)
        {
            KzgSettings.Transform.Interpolate(polynomial.Span);
            settings.CellProver.Prove(polynomial.Span, proofs[..ProofsSize]);
            Extend(blob, polynomial.Span, cells[..ExtendedSize]);
        }

        return refusal;
    }

    /// <summary>
    /// recover_cells_and_kzg_proofs: all cells and proofs from at least 64 cells, whose indices ascend. From exactly 64 cells
    /// something is always recovered, from wrong cells something wrong: verify them first. More than 64 have to agree.
    /// </summary>
    public static KzgRefusal RecoverCellsAndKzgProofs(
        ReadOnlySpan<ulong> cellIndices, ReadOnlySpan<ReadOnlyMemory<byte>> givenCells, Span<byte> cells, Span<byte> proofs, KzgSettings settings)
    {
        using var polynomial = new Scratch<Fr>(Eip4844.FieldElementsPerBlob);
        var refusal = CellRecovery.Recover(cellIndices, givenCells, polynomial.Span);
        if (refusal == KzgRefusal.None)
        {
            using var values = new Scratch<Fr>(Eip4844.FieldElementsPerBlob);
            polynomial.Span.CopyTo(values.Span);
            KzgSettings.Transform.Evaluate(values.Span);
            FieldElements.Write(values.Span, cells[..Eip4844.BlobSize]);
            settings.CellProver.Prove(polynomial.Span, proofs[..ProofsSize]);
            Extend(cells[..Eip4844.BlobSize], polynomial.Span, cells[..ExtendedSize]);
        }

        return refusal;
    }

    /// <summary>
    /// verify_cell_kzg_proof_batch: whether each cell is the one with its index of the blob with its commitment. The lists go
    /// together item by item; cells may be of many blobs and may be given twice. No cells at all are in order.
    /// </summary>
    public static KzgRefusal VerifyCellKzgProofBatch(
        ReadOnlySpan<ReadOnlyMemory<byte>> commitments,
        ReadOnlySpan<ulong> cellIndices,
        ReadOnlySpan<ReadOnlyMemory<byte>> cells,
        ReadOnlySpan<ReadOnlyMemory<byte>> proofs,
        KzgSettings settings)
    {
        var count = cells.Length;
        if (commitments.Length != count || cellIndices.Length != count || proofs.Length != count)
        {
            return KzgRefusal.CountMismatch;
        }

        return count is 0 or > BatchCellsMaximum
            ? count == 0 ? KzgRefusal.None : KzgRefusal.TooMany
            : CellVerification.VerifyBatch(commitments, cellIndices, cells, proofs, settings);
    }

    // The first half is the blob; the second are the values at the 8192nd roots that are no 4096th ones. Overwrites the polynomial.
    private static void Extend(ReadOnlySpan<byte> blob, Span<Fr> polynomial, Span<byte> cells)
    {
        blob.CopyTo(cells);
        KzgSettings.Transform.Evaluate(polynomial, block: 1);
        FieldElements.Write(polynomial, cells[Eip4844.BlobSize..]);
    }
}
