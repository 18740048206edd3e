using LazAI.Cryptography.Arithmetic;
using LazAI.Cryptography.Kzg;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bls12381.ScalarModulus>;

namespace LazAI.Cryptography.ErasureCoding;

/// <summary>
/// 64 × 64 field elements extended to 128 × 128 chunks by a Reed-Solomon code of rate one half in both directions: each row and each
/// column is the values of a polynomial of degree below 64 at the 128th roots of unity in bit-reversed order (v_0, ..., v_127), and
/// any half of it restores it.
/// </summary>
/// <remarks>
/// <para>
/// A blob's polynomial f of degree below 4096 is written as F(X, Y) with f(X) = F(X, X^64), and chunk (r, c) is F(v_c, v_r). So
/// row r is the remainder of f modulo X^64 - v_r, which is what EIP-7594's cell r holds: the same polynomial, with its values at
/// other points, the same 128 for every row, since only then the columns are codewords. <see cref="RowsOfBlob"/> proves the rows'
/// commitments against the blob's.
/// </para>
/// <para>
/// <see cref="Extend"/> takes any matrix instead and keeps it as the upper left quadrant.
/// </para>
/// </remarks>
public sealed class ExtendedDataSquare
{
    /// <summary>Rows and columns of the data.</summary>
    public const int DataSize = 64;

    /// <summary>Rows and columns of the square.</summary>
    public const int Size = 2 * DataSize;

    /// <summary>Bytes of a chunk: one field element, big-endian.</summary>
    public const int ChunkSize = FieldElements.Size;

    /// <summary>Bytes of all chunks, row by row.</summary>
    public const int ByteSize = Size * Size * ChunkSize;

    /// <summary>Bytes of the matrix that is extended, row by row.</summary>
    public const int DataByteSize = DataSize * DataSize * ChunkSize;

    private readonly Fr[] _chunks;

    internal ExtendedDataSquare(Fr[] chunks) => _chunks = chunks;

    internal ReadOnlySpan<Fr> Chunks => _chunks;

    /// <summary>The square of a blob: see the remarks of this class.</summary>
    /// <param name="blob">131,072 bytes.</param>
    /// <param name="square">The square, if nothing was wrong.</param>
    public static ExtensionRefusal FromBlob(ReadOnlySpan<byte> blob, out ExtendedDataSquare? square)
    {
        square = null;
        if (blob.Length != Eip4844.BlobSize)
        {
            return ExtensionRefusal.WrongLength;
        }

        using var polynomial = new Scratch<Fr>(Eip4844.FieldElementsPerBlob);
        if (!FieldElements.TryRead(blob, polynomial.Span))
        {
            return ExtensionRefusal.FieldElementNotCanonical;
        }

        // Coefficient 64 j + i of f is that of X^i Y^j.
        KzgSettings.Transform.Interpolate(polynomial.Span);
        var chunks = new Fr[Size * Size];
        SquareTransform.Evaluate(polynomial.Span, chunks);
        square = new(chunks);
        return ExtensionRefusal.None;
    }

    /// <summary>The square that has a matrix of 64 × 64 elements as its upper left quadrant.</summary>
    /// <param name="matrix">131,072 bytes, row by row.</param>
    /// <param name="square">The square, if nothing was wrong.</param>
    public static ExtensionRefusal Extend(ReadOnlySpan<byte> matrix, out ExtendedDataSquare? square)
    {
        square = null;
        if (matrix.Length != DataByteSize)
        {
            return ExtensionRefusal.WrongLength;
        }

        var chunks = new Fr[Size * Size];
        for (var row = 0; row < DataSize; row++)
        {
            if (!FieldElements.TryRead(matrix[(row * DataSize * ChunkSize)..], chunks.AsSpan(row * Size, DataSize)))
            {
                return ExtensionRefusal.FieldElementNotCanonical;
            }
        }

        SquareTransform.Extend(chunks);
        square = new(chunks);
        return ExtensionRefusal.None;
    }

    /// <summary>
    /// Recovers a square from some of its chunks: rows and columns with half of their chunks are decoded in turns until nothing
    /// changes. Chunks are not recognised as wrong unless there are more than it takes: check their proofs first.
    /// </summary>
    /// <param name="chunks">Room for all chunks, row by row (524,288 bytes); what lies at unknown ones is not looked at.</param>
    /// <param name="known">Which chunks are known.</param>
    /// <param name="square">The square, if nothing was wrong.</param>
    /// <param name="lost">The chunks that could not be recovered, empty if nothing was wrong.</param>
    public static ExtensionRefusal Recover(ReadOnlySpan<byte> chunks, ChunkSet known, out ExtendedDataSquare? square, out ChunkSet lost)
    {
        ArgumentNullException.ThrowIfNull(known);
        (square, lost) = (null, known.Complement());
        if (chunks.Length != ByteSize)
        {
            return ExtensionRefusal.WrongLength;
        }

        var values = new Fr[Size * Size];
        for (var i = 0; i < values.Length; i++)
        {
            if (known[i / Size, i % Size] && !Fr.TryRead(chunks.Slice(i * ChunkSize, ChunkSize), out values[i]))
            {
                return ExtensionRefusal.FieldElementNotCanonical;
            }
        }

        var refusal = new SquareRecovery(values, lost).Run();
        square = refusal == ExtensionRefusal.None ? new(values) : null;
        return refusal;
    }

    /// <summary>Whether all chunks together are an extended square: any wrong one shows here, without saying which one it is.</summary>
    /// <param name="chunks">All chunks, row by row (524,288 bytes).</param>
    public static ExtensionRefusal CheckParity(ReadOnlySpan<byte> chunks) => Recover(chunks, ChunkSet.All(), out _, out _);

    /// <summary>One chunk (32 bytes).</summary>
    public void GetChunk(int row, int column, Span<byte> chunk) => Chunk(row, column).Write(chunk);

    /// <summary>All chunks, row by row (524,288 bytes).</summary>
    public void CopyTo(Span<byte> chunks) => FieldElements.Write(_chunks, chunks[..ByteSize]);

    /// <summary>The blob that <see cref="FromBlob"/> makes this square of (131,072 bytes).</summary>
    public void GetBlob(Span<byte> blob)
    {
        using var polynomial = new Scratch<Fr>(Eip4844.FieldElementsPerBlob);
        SquareTransform.Interpolate(_chunks, polynomial.Span);
        KzgSettings.Transform.Evaluate(polynomial.Span);
        FieldElements.Write(polynomial.Span, blob[..Eip4844.BlobSize]);
    }

    /// <summary>EIP-7594's cell with the number of a row, of the blob that <see cref="FromBlob"/> makes this square of (2,048 bytes).</summary>
    public void GetCell(int row, Span<byte> cell)
    {
        Span<Fr> values = stackalloc Fr[DataSize];
        RowPolynomial(row, values);
        KzgSettings.Transform.Evaluate(values, block: row);
        FieldElements.Write(values, cell[..Eip7594.CellSize]);
    }

    internal Fr Chunk(int row, int column)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Size, nameof(row));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)column, (uint)Size, nameof(column));
        return _chunks[Size * row + column];
    }

    /// <summary>The 64 coefficients of a row.</summary>
    internal void RowPolynomial(int row, Span<Fr> coefficients)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Size, nameof(row));
        _chunks.AsSpan(Size * row, DataSize).CopyTo(coefficients);
        KzgSettings.Transform.Interpolate(coefficients);
    }
}
