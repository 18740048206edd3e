using System.Collections.Immutable;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.ScalarModulus>;

namespace LazAI.Cryptography.R1cs;

/// <summary>A matrix over BN254's scalar field of which only what is not zero is kept, row by row.</summary>
/// <param name="RowStarts">Where each row's entries begin; one more than there are rows.</param>
/// <param name="Columns">The column of each entry; ascending within a row.</param>
/// <param name="Coefficients">The value of each entry.</param>
internal sealed record SparseMatrix(ImmutableArray<int> RowStarts, ImmutableArray<int> Columns, ImmutableArray<Fr> Coefficients)
{
    public int Rows => RowStarts.Length - 1;

    /// <summary>One row a combination.</summary>
    /// <param name="rows">The rows, over a builder's wires.</param>
    /// <param name="places">The column of each of these wires.</param>
    public static SparseMatrix Create(IEnumerable<LinearCombination> rows, ReadOnlySpan<int> places)
    {
        var matrix = new SparseMatrixBuilder();
        foreach (var row in rows)
        {
            var (columns, coefficients) = (new int[row.Wires.Length], row.Coefficients.ToArray());
            for (var i = 0; i < columns.Length; i++)
            {
                columns[i] = places[row.Wires[i]];
            }

            matrix.AddRow(columns, coefficients);
        }

        return matrix.ToMatrix();
    }

    /// <summary>The inner product of a row with <paramref name="vector"/>.</summary>
    public Fr Multiply(int row, ReadOnlySpan<Fr> vector)
    {
        var sum = Fr.Zero;
        for (var entry = RowStarts[row]; entry < RowStarts[row + 1]; entry++)
        {
            sum += Coefficients[entry] * vector[Columns[entry]];
        }

        return sum;
    }
}
