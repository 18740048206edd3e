using LazAI.Cryptography.Bls12381;
using LazAI.Cryptography.Kzg;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bls12381.ScalarModulus>;
using G1 = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>, LazAI.Cryptography.Bls12381.G1Curve>;

namespace LazAI.Cryptography.ErasureCoding;

/// <summary>
/// One proof that the commitments to the first 64 rows of a square are those of a blob: the row at a random height rho, as its 64
/// coefficients, and EIP-7594's proof of a cell for that height.
/// </summary>
/// <remarks>
/// <para>
/// With f(X) = F(X, X^64), the row at height y is F(X, y), the remainder of f modulo X^64 - y. The 64 committed rows G(X, v_r) make
/// up G(X, Y) of degree below 64 in Y. Two checks: the commitments' combination G(X, rho) is the 64 coefficients, and these are the
/// remainder of f modulo X^64 - rho. So G(X, rho) = F(X, rho), and rho is a hash of all commitments, of which at most 63 values in
/// about 2^255 could be hit by another G: G is F, and each row is of degree below 64.
/// </para>
/// <para>
/// A cell's proof for each row would not do, where the row is a commitment and not its 64 values: it holds as well for a row plus any
/// multiple of X^64 - v_r, which is no codeword. The set-up has too few powers of G2 to prove a degree by pairings.
/// </para>
/// </remarks>
public static class RowsOfBlob
{
    /// <summary>Bytes of a proof: 64 field elements and a point.</summary>
    public const int ProofSize = RowSize + RowCommitments.CommitmentSize;

    /// <summary>Bytes of the commitments to the first 64 rows.</summary>
    public const int DataCommitmentsSize = DataSize * RowCommitments.CommitmentSize;

    private const int DataSize = ExtendedDataSquare.DataSize;
    private const int RowSize = DataSize * FieldElements.Size;

    /// <summary>The proof for a blob's square (2,096 bytes).</summary>
    /// <param name="square">The square that <see cref="ExtendedDataSquare.FromBlob"/> made.</param>
    /// <param name="blobCommitment">The commitment to its blob.</param>
    /// <param name="dataCommitments">The first 64 of the commitments to its rows.</param>
    /// <param name="proof">Room for the proof.</param>
    /// <param name="settings">The set-up.</param>
    public static KzgRefusal ComputeProof(
        ExtendedDataSquare square, ReadOnlySpan<byte> blobCommitment, ReadOnlySpan<byte> dataCommitments, Span<byte> proof, KzgSettings settings)
    {
        ArgumentNullException.ThrowIfNull(square);
        ArgumentNullException.ThrowIfNull(settings);
        if (blobCommitment.Length != RowCommitments.CommitmentSize || dataCommitments.Length != DataCommitmentsSize)
        {
            return KzgRefusal.CommitmentLength;
        }

        // Coefficient 64 j + i of f is that of X^i Y^j: f = (Y - rho) quotient + row by Horner's rule, for all i at once.
        var rho = ComputeChallenge(blobCommitment, dataCommitments);
        var quotient = new Fr[Eip4844.FieldElementsPerBlob];
        SquareTransform.Interpolate(square.Chunks, quotient);
        Span<Fr> row = stackalloc Fr[DataSize];
        row.Clear();
        for (var j = DataSize - 1; j >= 0; j--)
        {
            for (var i = 0; i < DataSize; i++)
            {
                var next = row[i] * rho + quotient[DataSize * j + i];
                quotient[DataSize * j + i] = row[i];
                row[i] = next;
            }
        }

        FieldElements.Write(row, proof[..RowSize]);
        settings.Commit(quotient, proof[RowSize..ProofSize]);
        return KzgRefusal.None;
    }

    /// <summary>Whether the commitments are those to the first 64 rows of the square of a blob.</summary>
    /// <param name="blobCommitment">The commitment to the blob.</param>
    /// <param name="dataCommitments">The commitments to the first 64 rows (3,072 bytes).</param>
    /// <param name="proof">The proof (2,096 bytes).</param>
    /// <param name="settings">The set-up.</param>
    public static KzgRefusal Verify(
        ReadOnlySpan<byte> blobCommitment, ReadOnlySpan<byte> dataCommitments, ReadOnlySpan<byte> proof, KzgSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (dataCommitments.Length != DataCommitmentsSize || proof.Length != ProofSize)
        {
            return proof.Length != ProofSize ? KzgRefusal.ProofLength : KzgRefusal.CommitmentLength;
        }

        if (Points.ReadCommitment(blobCommitment, out var blob) is not KzgRefusal.None and var blobRefusal)
        {
            return blobRefusal;
        }

        Span<G1> rows = stackalloc G1[DataSize];
        if (ReadCommitments(dataCommitments, rows) is not KzgRefusal.None and var rowsRefusal)
        {
            return rowsRefusal;
        }

        Span<Fr> row = stackalloc Fr[DataSize];
        if (!FieldElements.TryRead(proof[..RowSize], row))
        {
            return KzgRefusal.FieldElementNotCanonical;
        }

        if (Points.ReadProof(proof[RowSize..], out var quotient) is not KzgRefusal.None and var proofRefusal)
        {
            return proofRefusal;
        }

        var rho = ComputeChallenge(blobCommitment, dataCommitments);
        Span<Fr> weights = stackalloc Fr[DataSize];
        LagrangeValues(in rho, weights);
        var commitment = LinearCombination.Sum(settings.CellPowers[..DataSize], row);
        if (!LinearCombination.Sum(rows, weights).Equals(commitment))
        {
            return KzgRefusal.EquationDoesNotHold;
        }

        // e(C - C_rho + rho proof, [1]) = e(proof, [tau^64]): EIP-7594's equation.
        var left = LinearCombination.Sum([quotient], [rho]) + blob - commitment.ToAffine();
        return Pairing.PairingProductIsOne([left.ToAffine(), quotient], settings.CellLines)
            ? KzgRefusal.None
            : KzgRefusal.EquationDoesNotHold;
    }

    /// <summary>Points of the first 64 rows' commitments; the first refusal, if there is any.</summary>
    internal static KzgRefusal ReadCommitments(ReadOnlySpan<byte> dataCommitments, Span<G1> points)
    {
        for (var row = 0; row < points.Length; row++)
        {
            var bytes = dataCommitments.Slice(row * RowCommitments.CommitmentSize, RowCommitments.CommitmentSize);
            if (Points.ReadCommitment(bytes, out points[row]) is not KzgRefusal.None and var refusal)
            {
                return refusal;
            }
        }

        return KzgRefusal.None;
    }

    /// <summary>The height, which nobody can choose before the commitments.</summary>
    internal static Fr ComputeChallenge(ReadOnlySpan<byte> blobCommitment, ReadOnlySpan<byte> dataCommitments)
    {
        var hash = Transcript.Begin("LAZAI_ROWS____V1"u8);
        hash.AppendData(blobCommitment);
        hash.AppendData(dataCommitments);
        return hash.End();
    }

    // What the rows at v_0, ..., v_63 weigh in the one at rho: (1 + rho/v_r + ... + (rho/v_r)^63) / 64, by a transform of rho's powers
    // in reverse, since 1/v^m = v^(64 - m).
    private static void LagrangeValues(in Fr rho, Span<Fr> weights)
    {
        var power = KzgSettings.Domain.InverseOfSize(DataSize);
        for (var m = 0; m < DataSize; m++)
        {
            weights[(DataSize - m) % DataSize] = power;
            power *= rho;
        }

        KzgSettings.Domain.Evaluate(weights);
    }
}
