using System.Security.Cryptography;
using LazAI.Cryptography.Arithmetic;
using LazAI.Cryptography.Polynomials;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bls12381.ScalarModulus>;
using G1 = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>, LazAI.Cryptography.Bls12381.G1Curve>;

namespace LazAI.Cryptography.Kzg;

/// <summary>
/// KZG commitments to blobs (EIP-4844; consensus-specs, deneb/polynomial-commitments.md, whose names these are). A blob is 4096
/// field elements of 32 big-endian bytes: the values of a polynomial at the 4096th roots of unity in bit-reversed order.
/// </summary>
/// <remarks>
/// Input from others never throws: it is refused by name. Blobs, commitments and proofs are public, and nothing here is
/// constant-time. Verification allocates nothing. A destination that is too short throws.
/// </remarks>
public static class Eip4844
{
    public const int FieldElementsPerBlob = 4096;

    /// <summary>Bytes of a field element.</summary>
    public const int FieldElementSize = FieldElements.Size;

    /// <summary>Bytes of a blob.</summary>
    public const int BlobSize = FieldElementsPerBlob * FieldElementSize;

    /// <summary>Bytes of a commitment: a compressed point of G1.</summary>
    public const int CommitmentSize = Points.Size;

    /// <summary>Bytes of a proof: a compressed point of G1.</summary>
    public const int ProofSize = Points.Size;

    /// <summary>Bytes of a versioned hash.</summary>
    public const int VersionedHashSize = SHA256.HashSizeInBytes;

    /// <summary>Blobs that one batch may have; each takes about a millisecond.</summary>
    public const int BatchBlobsMaximum = 1024;

    private const byte VersionedHashVersionKzg = 0x01;

    /// <summary>blob_to_kzg_commitment: 48 bytes.</summary>
    public static KzgRefusal BlobToKzgCommitment(ReadOnlySpan<byte> blob, Span<byte> commitment, KzgSettings settings)
    {
        using var polynomial = new Scratch<Fr>(FieldElementsPerBlob);
        var refusal = ReadBlob(blob, polynomial.Span);
        if (refusal == KzgRefusal.None)
        {
            KzgSettings.Transform.Interpolate(polynomial.Span);
            settings.Commit(polynomial.Span, commitment);
        }

        return refusal;
    }

    /// <summary>compute_kzg_proof: the value y at z (32 bytes each) and the proof of it (48 bytes).</summary>
    public static KzgRefusal ComputeKzgProof(ReadOnlySpan<byte> blob, ReadOnlySpan<byte> z, Span<byte> proof, Span<byte> y, KzgSettings settings)
    {
        using var polynomial = new Scratch<Fr>(FieldElementsPerBlob);
        if (ReadBlob(blob, polynomial.Span) is not KzgRefusal.None and var blobRefusal)
        {
            return blobRefusal;
        }

        var refusal = ReadFieldElement(z, out var point);
        if (refusal == KzgRefusal.None)
        {
            ComputeProof(polynomial.Span, in point, proof, settings).Write(y);
        }

        return refusal;
    }

    /// <summary>compute_blob_kzg_proof: the proof (48 bytes) that a verifier who has the blob checks against its commitment.</summary>
    public static KzgRefusal ComputeBlobKzgProof(ReadOnlySpan<byte> blob, ReadOnlySpan<byte> commitment, Span<byte> proof, KzgSettings settings)
    {
        using var polynomial = new Scratch<Fr>(FieldElementsPerBlob);
        if (ReadBlob(blob, polynomial.Span) is not KzgRefusal.None and var blobRefusal)
        {
            return blobRefusal;
        }

        var refusal = Points.ReadCommitment(commitment, out _);
        if (refusal == KzgRefusal.None)
        {
            ComputeProof(polynomial.Span, ComputeChallenge(blob, commitment), proof, settings);
        }

        return refusal;
    }

    /// <summary>verify_kzg_proof: whether the polynomial of the commitment has the value y at z.</summary>
    public static KzgRefusal VerifyKzgProof(
        ReadOnlySpan<byte> commitment, ReadOnlySpan<byte> z, ReadOnlySpan<byte> y, ReadOnlySpan<byte> proof, KzgSettings settings)
    {
        if (Points.ReadCommitment(commitment, out var commitmentPoint) is not KzgRefusal.None and var commitmentRefusal)
        {
            return commitmentRefusal;
        }

        if (ReadFieldElement(z, out var point) is not KzgRefusal.None and var pointRefusal)
        {
            return pointRefusal;
        }

        if (ReadFieldElement(y, out var value) is not KzgRefusal.None and var valueRefusal)
        {
            return valueRefusal;
        }

        var refusal = Points.ReadProof(proof, out var proofPoint);
        return refusal == KzgRefusal.None
            ? Opening.Verify(in commitmentPoint, in point, in value, in proofPoint, settings)
            : refusal;
    }

    /// <summary>verify_blob_kzg_proof: whether the commitment is that of the blob.</summary>
    public static KzgRefusal VerifyBlobKzgProof(
        ReadOnlySpan<byte> blob, ReadOnlySpan<byte> commitment, ReadOnlySpan<byte> proof, KzgSettings settings)
    {
        if (EvaluateAtChallenge(blob, commitment, out var z, out var y) is not KzgRefusal.None and var blobRefusal)
        {
            return blobRefusal;
        }

        if (Points.ReadCommitment(commitment, out var commitmentPoint) is not KzgRefusal.None and var commitmentRefusal)
        {
            return commitmentRefusal;
        }

        var refusal = Points.ReadProof(proof, out var proofPoint);
        return refusal == KzgRefusal.None
            ? Opening.Verify(in commitmentPoint, in z, in y, in proofPoint, settings)
            : refusal;
    }

