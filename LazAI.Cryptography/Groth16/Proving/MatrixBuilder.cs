using System.Runtime.InteropServices;
using LazAI.Cryptography.R1cs;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.ScalarModulus>;

namespace LazAI.Cryptography.Groth16.Proving;

/// <summary>Makes the one form of a sparse matrix of entries in whatever order: rows, then columns, ascending; entries of one place added; no zeros.</summary>
internal sealed class MatrixBuilder
{
    private readonly List<(int Row, int Column, Fr Value)> _entries = [];

    public void Add(int row, int column, in Fr value) => _entries.Add((row, column, value));

    /// <summary>One more than the last row with an entry.</summary>
    public int RowsMinimum { get; private set; }

    public void Sort()
    {
        CollectionsMarshal.AsSpan(_entries).Sort((a, b) => (a.Row, a.Column).CompareTo((b.Row, b.Column)));
        RowsMinimum = _entries.Count == 0 ? 0 : _entries[^1].Row + 1;
    }

    /// <summary>After <see cref="Sort"/>.</summary>
    public SparseMatrix ToMatrix(int rows)
    {
        var starts = new int[rows + 1];
        var (columns, values) = (new List<int>(_entries.Count), new List<Fr>(_entries.Count));
        for (var i = 0; i < _entries.Count;)
        {
            var (row, column, sum) = _entries[i];
            for (i++; i < _entries.Count && _entries[i].Row == row && _entries[i].Column == column; i++)
            {
                sum += _entries[i].Value;
            }

            if (!sum.IsZero)
            {
                columns.Add(column);
                values.Add(sum);
                starts[row + 1]++;
            }
        }

        for (var row = 0; row < rows; row++)
        {
            starts[row + 1] += starts[row];
        }

        return new([.. starts], [.. columns], [.. values]);
    }
}
