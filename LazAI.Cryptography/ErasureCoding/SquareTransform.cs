using LazAI.Cryptography.Kzg;
using LazAI.Cryptography.Polynomials;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bls12381.ScalarModulus>;

namespace LazAI.Cryptography.ErasureCoding;

/// <summary>Transforms in two directions: between 64 × 64 coefficients of X^i Y^j, in rows j, and 128 × 128 values at (v_c, v_r), in rows r.</summary>
internal static class SquareTransform
{
    private const int DataSize = ExtendedDataSquare.DataSize;
    private const int Size = ExtendedDataSquare.Size;

    private static EvaluationDomain<Fr> Domain => KzgSettings.Domain;

    /// <summary>Coefficients to values.</summary>
    public static void Evaluate(ReadOnlySpan<Fr> coefficients, Span<Fr> square)
    {
        for (var row = 0; row < DataSize; row++)
        {
            coefficients.Slice(row * DataSize, DataSize).CopyTo(square[(row * Size)..]);
        }

        Span<Fr> line = stackalloc Fr[Size];
        for (var column = 0; column < DataSize; column++)
        {
            ReadColumn(square, column, line[..DataSize]);
            EvaluateBothHalves(line);
            WriteColumn(line, square, column);
        }

        for (var row = 0; row < Size; row++)
        {
            EvaluateBothHalves(square.Slice(row * Size, Size));
        }
    }

    /// <summary>Values to coefficients, from the upper left quadrant.</summary>
    public static void Interpolate(ReadOnlySpan<Fr> square, Span<Fr> coefficients)
    {
        for (var row = 0; row < DataSize; row++)
        {
            var line = coefficients.Slice(row * DataSize, DataSize);
            square.Slice(row * Size, DataSize).CopyTo(line);
            Domain.Interpolate(line);
        }

        Span<Fr> column = stackalloc Fr[DataSize];
        for (var i = 0; i < DataSize; i++)
        {
            for (var j = 0; j < DataSize; j++)
            {
                column[j] = coefficients[DataSize * j + i];
            }

            Domain.Interpolate(column);
            for (var j = 0; j < DataSize; j++)
            {
                coefficients[DataSize * j + i] = column[j];
            }
        }
    }

    /// <summary>Fills the square from its upper left quadrant: its rows first, then all columns.</summary>
    public static void Extend(Span<Fr> square)
    {
        for (var row = 0; row < DataSize; row++)
        {
            ExtendLine(square.Slice(row * Size, Size));
        }

        Span<Fr> line = stackalloc Fr[Size];
        for (var column = 0; column < Size; column++)
        {
            ReadColumn(square, column, line[..DataSize]);
            ExtendLine(line);
            WriteColumn(line, square, column);
        }
    }

    /// <summary>As many values of a column as the line is long.</summary>
    public static void ReadColumn(ReadOnlySpan<Fr> square, int column, Span<Fr> line)
    {
        for (var row = 0; row < line.Length; row++)
        {
            line[row] = square[row * Size + column];
        }
    }

    public static void WriteColumn(ReadOnlySpan<Fr> line, Span<Fr> square, int column)
    {
        for (var row = 0; row < line.Length; row++)
        {
            square[row * Size + column] = line[row];
        }
    }

    // 64 coefficients to the values at the 64th roots and at the 128th roots that are no 64th ones.
    private static void EvaluateBothHalves(Span<Fr> line)
    {
        line[..DataSize].CopyTo(line[DataSize..]);
        Domain.Evaluate(line[..DataSize]);
        Domain.Evaluate(line[DataSize..], block: 1);
    }

    // The values at the former to those at the latter.
    private static void ExtendLine(Span<Fr> line)
    {
        var extension = line[DataSize..];
        line[..DataSize].CopyTo(extension);
        Domain.Interpolate(extension);
        Domain.Evaluate(extension, block: 1);
    }
}
