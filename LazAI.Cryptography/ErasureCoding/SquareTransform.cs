using LazAI.Cryptography.Bls12381;
using LazAI.Cryptography.Kzg;
using LazAI.Cryptography.Polynomials.Lanes;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bls12381.ScalarModulus>;

namespace LazAI.Cryptography.ErasureCoding;

/// <summary>Transforms in two directions: between 64 × 64 coefficients of X^i Y^j, in rows j, and 128 × 128 values at (v_c, v_r), in rows r.</summary>
internal static class SquareTransform
{
    private const int DataSize = ExtendedDataSquare.DataSize;
    private const int Size = ExtendedDataSquare.Size;

    private static LaneTransform<ScalarModulus> Transform => KzgSettings.Transform;

    /// <summary>Coefficients to values.</summary>
    public static void Evaluate(ReadOnlySpan<Fr> coefficients, Span<Fr> square)
    {
        for (var row = 0; row < DataSize; row++)
        {
            var line = coefficients.Slice(row * DataSize, DataSize);
            line.CopyTo(square[(row * Size)..]);
            line.CopyTo(square[((DataSize + row) * Size)..]);
        }

        Transform.Evaluate(square, Lines.Columns(DataSize, DataSize, Size));
        Transform.Evaluate(LowerHalf(square), Lines.Columns(DataSize, DataSize, Size), block: 1);
        CopyToRight(square, Size);
        Transform.Evaluate(square, Lines.Rows(Size, DataSize, Size));
        Transform.Evaluate(square[DataSize..], Lines.Rows(Size, DataSize, Size), block: 1);
    }

    /// <summary>Values to coefficients, from the upper left quadrant.</summary>
    public static void Interpolate(ReadOnlySpan<Fr> square, Span<Fr> coefficients)
    {
        for (var row = 0; row < DataSize; row++)
        {
            square.Slice(row * Size, DataSize).CopyTo(coefficients[(row * DataSize)..]);
        }

        Transform.Interpolate(coefficients, Lines.Rows(DataSize, DataSize, DataSize));
        Transform.Interpolate(coefficients, Lines.Columns(DataSize, DataSize, DataSize));
    }

    /// <summary>Fills the square from its upper left quadrant: its rows first, then all columns.</summary>
    public static void Extend(Span<Fr> square)
    {
        CopyToRight(square, DataSize);
        Transform.Interpolate(square[DataSize..], Lines.Rows(DataSize, DataSize, Size));
        Transform.Evaluate(square[DataSize..], Lines.Rows(DataSize, DataSize, Size), block: 1);

        square[..(DataSize * Size)].CopyTo(LowerHalf(square));
        Transform.Interpolate(LowerHalf(square), Lines.Columns(Size, DataSize, Size));
        Transform.Evaluate(LowerHalf(square), Lines.Columns(Size, DataSize, Size), block: 1);
    }

    private static Span<Fr> LowerHalf(Span<Fr> square) => square[(DataSize * Size)..];

    // The left half of so many rows.
    private static void CopyToRight(Span<Fr> square, int rows)
    {
        for (var row = 0; row < rows; row++)
        {
            var line = square.Slice(row * Size, Size);
            line[..DataSize].CopyTo(line[DataSize..]);
        }
    }
}
