using LazAI.Cryptography.Bls12381;
using LazAI.Cryptography.Curves.Lanes;
using LazAI.Cryptography.Polynomials.Lanes;
using Fp = LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bls12381.ScalarModulus>;
using G1 = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>, LazAI.Cryptography.Bls12381.G1Curve>;
using G1Jacobian = LazAI.Cryptography.Curves.JacobianPoint<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>, LazAI.Cryptography.Bls12381.G1Curve>;

namespace LazAI.Cryptography.Kzg;

/// <summary>The proofs of all cells of a blob at once (D. Feist, D. Khovratovich, "Fast amortized KZG proofs", 2023; "FK20").</summary>
/// <remarks>
/// <para>
/// Let f = sum of X^(64 j) f_j, with f_j of degree below 64. The proof of cell k is the quotient of f by X^64 - y_k, and that is
/// the sum over d of y_k^d H_d with H_d = sum over j above d of X^(64 (j - d - 1)) f_j. So the commitments h_d to H_d, the same
/// for all cells, transformed as coefficients to the 128 values at y_k, are the proofs, in the order of the cells.
/// </para>
/// <para>
/// h_d sums f_(64 j + i) [tau^(64 m + i)] over all i and all j - m = d + 1: for each i a convolution, which is done by
/// transforms of size 128: of the points once, of the coefficients for each blob.
/// </para>
/// </remarks>
internal sealed class CellProver
{
    private const int Cells = Eip7594.CellsPerExtBlob;
    private const int CellElements = Eip7594.FieldElementsPerCell;

    // For which there are the fewest additions, as measured.
    private const int TableDigitBits = 8;

    private readonly KzgOptions _options;

    // The transformed points by output, then by i.
    private readonly G1[] _points = new G1[Cells * CellElements];

    // Their multiples: null where none are wanted or of use.
    private readonly FixedBaseTable<Fp, G1Curve>? _table;

    public CellProver(KzgSettings settings)
    {
        _options = settings.Options;
        var powers = settings.Powers.ToArray();
        var transformed = new G1Jacobian[Cells * CellElements];
        Each(CellElements, i =>
        {
            // The power m at index -(m + 1) modulo 128, so that h_d comes out at index d. The last power of all is not needed.
            var column = new G1Jacobian[Cells];
            Array.Fill(column, G1Jacobian.Infinity);
            for (var m = 0; m < CellElements - 1; m++)
            {
                column[Cells - 1 - m] = new(in powers[CellElements * m + i]);
            }

            LaneGroupTransform.Evaluate(KzgSettings.Domain, column);
            for (var k = 0; k < Cells; k++)
            {
                transformed[CellElements * k + i] = column[k];
            }
        });
        G1Jacobian.ToAffine(transformed, _points, new Fp[2 * transformed.Length]);
        _table = _options.PrecomputedTables ? FixedBaseTable.Create<BaseModulus, G1Curve>(_points, CellElements, TableDigitBits) : null;
    }

    /// <summary>The proofs of all cells, compressed, from the coefficients of a blob's polynomial.</summary>
    public void Prove(ReadOnlySpan<Fr> coefficients, Span<byte> proofs)
    {
        // The division that ends the inverse transform is done to the numbers, not to the points.
        var scalars = new Fr[Cells * CellElements];
        var scale = KzgSettings.Domain.InverseOfSize(Cells);
        for (var i = 0; i < coefficients.Length; i++)
        {
            scalars[i] = coefficients[i] * scale;
        }

        KzgSettings.Transform.Evaluate(scalars, Lines.Columns(CellElements, Cells, CellElements));
        var sums = new G1Jacobian[Cells];
        if (_table is not null)
        {
            var words = new ulong[FieldElements.Words * scalars.Length];
            FieldElements.ToWords(scalars, words);
            _table.VariableTime(words, sums, _options.DegreeOfParallelism);
        }
        else
        {
            Each(Cells, k => sums[k] = LinearCombination.Sum(
                _points.AsSpan(CellElements * k, CellElements), scalars.AsSpan(CellElements * k, CellElements)));
        }

        LaneGroupTransform.InterpolateUnscaled(KzgSettings.Domain, sums, 0, _options.DegreeOfParallelism);
        sums.AsSpan(CellElements - 1).Fill(G1Jacobian.Infinity);
        LaneGroupTransform.Evaluate(KzgSettings.Domain, sums, 0, _options.DegreeOfParallelism);

        var affine = new G1[Cells];
        G1Jacobian.ToAffine(sums, affine, new Fp[2 * Cells]);
        for (var k = 0; k < Cells; k++)
        {
            PointEncoding.WriteCompressed(in affine[k], proofs.Slice(Points.Size * k, Points.Size));
        }
    }

    private void Each(int count, Action<int> action)
    {
        if (_options.DegreeOfParallelism == 1)
        {
            for (var i = 0; i < count; i++)
            {
                action(i);
            }
        }
        else
        {
            Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = _options.DegreeOfParallelism }, action);
        }
    }
}
