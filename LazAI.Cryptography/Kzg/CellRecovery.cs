using LazAI.Cryptography.Arithmetic;
using LazAI.Cryptography.Polynomials;
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

        var decoder = new ErasureDecoder<Fr>(KzgSettings.Domain, Cells);
        decoder.Prepare(known);
        Span<Fr> line = stackalloc Fr[Cells];
        for (var i = 0; i < CellElements; i++)
        {
            for (var k = 0; k < Cells; k++)
            {
                line[k] = known[k] ? remainders.Span[CellElements * k + i] : Fr.Zero;
            }

            if (!decoder.TryDecode(line))
            {
                return KzgRefusal.CellsInconsistent;
            }

            for (var j = 0; j < CellElements; j++)
            {
                polynomial[CellElements * j + i] = line[j];
            }
        }

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