    /// <summary>verify_blob_kzg_proof_batch: whether each commitment is that of its blob. No blobs at all are in order.</summary>
    public static KzgRefusal VerifyBlobKzgProofBatch(
        ReadOnlySpan<ReadOnlyMemory<byte>> blobs,
        ReadOnlySpan<ReadOnlyMemory<byte>> commitments,
        ReadOnlySpan<ReadOnlyMemory<byte>> proofs,
        KzgSettings settings)
    {
        var count = blobs.Length;
        if (commitments.Length != count || proofs.Length != count)
        {
            return KzgRefusal.CountMismatch;
        }

        if (count is 0 or > BatchBlobsMaximum)
        {
            return count == 0 ? KzgRefusal.None : KzgRefusal.TooMany;
        }

        using var commitmentPoints = new Scratch<G1>(count);
        using var proofPoints = new Scratch<G1>(count);
        using var z = new Scratch<Fr>(count);
        using var y = new Scratch<Fr>(count);
        if (Points.ReadCommitments(commitments, commitmentPoints.Span) is not KzgRefusal.None and var commitmentRefusal)
        {
            return commitmentRefusal;
        }

        if (Points.ReadProofs(proofs, proofPoints.Span) is not KzgRefusal.None and var proofRefusal)
        {
            return proofRefusal;
        }

        for (var i = 0; i < count; i++)
        {
            var refusal = EvaluateAtChallenge(blobs[i].Span, commitments[i].Span, out z.Span[i], out y.Span[i]);
            if (refusal != KzgRefusal.None)
            {
                return refusal;
            }
        }

        var hash = Transcript.Begin("RCKZGBATCH___V1_"u8);
        hash.AppendUInt64(FieldElementsPerBlob);
        hash.AppendUInt64((ulong)count);
        for (var i = 0; i < count; i++)
        {
            hash.AppendData(commitments[i].Span);
            hash.Append(in z.Span[i]);
            hash.Append(in y.Span[i]);
            hash.AppendData(proofs[i].Span);
        }

        using var weights = new Scratch<Fr>(count);
        FieldElements.Powers(hash.End(), weights.Span);
        return Opening.VerifyBatch(weights.Span, commitmentPoints.Span, z.Span, y.Span, proofPoints.Span, settings);
    }

    /// <summary>kzg_commitment_to_versioned_hash: SHA-256 of the commitment, its first byte replaced by 0x01.</summary>
    public static KzgRefusal KzgCommitmentToVersionedHash(ReadOnlySpan<byte> commitment, Span<byte> versionedHash)
    {
        if (commitment.Length != CommitmentSize)
        {
            return KzgRefusal.CommitmentLength;
        }

        SHA256.HashData(commitment, versionedHash);
        versionedHash[0] = VersionedHashVersionKzg;
        return KzgRefusal.None;
    }

    internal static KzgRefusal ReadBlob(ReadOnlySpan<byte> blob, Span<Fr> values) => blob.Length != BlobSize
        ? KzgRefusal.BlobLength
        : FieldElements.TryRead(blob, values) ? KzgRefusal.None : KzgRefusal.FieldElementNotCanonical;

    internal static KzgRefusal ReadFieldElement(ReadOnlySpan<byte> bytes, out Fr value)
    {
        value = Fr.Zero;
        return bytes.Length != FieldElementSize
            ? KzgRefusal.FieldElementLength
            : Fr.TryRead(bytes, out value) ? KzgRefusal.None : KzgRefusal.FieldElementNotCanonical;
    }

    /// <summary>compute_challenge: where the prover cannot choose to be asked. The count is written with 16 bytes.</summary>
    internal static Fr ComputeChallenge(ReadOnlySpan<byte> blob, ReadOnlySpan<byte> commitment)
    {
        var hash = Transcript.Begin("FSBLOBVERIFY_V1_"u8);
        hash.AppendUInt64(0);
        hash.AppendUInt64(FieldElementsPerBlob);
        hash.AppendData(blob);
        hash.AppendData(commitment);
        return hash.End();
    }

    // compute_kzg_proof_impl by coefficients, (f - f(z)) / (X - z), which has no special case where z is a root of unity.
    private static Fr ComputeProof(Span<Fr> polynomial, in Fr z, Span<byte> proof, KzgSettings settings)
    {
        KzgSettings.Transform.Interpolate(polynomial);
        var y = Polynomial.DivideByLinear(polynomial, in z);
        settings.Commit(polynomial, proof);
        return y;
    }

    private static KzgRefusal EvaluateAtChallenge(ReadOnlySpan<byte> blob, ReadOnlySpan<byte> commitment, out Fr z, out Fr y)
    {
        (z, y) = (Fr.Zero, Fr.Zero);
        using var values = new Scratch<Fr>(FieldElementsPerBlob);
        var refusal = ReadBlob(blob, values.Span);
        if (refusal == KzgRefusal.None)
        {
            z = ComputeChallenge(blob, commitment);
            y = Polynomial.EvaluateFromValues(KzgSettings.Domain, values.Span, in z);
        }

        return refusal;
    }
}
