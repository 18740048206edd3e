using LazAI.Cryptography.Bls12381;
using LazAI.Cryptography.Kzg;
using LazAI.Cryptography.Polynomials;
using LazAI.Cryptography.Polynomials.Lanes;
using Fp = LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bls12381.ScalarModulus>;
using G1 = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>, LazAI.Cryptography.Bls12381.G1Curve>;
using G1Jacobian = LazAI.Cryptography.Curves.JacobianPoint<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>, LazAI.Cryptography.Bls12381.G1Curve>;

namespace LazAI.Cryptography.ErasureCoding;

/// <summary>
/// A KZG commitment to each of the 128 rows of an extended square, and proofs of single chunks against them. A client who knows a
/// blob's commitment takes the commitments to the first 64 rows with their proof (<see cref="RowsOfBlob"/>), extends them, and then
/// checks any chunk by its own proof, without the rest of its row.
/// </summary>
/// <remarks>
/// Commitments are linear, so those of the extended rows are the extension of the first 64 by the columns' code. A chunk's proof says
/// nothing about the degree of the row's polynomial: against commitments that were not proven, any chunk can be proven.
/// </remarks>
public static class RowCommitments
{
    /// <summary>Bytes of a commitment or of a proof.</summary>
    public const int CommitmentSize = Points.Size;

    /// <summary>Bytes of all commitments.</summary>
    public const int ByteSize = Size * CommitmentSize;

    /// <summary>Chunks that one batch may have: a whole square.</summary>
    public const int BatchChunksMaximum = SamplingPlan.Chunks;

    private const int DataSize = ExtendedDataSquare.DataSize;
    private const int Size = ExtendedDataSquare.Size;

    /// <summary>The commitments to all rows (6,144 bytes).</summary>
    public static void Compute(ExtendedDataSquare square, Span<byte> commitments, KzgSettings settings)
    {
        ArgumentNullException.ThrowIfNull(square);
        ArgumentNullException.ThrowIfNull(settings);
        var sums = new G1Jacobian[DataSize];
        Span<Fr> coefficients = stackalloc Fr[DataSize];
        for (var row = 0; row < DataSize; row++)
        {
            square.RowPolynomial(row, coefficients);
            sums[row] = LinearCombination.Sum(settings.CellPowers[..DataSize], coefficients);
        }

        var affine = new G1[DataSize];
        G1Jacobian.ToAffine(sums, affine, new Fp[2 * DataSize]);
        WriteAll(affine, commitments[..ByteSize]);
        ExtendPoints(affine, commitments[..ByteSize], settings);
    }

    /// <summary>The commitments to all rows (6,144 bytes) from those to the first 64 (3,072 bytes), which <see cref="RowsOfBlob"/> proves.</summary>
    public static KzgRefusal Extend(ReadOnlySpan<byte> dataCommitments, Span<byte> commitments, KzgSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (dataCommitments.Length != DataSize * CommitmentSize)
        {
            return KzgRefusal.CommitmentLength;
        }

        var points = new G1[DataSize];
        if (RowsOfBlob.ReadCommitments(dataCommitments, points) is not KzgRefusal.None and var refusal)
        {
            return refusal;
        }

        dataCommitments.CopyTo(commitments);
        ExtendPoints(points, commitments[..ByteSize], settings);
        return KzgRefusal.None;
    }

    /// <summary>The proof (48 bytes) of a chunk against its row's commitment.</summary>
    public static void ComputeChunkProof(ExtendedDataSquare square, int row, int column, Span<byte> proof, KzgSettings settings)
    {
        ArgumentNullException.ThrowIfNull(square);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)column, (uint)Size, nameof(column));
        Span<Fr> polynomial = stackalloc Fr[DataSize];
        square.RowPolynomial(row, polynomial);
        Polynomial.DivideByLinear(polynomial, KzgSettings.Domain.Point(column));
        PointEncoding.WriteCompressed(
            LinearCombination.Sum(settings.CellPowers[..(DataSize - 1)], polynomial[..^1]).ToAffine(), proof);
    }

    /// <summary>
    /// Whether a chunk is the one of a column in the row with a commitment: the opening at v_column. The commitment must have been
    /// proven: see <see cref="RowsOfBlob"/>.
    /// </summary>
    public static KzgRefusal VerifyChunkProof(
        ReadOnlySpan<byte> rowCommitment, int column, ReadOnlySpan<byte> chunk, ReadOnlySpan<byte> proof, KzgSettings settings)
    {
        if ((uint)column >= Size)
        {
            return KzgRefusal.CellIndexOutOfRange;
        }

        Span<byte> z = stackalloc byte[FieldElements.Size];
        KzgSettings.Domain.Point(column).Write(z);
        return Eip4844.VerifyKzgProof(rowCommitment, z, chunk, proof, settings);
    }

    /// <summary>
    /// Whether each of many sampled chunks is right, as <see cref="VerifyChunkProof"/> has it, by one pairing product for all: a wrong
    /// one is accepted with a chance of less than 2^-240, and which one it is only single checks tell. No chunks at all are in order.
    /// </summary>
    /// <param name="rowCommitments">Each chunk's row's commitment (48 bytes), decoded once where several have the same; rows may be of many squares.</param>
    /// <param name="columns">Each chunk's column, below 128.</param>
    /// <param name="chunks">The chunks (32 bytes); one may be given twice.</param>
    /// <param name="proofs">Their proofs (48 bytes).</param>
    /// <param name="settings">The set-up.</param>
    public static KzgRefusal VerifyChunkProofBatch(
        ReadOnlySpan<ReadOnlyMemory<byte>> rowCommitments,
        ReadOnlySpan<int> columns,
        ReadOnlySpan<ReadOnlyMemory<byte>> chunks,
        ReadOnlySpan<ReadOnlyMemory<byte>> proofs,
        KzgSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var count = chunks.Length;
        return rowCommitments.Length != count || columns.Length != count || proofs.Length != count ? KzgRefusal.CountMismatch
            : count > BatchChunksMaximum ? KzgRefusal.TooMany
            : count == 0 ? KzgRefusal.None
            : ChunkVerification.VerifyBatch(rowCommitments, columns, chunks, proofs, settings);
    }

    // Values of the columns' polynomials at the 64th roots to those at the other 128th roots. Its division is done to the points.
    private static void ExtendPoints(ReadOnlySpan<G1> points, Span<byte> commitments, KzgSettings settings)
    {
        var line = new G1Jacobian[DataSize];
        Span<ulong> inverse = stackalloc ulong[4];
        KzgSettings.Domain.InverseOfSize(DataSize).ToWords(inverse);
        for (var row = 0; row < DataSize; row++)
        {
            line[row] = new(in points[row]);
        }

        var degree = settings.Options.DegreeOfParallelism;
        LaneGroupTransform.InterpolateUnscaled(KzgSettings.Domain, line, 0, degree);
        for (var row = 0; row < DataSize; row++)
        {
            line[row] = Curves.ScalarMultiplication.VariableTime(in line[row], inverse);
        }

        LaneGroupTransform.Evaluate(KzgSettings.Domain, line, 1, degree);
        var affine = new G1[DataSize];
        G1Jacobian.ToAffine(line, affine, new Fp[2 * DataSize]);
        WriteAll(affine, commitments[(DataSize * CommitmentSize)..]);
    }

    private static void WriteAll(ReadOnlySpan<G1> points, Span<byte> commitments)
    {
        for (var i = 0; i < points.Length; i++)
        {
            PointEncoding.WriteCompressed(in points[i], commitments.Slice(i * CommitmentSize, CommitmentSize));
        }
    }
}
