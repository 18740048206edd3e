using System.Collections.Immutable;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.ScalarModulus>;

namespace LazAI.Cryptography.R1cs;

/// <summary>Takes the rows of a <see cref="SparseMatrix"/> one by one.</summary>
internal sealed class SparseMatrixBuilder
{
    private readonly ImmutableArray<int>.Builder _starts = ImmutableArray.CreateBuilder<int>();
    private readonly ImmutableArray<int>.Builder _columns = ImmutableArray.CreateBuilder<int>();
    private readonly ImmutableArray<Fr>.Builder _coefficients = ImmutableArray.CreateBuilder<Fr>();

    public SparseMatrixBuilder() => _starts.Add(0);

    /// <summary>Adds a row.</summary>
    /// <param name="columns">In any order, each once; sorted here.</param>
    /// <param name="coefficients">One for each column, none zero; ordered along.</param>
    public void AddRow(int[] columns, Fr[] coefficients)
    {
        Array.Sort(columns, coefficients);
        _columns.AddRange(columns);
        _coefficients.AddRange(coefficients);
        _starts.Add(_columns.Count);
    }

    public SparseMatrix ToMatrix() => new(_starts.DrainToImmutable(), _columns.DrainToImmutable(), _coefficients.DrainToImmutable());
}
