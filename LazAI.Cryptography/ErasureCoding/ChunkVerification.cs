using LazAI.Cryptography.Arithmetic;
using LazAI.Cryptography.Bls12381;
using LazAI.Cryptography.Kzg;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bls12381.ScalarModulus>;
using G1 = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>, LazAI.Cryptography.Bls12381.G1Curve>;

namespace LazAI.Cryptography.ErasureCoding;

/// <summary>Many chunks' proofs by one equation: that of EIP-7594's cells (<see cref="CellVerification"/>), with one value instead of 64.</summary>
/// <remarks>
/// Chunk y of column c, and the proof q of it, are right if C - [y] + v_c q and q are in the relation of tau. The sum of all, each
/// times another power of a number that depends on everything, is in it by chance only, unless all are.
/// </remarks>
internal static class ChunkVerification
{
    /// <summary>For as many items of each as the limit allows, and at least one.</summary>
    public static KzgRefusal VerifyBatch(
        ReadOnlySpan<ReadOnlyMemory<byte>> rowCommitments,
        ReadOnlySpan<int> columns,
        ReadOnlySpan<ReadOnlyMemory<byte>> chunks,
        ReadOnlySpan<ReadOnlyMemory<byte>> proofs,
        KzgSettings settings)
    {
        if (CheckLengths(rowCommitments, columns, chunks, proofs) is not KzgRefusal.None and var lengthRefusal)
        {
            return lengthRefusal;
        }

        // The points of the sum: distinct commitments, proofs, and the generator, times which the values are.
        var count = chunks.Length;
        using var commitmentOf = new Scratch<int>(count);
        using var firstOf = new Scratch<int>(count);
        var distinct = CellVerification.Deduplicate(rowCommitments, commitmentOf.Span, firstOf.Span);
        using var points = new Scratch<G1>(distinct + count + 1);
        using var scalars = new Scratch<Fr>(distinct + count + 1);
        using var weights = new Scratch<Fr>(count);
        using var distinctCommitments = new Scratch<ReadOnlyMemory<byte>>(distinct);
        for (var i = 0; i < distinct; i++)
        {
            distinctCommitments.Span[i] = rowCommitments[firstOf.Span[i]];
        }

        if (Points.ReadCommitments(distinctCommitments.Span, points.Span[..distinct]) is not KzgRefusal.None and var commitmentRefusal)
        {
            return commitmentRefusal;
        }

        var proofPoints = points.Span.Slice(distinct, count);
        if (Points.ReadProofs(proofs, proofPoints) is not KzgRefusal.None and var proofRefusal)
        {
            return proofRefusal;
        }

        points.Span[^1] = G1.Generator;
        var challenge = ComputeChallenge(distinctCommitments.Span, commitmentOf.Span, columns, chunks, proofs);
        FieldElements.Powers(in challenge, weights.Span);
        scalars.Span[..distinct].Clear();
        var values = Fr.Zero;
        for (var i = 0; i < count; i++)
        {
            if (!Fr.TryRead(chunks[i].Span, out var value))
            {
                return KzgRefusal.FieldElementNotCanonical;
            }

            values += weights.Span[i] * value;
            scalars.Span[commitmentOf.Span[i]] += weights.Span[i];
            scalars.Span[distinct + i] = weights.Span[i] * KzgSettings.Domain.Point(columns[i]);
        }

        scalars.Span[^1] = -values;
        var left = LinearCombination.Sum(points.Span, scalars.Span).ToAffine();
        var right = LinearCombination.Sum(proofPoints, weights.Span).ToAffine();
        return Pairing.PairingProductIsOne([left, right], settings.OpeningLines) ? KzgRefusal.None : KzgRefusal.EquationDoesNotHold;
    }

    // Made like compute_verify_cell_kzg_proof_batch_challenge, under a separator of its own: all lengths are fixed by the counts.
    private static Fr ComputeChallenge(
        ReadOnlySpan<ReadOnlyMemory<byte>> distinctCommitments,
        ReadOnlySpan<int> commitmentOf,
        ReadOnlySpan<int> columns,
        ReadOnlySpan<ReadOnlyMemory<byte>> chunks,
        ReadOnlySpan<ReadOnlyMemory<byte>> proofs)
    {
        var hash = Transcript.Begin("LAZAI_CHUNKS_V1_"u8);
        hash.AppendUInt64((ulong)distinctCommitments.Length);
        hash.AppendUInt64((ulong)chunks.Length);
        foreach (var commitment in distinctCommitments)
        {
            hash.AppendData(commitment.Span);
        }

        for (var i = 0; i < chunks.Length; i++)
        {
            hash.AppendUInt64((ulong)commitmentOf[i]);
            hash.AppendUInt64((ulong)columns[i]);
            hash.AppendData(chunks[i].Span);
            hash.AppendData(proofs[i].Span);
        }

        return hash.End();
    }

    private static KzgRefusal CheckLengths(
        ReadOnlySpan<ReadOnlyMemory<byte>> rowCommitments,
        ReadOnlySpan<int> columns,
        ReadOnlySpan<ReadOnlyMemory<byte>> chunks,
        ReadOnlySpan<ReadOnlyMemory<byte>> proofs)
    {
        for (var i = 0; i < chunks.Length; i++)
        {
            var refusal = rowCommitments[i].Length != RowCommitments.CommitmentSize ? KzgRefusal.CommitmentLength
                : (uint)columns[i] >= ExtendedDataSquare.Size ? KzgRefusal.CellIndexOutOfRange
                : chunks[i].Length != ExtendedDataSquare.ChunkSize ? KzgRefusal.FieldElementLength
                : proofs[i].Length != RowCommitments.CommitmentSize ? KzgRefusal.ProofLength
                : KzgRefusal.None;
            if (refusal != KzgRefusal.None)
            {
                return refusal;
            }
        }

        return KzgRefusal.None;
    }
}
