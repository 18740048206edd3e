using LazAI.Cryptography.Arithmetic;
using LazAI.Cryptography.Bls12381;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bls12381.ScalarModulus>;
using G1 = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>, LazAI.Cryptography.Bls12381.G1Curve>;

namespace LazAI.Cryptography.Kzg;

/// <summary>The universal verification equation of EIP-7594 (verify_cell_kzg_proof_batch_impl).</summary>
/// <remarks>
/// Cell k with the values of the remainder I_k, and the proof q of it, are right if f - I_k = q (X^64 - y_k), so if
/// e(C - [I_k] + y_k q, [1]) = e(q, [tau^64]). A batch is checked as one random combination.
/// </remarks>
internal static class CellVerification
{
    private const int Cells = Eip7594.CellsPerExtBlob;
    private const int CellElements = Eip7594.FieldElementsPerCell;

    /// <summary>For as many items of each as the limit allows, and at least one.</summary>
    public static KzgRefusal VerifyBatch(
        ReadOnlySpan<ReadOnlyMemory<byte>> commitments,
        ReadOnlySpan<ulong> cellIndices,
        ReadOnlySpan<ReadOnlyMemory<byte>> cells,
        ReadOnlySpan<ReadOnlyMemory<byte>> proofs,
        KzgSettings settings)
    {
        if (CheckLengths(commitments, cellIndices, cells, proofs) is not KzgRefusal.None and var lengthRefusal)
        {
            return lengthRefusal;
        }

        // The points of the sum: distinct commitments, proofs, and the powers that the remainders are committed with.
        var count = cells.Length;
        using var commitmentOf = new Scratch<int>(count);
        using var firstOf = new Scratch<int>(count);
        var distinct = Deduplicate(commitments, commitmentOf.Span, firstOf.Span);
        using var points = new Scratch<G1>(distinct + count + CellElements);
        using var scalars = new Scratch<Fr>(distinct + count + CellElements);
        using var weights = new Scratch<Fr>(count);
        using var distinctCommitments = new Scratch<ReadOnlyMemory<byte>>(distinct);
        for (var i = 0; i < distinct; i++)
        {
            distinctCommitments.Span[i] = commitments[firstOf.Span[i]];
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

        settings.CellPowers[..CellElements].CopyTo(points.Span[(distinct + count)..]);

        var challenge = ComputeChallenge(commitments, firstOf.Span[..distinct], commitmentOf.Span, cellIndices, cells, proofs);
        FieldElements.Powers(in challenge, weights.Span);
        scalars.Span[..distinct].Clear();
        for (var i = 0; i < count; i++)
        {
            scalars.Span[commitmentOf.Span[i]] += weights.Span[i];
            scalars.Span[distinct + i] = weights.Span[i] * KzgSettings.Domain.Point((int)cellIndices[i]);
        }

        if (!TrySumRemainders(cellIndices, cells, weights.Span, scalars.Span[(distinct + count)..]))
        {
            return KzgRefusal.FieldElementNotCanonical;
        }

        var left = LinearCombination.Sum(points.Span, scalars.Span).ToAffine();
        var right = LinearCombination.Sum(proofPoints, weights.Span).ToAffine();
        return Pairing.PairingProductIsOne([left, right], settings.CellLines) ? KzgRefusal.None : KzgRefusal.EquationDoesNotHold;
    }

    /// <summary>compute_verify_cell_kzg_proof_batch_challenge: the distinct commitments by the item they are first used in.</summary>
    internal static Fr ComputeChallenge(
        ReadOnlySpan<ReadOnlyMemory<byte>> commitments,
        ReadOnlySpan<int> distinct,
        ReadOnlySpan<int> commitmentOf,
        ReadOnlySpan<ulong> cellIndices,
        ReadOnlySpan<ReadOnlyMemory<byte>> cells,
        ReadOnlySpan<ReadOnlyMemory<byte>> proofs)
    {
        var hash = Transcript.Begin("RCKZGCBATCH__V1_"u8);
        hash.AppendUInt64(Eip4844.FieldElementsPerBlob);
        hash.AppendUInt64(CellElements);
        hash.AppendUInt64((ulong)distinct.Length);
        hash.AppendUInt64((ulong)cells.Length);
        foreach (var first in distinct)
        {
            hash.AppendData(commitments[first].Span);
        }

        for (var i = 0; i < cells.Length; i++)
        {
            hash.AppendUInt64((ulong)commitmentOf[i]);
            hash.AppendUInt64(cellIndices[i]);
            hash.AppendData(cells[i].Span);
            hash.AppendData(proofs[i].Span);
        }

        return hash.End();
    }

    /// <summary>Which commitments differ: for each item the number of its commitment, for each of these the first item that has it.</summary>
    /// <returns>How many differ.</returns>
    /// <remarks>Backwards, since neighbours tend to be of the same blob. Comparing all with all costs less than decoding each one does.</remarks>
    internal static int Deduplicate(ReadOnlySpan<ReadOnlyMemory<byte>> commitments, Span<int> commitmentOf, Span<int> firstOf)
    {
        var distinct = 0;
        for (var i = 0; i < commitments.Length; i++)
        {
            var found = distinct - 1;
            while (found >= 0 && !commitments[firstOf[found]].Span.SequenceEqual(commitments[i].Span))
            {
                found--;
            }

            if (found < 0)
            {
                found = distinct;
                firstOf[distinct++] = i;
            }

            commitmentOf[i] = found;
        }

        return distinct;
    }

    // Minus the weighted sum of the cells' remainders, as coefficients. Cells with the same index are added up before they are interpolated.
    private static bool TrySumRemainders(
        ReadOnlySpan<ulong> cellIndices, ReadOnlySpan<ReadOnlyMemory<byte>> cells, ReadOnlySpan<Fr> weights, Span<Fr> sum)
    {
        using var columns = new Scratch<Fr>(Cells * CellElements);
        Span<bool> isUsed = stackalloc bool[Cells];
        isUsed.Clear();
        var isCanonical = true;
        for (var i = 0; i < cells.Length; i++)
        {
            var index = (int)cellIndices[i];
            var column = columns.Span.Slice(CellElements * index, CellElements);
            if (!isUsed[index])
            {
                isUsed[index] = true;
                column.Clear();
            }

            var bytes = cells[i].Span;
            for (var j = 0; j < CellElements; j++)
            {
                isCanonical &= Fr.TryRead(bytes.Slice(FieldElements.Size * j, FieldElements.Size), out var value);
                column[j] += value * weights[i];
            }
        }

        sum.Clear();
        for (var index = 0; index < Cells; index++)
        {
            if (isUsed[index])
            {
                var column = columns.Span.Slice(CellElements * index, CellElements);
                KzgSettings.Transform.Interpolate(column, block: index);
                for (var j = 0; j < CellElements; j++)
                {
                    sum[j] -= column[j];
                }
            }
        }

        return isCanonical;
    }

    private static KzgRefusal CheckLengths(
        ReadOnlySpan<ReadOnlyMemory<byte>> commitments,
        ReadOnlySpan<ulong> cellIndices,
        ReadOnlySpan<ReadOnlyMemory<byte>> cells,
        ReadOnlySpan<ReadOnlyMemory<byte>> proofs)
    {
        for (var i = 0; i < cells.Length; i++)
        {
            var refusal = commitments[i].Length != Eip4844.CommitmentSize ? KzgRefusal.CommitmentLength
                : cellIndices[i] >= Cells ? KzgRefusal.CellIndexOutOfRange
                : cells[i].Length != Eip7594.CellSize ? KzgRefusal.CellLength
                : proofs[i].Length != Eip4844.ProofSize ? KzgRefusal.ProofLength
                : KzgRefusal.None;
            if (refusal != KzgRefusal.None)
            {
                return refusal;
            }
        }

        return KzgRefusal.None;
    }
}
