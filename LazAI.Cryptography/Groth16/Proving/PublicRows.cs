using LazAI.Cryptography.R1cs;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.ScalarModulus>;

namespace LazAI.Cryptography.Groth16.Proving;

/// <summary>The rows that snarkjs adds to a system: for each public wire, the constant one first, that wire times nothing is nothing.</summary>
internal static class PublicRows
{
    /// <summary>A with one more row for each public wire.</summary>
    public static SparseMatrix Append(SparseMatrix a, int publicSignals)
    {
        var wires = Enumerable.Range(0, publicSignals + 1);
        return new(
            [.. a.RowStarts, .. wires.Select(wire => a.Columns.Length + wire + 1)],
            [.. a.Columns, .. wires],
            [.. a.Coefficients, .. wires.Select(_ => Fr.One)]);
    }

    /// <summary>B with as many empty rows.</summary>
    public static SparseMatrix AppendEmpty(SparseMatrix b, int publicSignals) =>
        b with { RowStarts = [.. b.RowStarts, .. Enumerable.Repeat(b.Columns.Length, publicSignals + 1)] };

    /// <summary>Whether a matrix is another with such rows appended; copies nothing.</summary>
    public static bool AreAppended(SparseMatrix matrix, SparseMatrix to, int publicSignals)
    {
        if (!HasPrefix(matrix, to) || matrix.Rows != to.Rows + publicSignals + 1 || matrix.Columns.Length != to.Columns.Length + publicSignals + 1)
        {
            return false;
        }

        for (var wire = 0; wire <= publicSignals; wire++)
        {
            var entry = to.Columns.Length + wire;
            if (matrix.RowStarts[to.Rows + wire + 1] != entry + 1 || matrix.Columns[entry] != wire || !matrix.Coefficients[entry].Equals(Fr.One))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a matrix is another with as many empty rows.</summary>
    public static bool AreAppendedEmpty(SparseMatrix matrix, SparseMatrix to, int publicSignals) =>
        HasPrefix(matrix, to) && matrix.Rows == to.Rows + publicSignals + 1 && matrix.Columns.Length == to.Columns.Length;

    private static bool HasPrefix(SparseMatrix matrix, SparseMatrix prefix) =>
        matrix.RowStarts.AsSpan().StartsWith(prefix.RowStarts.AsSpan())
        && matrix.Columns.AsSpan().StartsWith(prefix.Columns.AsSpan())
        && matrix.Coefficients.AsSpan().StartsWith(prefix.Coefficients.AsSpan());
}
