using LazAI.Cryptography.Arithmetic;
using LazAI.Cryptography.Bls12381;
using LazAI.Cryptography.Polynomials;
using LazAI.Cryptography.Polynomials.Lanes;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bls12381.ScalarModulus>;

namespace LazAI.Cryptography.Kzg;

/// <summary>recover_polynomialcoeff of EIP-7594: a blob's polynomial from at least half of its cells.</summary>
/// <remarks>
/// With f = sum over i of X^i f_i(X^64), the remainder of f modulo X^64 - y_k, which cell k gives the values of, has the
/// coefficients f_i(y_k). So each f_i is known at one 128th root of unity a cell, and all 64 of them with the same ones missing.
/// </remarks>
internal static class CellRecovery
{
    private const int Cells = Eip7594.CellsPerExtBlob;
    private const int CellElements = Eip7594.FieldElementsPerCell;

    public static KzgRefusal Recover(ReadOnlySpan<ulong> cellIndices, ReadOnlySpan<ReadOnlyMemory<byte>> cells, Span<Fr> polynomial)
    {
        if (CheckInputs(cellIndices, cells) is not KzgRefusal.None and var refusal)
        {
            return refusal;
        }

        using var remainders = new Scratch<Fr>(Cells * CellElements);
        Span<bool> known = stackalloc bool[Cells];
        known.Clear();
        for (var i = 0; i < cells.Length; i++)
        {
            var index = (int)cellIndices[i];
            var remainder = remainders.Span.Slice(CellElements * index, CellElements);
            if (!FieldElements.TryRead(cells[i].Span, remainder))
            {
                return KzgRefusal.FieldElementNotCanonical;
            }

            KzgSettings.Transform.Interpolate(remainder, block: index);
            known[index] = true;
        }

        for (var k = 0; k < Cells; k++)
        {
            if (!known[k])
            {
                remainders.Span.Slice(CellElements * k, CellElements).Clear();
            }
        }

        // The coefficients of f_i, in column i, are those of f at X^(64 j + i).
        var decoder = new ErasureDecoder<ScalarModulus>(KzgSettings.Transform, Cells);
        decoder.Prepare(known);
        if (!decoder.TryDecode(remainders.Span, Lines.Columns(CellElements, Cells, CellElements)))
        {
            return KzgRefusal.CellsInconsistent;
        }

        remainders.Span[..polynomial.Length].CopyTo(polynomial);
        return KzgRefusal.None;
    }

    private static KzgRefusal CheckInputs(ReadOnlySpan<ulong> cellIndices, ReadOnlySpan<ReadOnlyMemory<byte>> cells)
    {
        if (cellIndices.Length != cells.Length)
        {
            return KzgRefusal.CountMismatch;
        }

        if (cells.Length is < Cells / 2 or > Cells)
        {
            return cells.Length > Cells ? KzgRefusal.TooMany : KzgRefusal.TooFewCells;
        }

        for (var i = 0; i < cells.Length; i++)
        {
            if (cellIndices[i] >= Cells)
            {
                return KzgRefusal.CellIndexOutOfRange;
            }

            if (i > 0 && cellIndices[i] <= cellIndices[i - 1])
            {
                return KzgRefusal.CellIndicesNotAscending;
            }

            if (cells[i].Length != Eip7594.CellSize)
            {
                return KzgRefusal.CellLength;
            }
        }

        return KzgRefusal.None;
    }
}
